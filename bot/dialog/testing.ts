/** For tests of the decision core: small flows, a stand-in for understanding, and a conversation that reads as one. */
import { parse } from 'yaml';
import type { Entity, EntityType, EntityValue, Understanding } from '../../nlu/mod.ts';
import type { ActionSpec } from '../actions/port.ts';
import { bookOf, loadReplies } from '../flowbook.ts';
import type { Reply, TurnInput } from '../types.ts';
import type { DialogContext, IntentInfo, LogEvent } from './context.ts';
import { step } from './engine.ts';
import { type Flow, parseFlow } from './program.ts';
import { type ConversationState, newState, type PendingCall } from './state.ts';

/** What a test lets the understanding hear in some words. */
export interface Meaning {
  intent?: string;
  probability?: number;
  entities?: [EntityType, EntityValue, string?][];
  clauses?: string[];
}

export function understood(text: string, meaning: Meaning = {}): Understanding {
  const intents = meaning.intent
    ? [{ id: meaning.intent, probability: meaning.probability ?? 0.95 }]
    : [{ id: 'none', probability: 0.4 }];
  const entities: Entity[] = (meaning.entities ?? []).map(([type, value, said]) => ({
    type,
    value,
    text: said ?? text,
    start: 0,
    end: (said ?? text).length,
    source: 'test',
  }));
  const decision = meaning.intent ? 'accept' : 'reject';
  const clause = { text, intents, score: meaning.intent ? 0.95 : 0.1, decision } as const;
  const clauses = meaning.clauses
    ? meaning.clauses.map((id) => ({
        ...clause,
        intents: [{ id, probability: 0.9 }],
        decision: 'accept' as const,
      }))
    : [clause];
  return { ...clause, raw: text, normalised: text, entities, clauses, vector: new Float32Array(0) };
}

export function action(name: string, more: Partial<ActionSpec> = {}): ActionSpec {
  return {
    name,
    identity: 'anonymous',
    effect: false,
    unconfirmed: false,
    outcomes: [],
    params: {},
    ...more,
  };
}

export function flowFrom(yaml: string): Flow {
  const data = parse(yaml) as { id: string };
  return parseFlow(data, `${data.id}.yaml`, 'v1');
}

const REPLIES = loadReplies(new URL('../flows/', import.meta.url).pathname);

export function contextWith(
  flows: Flow[],
  actions: ActionSpec[] = [],
  more: Partial<DialogContext> = {},
): DialogContext {
  const info = (id: string): IntentInfo => ({
    id,
    name: id,
    kind: id.startsWith('chat.') ? 'act' : 'guide',
    urgent: id.startsWith('urgent.'),
  });
  const intents = new Map(flows.flatMap((f) => f.triggers).map((id) => [id, info(id)]));
  return {
    flows: bookOf(flows),
    actions: new Map(actions.map((a) => [a.name, a])),
    replies: REPLIES,
    intents,
    article: () => null,
    articleIntent: () => null,
    searchThreshold: 0.5,
    now: '2026-11-21T10:00:00+08:00',
    ...more,
  };
}

/** A conversation with the core: `say` runs a whole turn, answering its calls by `perform`. */
export class Talk {
  state: ConversationState;
  log: LogEvent[] = [];
  calls: PendingCall[] = [];
  replies: Reply[] = [];

  constructor(
    readonly context: DialogContext,
    readonly perform: (call: PendingCall) => { outcome: string; data?: unknown } = () => ({ outcome: 'ok' }),
    user: { bound?: string[]; verified?: boolean; phone?: string } = {},
  ) {
    this.state = newState('web', {
      id: 'u',
      bound: user.bound ?? [],
      verified: user.verified ?? false,
      phone: user.phone,
    });
  }

  say(text: string, meaning: Meaning = {}): string {
    return this.input({ kind: 'text', text }, understood(text, meaning));
  }

  /** Performs one turn; returns what the robot said, bubbles joined by a bar. */
  input(input: TurnInput, understanding: Understanding | null = null): string {
    let result = step(this.state, { type: 'input', input, understanding, hits: [] }, this.context);
    this.log = [...result.log];
    this.replies = [...result.replies];
    this.calls = [];
    while (result.call) {
      this.calls.push(result.call);
      const { outcome, data } = this.perform(result.call);
      result = step(result.state, { type: 'result', outcome, data: data ?? null }, this.context);
      this.log.push(...result.log);
      this.replies.push(...result.replies);
    }
    this.state = result.state;
    if (this.replies.length)
      this.state = {
        ...this.state,
        lastReplies: this.replies,
        options: this.replies.flatMap((r) => r.options ?? []),
      };
    return this.replies.map((r) => r.text).join(' | ');
  }

  get flow(): string | null {
    return this.state.stack.at(-1)?.flow ?? null;
  }

  get slots(): Record<string, unknown> {
    return this.state.stack.at(-1)?.slots ?? {};
  }
}
