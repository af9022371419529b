/** What the decision core is given from outside, and the working copy of one step. */
import type { Hit, RenderedAnswer } from '../../knowledge/mod.ts';
import type { Understanding } from '../../nlu/mod.ts';
import type { ActionSpec } from '../actions/port.ts';
import type { Reply, TurnInput } from '../types.ts';
import type { Scope } from './expression.ts';
import type { Text } from './flow.ts';
import type { Flow } from './program.ts';
import type { ConversationState, Frame, PendingCall } from './state.ts';

export interface IntentInfo {
  id: string;
  name: string;
  kind: 'query' | 'guide' | 'action' | 'faq' | 'act';
  urgent: boolean;
}

/** Published flows: the newest version starts, any version can go on. */
export interface FlowBook {
  latest(id: string): Flow | null;
  version(id: string, version: string): Flow | null;
  byIntent(intent: string): Flow | null;
}

/** The robot's fixed surroundings during a step. No I/O behind any of these. */
export interface DialogContext {
  flows: FlowBook;
  actions: ReadonlyMap<string, ActionSpec>;
  /** Common replies (bot/flows/replies.yaml) by name. */
  replies: Readonly<Record<string, Text>>;
  intents: ReadonlyMap<string, IntentInfo>;
  article(topic: string): RenderedAnswer | null;
  /** The intent under which an article is asked. */
  articleIntent(topic: string): string | null;
  /** Search score at which an article may be shown. */
  searchThreshold: number;
  /** Now in Asia/Shanghai, ISO with +08:00. */
  now: string;
}

export interface InputEvent {
  type: 'input';
  input: TurnInput;
  understanding: Understanding | null;
  hits: Hit[];
  /** For each clause of the understanding the article that answers it, when the message has several. */
  clauseTopics?: (string | null)[];
}

export type DialogEvent = InputEvent | { type: 'result'; outcome: string; data: unknown };

/** A fact of the turn for the log: what staff, suites and replay read. */
export interface LogEvent {
  type: string;
  data: Record<string, unknown>;
}

export interface StepResult {
  state: ConversationState;
  replies: Reply[];
  log: LogEvent[];
  /** The call to perform now; its result comes back as a `result` event. */
  call: PendingCall | null;
  hangup: boolean;
}

/** The working copy on which one step runs; never outlives it. */
export interface Draft {
  readonly context: DialogContext;
  readonly state: ConversationState;
  readonly replies: Reply[];
  readonly log: LogEvent[];
  hangup: boolean;
}

export function top(draft: Draft): Frame | null {
  return draft.state.stack.at(-1) ?? null;
}

/** The flow of a frame, in the version in which it began. @throws when that version was never published. */
export function flowOf(draft: Draft, frame: Frame): Flow {
  const flow = draft.context.flows.version(frame.flow, frame.version);
  if (!flow)
    throw new Error(
      `flow ${frame.flow} has no version ${frame.version}; versions in use must stay published`,
    );
  return flow;
}

/** What expressions and templates of a frame see. */
export function scopeOf(draft: Draft, frame: Frame): Scope {
  const unset = unsetNames(flowOf(draft, frame));
  // All names first, in the same order each time: an object that grows name by name costs five times as much.
  return { ...unset, ...baseScope(draft), because: frame.because, ...frame.vars, ...frame.slots };
}

const unsetOf = new WeakMap<Flow, Scope>();

/** The names of a flow's own values, each null. */
function unsetNames(flow: Flow): Scope {
  const known = unsetOf.get(flow);
  if (known) return known;
  const names = [...flow.variables, ...(ENGINE_VARIABLES[flow.id] ?? []), ...Object.keys(flow.slots)];
  const unset = Object.fromEntries(names.map((name) => [name, null]));
  unsetOf.set(flow, unset);
  return unset;
}

/** Variables that the engine hands to the flows it begins by itself. */
export const ENGINE_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'pattern-identify': ['needed', 'accounts'],
  'pattern-choose-account': ['needed', 'accounts'],
  'service-human': ['reason'],
};

/** Names that every expression knows. */
export const BASE_NAMES = ['today', 'thisMonth', 'lastMonth', 'now', 'user', 'because'] as const;

export function baseScope(draft: Pick<Draft, 'context' | 'state'>): Scope {
  const { now } = draft.context;
  const { state } = draft;
  const month = now.slice(0, 7);
  const [y, m] = month.split('-').map(Number);
  return {
    now,
    today: now.slice(0, 10),
    thisMonth: month,
    lastMonth: m === 1 ? `${y! - 1}-12` : `${y}-${String(m! - 1).padStart(2, '0')}`,
    user: {
      channel: state.channel,
      phone: state.user.phone,
      bound: state.identity.bound,
      verified: state.identity.verified.length > 0,
    },
  };
}
