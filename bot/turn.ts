/** One turn: understand, search, step through the dialog, perform its actions, gather the result. */
import type { Understanding } from '../nlu/mod.ts';
import type { Json, Store } from '../store/mod.ts';
import type { Action, ActionContext, ActionResult } from './actions/port.ts';
import type { DialogContext, DialogEvent, LogEvent, StepResult } from './dialog/context.ts';
import { step } from './dialog/engine.ts';
import type { ConversationState, PendingCall } from './dialog/state.ts';
import type { Ears } from './ears.ts';
import { type Understood, understand } from './in-context.ts';
import type { IncomingMessage, Reply, TurnResult } from './types.ts';

export interface TurnParts extends Ears {
  store: Store;
  actions: ReadonlyMap<string, Action>;
}

export interface TurnOutcome {
  state: ConversationState;
  result: TurnResult;
  log: LogEvent[];
}

/** Calls in one turn after which something is held to be running in circles. */
const CALL_LIMIT = 20;
/** Candidates that the log keeps of the ranked intents and hits. */
const KEPT = 5;

/** Performs one turn without committing anything but the records of its actions. */
export async function performTurn(
  parts: TurnParts,
  context: DialogContext,
  before: ConversationState,
  message: IncomingMessage,
): Promise<TurnOutcome> {
  const understood = await understand(parts, before, context.flows, message);
  const event: DialogEvent = { type: 'input', input: message.input, ...understood };
  const log: LogEvent[] = [{ type: 'understood', data: summary(understood) }];
  const replies: Reply[] = [];
  const called: string[] = [];

  let result = step(before, event, context);
  collect(result, replies, log);
  let hangup = result.hangup;
  for (let n = 1; result.call; n++) {
    if (n > CALL_LIMIT)
      throw new Error(
        `more than ${CALL_LIMIT} actions in one turn of flow ${result.state.stack.at(-1)?.flow}`,
      );
    const { call } = result;
    const { outcome, data } = await perform(
      parts,
      call,
      message,
      `${message.conversationId}:${result.state.turn}:${n}:${call.node}`,
      result.state.identity.bound,
    );
    called.push(call.action);
    log.push({ type: 'called', data: { action: call.action, outcome, data: data ?? null } });
    result = step(result.state, { type: 'result', outcome, data }, context);
    collect(result, replies, log);
    hangup ||= result.hangup;
  }
  const state = settle(result.state, replies);
  const flows = state.stack.filter((f) => !context.flows.version(f.flow, f.version)?.pattern);
  return {
    state,
    log,
    result: {
      replies,
      flow: flows.at(-1)?.flow ?? null,
      ended: state.stack.length === 0 && state.clarifying === null && (message.channel !== 'voice' || hangup),
      handoff: state.handoff !== null,
      called,
      intent: message.input.kind === 'text' ? intentOf(understood.understanding) : null,
      hangup,
    },
  };
}

/** The understood intent as suites name it: the best candidate, or `none` for what was rejected. */
function intentOf(understanding: Understanding | null): string | null {
  if (understanding?.decision === 'reject') return 'none';
  return understanding?.intents[0]?.id ?? null;
}

function collect(result: StepResult, replies: Reply[], log: LogEvent[]): void {
  replies.push(...result.replies);
  log.push(...result.log);
}

/** What the next turn refers back to: the words said last and the quick replies with them, and no call into silence. */
function settle(state: ConversationState, replies: readonly Reply[]): ConversationState {
  if (replies.length === 0 || state.silences > 0) return state;
  return { ...state, lastReplies: [...replies], options: replies.flatMap((r) => r.options ?? []) };
}

/**
 * Performs an action. One with effect is written down before, so that a crash or a repeat of the turn never does it
 * twice: a finished run gives its result again, an unfinished one is repeated under the same key, which the backend
 * knows to be the same.
 */
async function perform(
  parts: TurnParts,
  call: PendingCall,
  message: IncomingMessage,
  key: string,
  accounts: readonly string[],
): Promise<ActionResult> {
  const action = parts.actions.get(call.action);
  if (!action) throw new Error(`no action ${call.action}`);
  const context: ActionContext = {
    key,
    now: parts.clock(),
    conversationId: message.conversationId,
    channel: message.channel,
    userId: message.user.id,
    phone: message.user.phone,
    accounts,
  };
  if (!call.effect) return action.perform(call.params, context);
  const run = await parts.store.startAction({
    key,
    conversationId: message.conversationId,
    action: call.action,
    params: toJson(call.params),
    at: context.now.getTime(),
  });
  if (run.status === 'finished') return run.result as unknown as ActionResult;
  const result = await action.perform(call.params, context);
  await parts.store.finishAction(key, toJson(result), parts.clock().getTime());
  return result;
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function summary({ understanding, hits }: Understood): Record<string, unknown> {
  if (!understanding) return { hits: [] };
  const { normalised, intents, decision, score, entities, clauses } = understanding;
  return {
    normalised,
    decision,
    score,
    intents: intents.slice(0, KEPT),
    entities,
    clauses: clauses.map((c) => ({ ...c, intents: c.intents.slice(0, KEPT) })),
    hits: hits.slice(0, KEPT),
  };
}
