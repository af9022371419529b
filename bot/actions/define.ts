/** How an action is written: its facts, its documented data, and what a backend's fault becomes. */
import type { z } from 'zod';
import { BackendError } from '../backends/errors.ts';
import type { Action, ActionContext, ActionResult, IdentityLevel } from './port.ts';

/** What data an outcome carries: field → what it holds. An empty record means that `data` is null. */
type Returns = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** An action that says what it is for and what it gives; flow authors and the static check read it. */
export interface DocumentedAction extends Action {
  about: string;
  returns: Returns;
}

interface Definition<S extends z.ZodObject> {
  name: string;
  /** One sentence. */
  about: string;
  identity: IdentityLevel;
  effect?: boolean;
  unconfirmed?: boolean;
  /** As in `ActionSpec`. */
  waiver?: string;
  /** Each field with `.describe()`. An optional one is `.nullish()`: flows hand in null for an empty slot. */
  params: S;
  /** Fields of the data, for `ok` and for every own outcome. */
  returns: Returns & { ok: Readonly<Record<string, string>> };
  /** @throws BackendError freely: it becomes `failed` or `unknown`. */
  perform(params: z.infer<S>, context: ActionContext): Promise<ActionResult>;
}

/**
 * Makes an action. Performing it never throws for a backend's fault: when the write timed out the outcome is `unknown`,
 * else `failed`, both with null data. So `perform` does all its reading before it writes.
 * @throws ZodError from `perform` when a flow hands in a parameter of the wrong kind, which is the flow's mistake.
 */
export function defineAction<S extends z.ZodObject>(definition: Definition<S>): DocumentedAction {
  const { name, about, identity, effect = false, unconfirmed = false, waiver, returns } = definition;
  const schema = definition.params.strict();
  return {
    name,
    about,
    identity,
    effect,
    unconfirmed,
    waiver,
    schema,
    returns,
    outcomes: Object.keys(returns).filter((outcome) => outcome !== 'ok'),
    params: Object.fromEntries(
      Object.entries(schema.shape).map(([key, type]) => [
        key,
        { required: !(type as z.ZodType).safeParse(undefined).success },
      ]),
    ),
    async perform(params, context) {
      const parsed = schema.parse(params) as z.infer<S>;
      try {
        return await definition.perform(parsed, context);
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        return { outcome: effect && error.outcomeUnknown ? 'unknown' : 'failed', data: null };
      }
    },
  };
}

export function ok(data: Record<string, unknown> | null = null): ActionResult {
  return { outcome: 'ok', data };
}

export function other(outcome: string, data: Record<string, unknown> | null = null): ActionResult {
  return { outcome, data };
}
