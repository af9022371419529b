/** What a flow may call: an action has a name, a schema, an identity level, and outcomes. */
import type { z } from 'zod';

/** Levels in order: whoever is at a level may do what the lower ones may. */
export const IDENTITY_LEVELS = ['anonymous', 'bound', 'verified'] as const;
export type IdentityLevel = (typeof IDENTITY_LEVELS)[number];

export interface ActionResult {
  /** `ok`, one of the action's own `outcomes`, `failed` or `unknown`. */
  outcome: string;
  /** JSON value that the flow reads (money in fen). Null unless the outcome has data. */
  // biome-ignore lint/suspicious/noExplicitAny: flows read it by expression; its shape is documented by each action's `returns`
  data: any;
}

export interface ActionContext {
  /** Idempotency key of this call; handed to the backend with every write. */
  key: string;
  now: Date;
  conversationId: string;
  /** The account that identity was established for, when the action's level is above anonymous. */
  channel: string;
  userId: string;
  phone: string | undefined;
  /** Accounts that the customer is known to hold: an order of another's account is not told by its number alone. */
  accounts: readonly string[];
}

/** The facts of an action that the static check and the engine need, without its code. */
export interface ActionSpec {
  name: string;
  /** Level needed for the account in `params.account`. */
  identity: IdentityLevel;
  /** Changes something in the utility's systems. */
  effect: boolean;
  /** An effect that is done without asking first (hazards, handing over, proof of identity). */
  unconfirmed: boolean;
  /** A boolean parameter whose truth waives the confirmation: `lifeSupport` sends a crew at once. */
  waiver?: string | undefined;
  /** Own outcomes beside `ok`, `failed` and (effects only) `unknown`. */
  outcomes: readonly string[];
  /** Names of the parameters and whether each is required. */
  params: Readonly<Record<string, { required: boolean }>>;
}

export interface Action extends ActionSpec {
  schema: z.ZodType;
  perform(params: unknown, context: ActionContext): Promise<ActionResult>;
}
