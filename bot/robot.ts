/** The robot: receives messages, performs their turns one at a time for each conversation, and commits them whole. */
import type { Knowledge } from '../knowledge/mod.ts';
import type { Understander } from '../nlu/mod.ts';
import type { ConversationRow, Json, Store } from '../store/mod.ts';
import type { Action } from './actions/port.ts';
import { isoTime } from './backends/time.ts';
import { type AgentAct, performAgentAct } from './desk.ts';
import type { DialogContext, FlowBook, IntentInfo } from './dialog/context.ts';
import type { Text } from './dialog/flow.ts';
import { type ConversationState, newState } from './dialog/state.ts';
import { type MessageIn, type MessageOut, type Robot, RobotBusy } from './port.ts';
import { remembering } from './remembered.ts';
import { performTurn, type TurnOutcome } from './turn.ts';
import type { IncomingMessage, TurnResult } from './types.ts';

/** What the robot tells about each turn, for logs and metrics; holds no words of the customer. */
export interface TurnReport {
  conversationId: string;
  channel: string;
  ms: number;
  intent: string | null;
  flow: string | null;
  called: string[];
  outcome: 'committed' | 'failed';
}

export interface RobotParts {
  store: Store;
  understander: Understander;
  knowledge: Knowledge;
  actions: ReadonlyMap<string, Action>;
  flows: FlowBook;
  replies: Readonly<Record<string, Text>>;
  intents: ReadonlyMap<string, IntentInfo>;
  /** The business clock: by it 上个月 is resolved and flows know what today is. */
  clock: () => Date;
  /** The wall clock, by which messages are stamped; differs from `clock` only when the sandbox's time is frozen. */
  wallClock?: () => Date;
  /** Turns in hand at once, beyond which messages are refused; 0 = no limit. */
  maxWaiting?: number;
  report?: (turn: TurnReport) => void;
  onError?: (error: unknown, conversationId: string) => void;
}

export interface RunningRobot extends Robot {
  /** Performs the turns of messages that a crash left unfinished. @returns how many. */
  recover(): Promise<number>;
  /** An agent's act on a conversation that is at the desk. @throws DeskError */
  agentActs(conversationId: string, agent: string, act: AgentAct, actId: string): Promise<void>;
  /** Resolves when no turn is in hand any more; new messages are refused from now on. */
  drain(): Promise<void>;
}

const TRIES_ON_CONFLICT = 3;

export function createRobot(given: RobotParts): RunningRobot {
  const parts = remembering(given);
  const listeners = new Set<(conversationId: string) => void>();
  const inHand = new Set<Promise<unknown>>();
  const maxWaiting = parts.maxWaiting ?? 0;
  let closing = false;

  async function receive(message: IncomingMessage): Promise<TurnResult> {
    if (closing || (maxWaiting > 0 && inHand.size >= maxWaiting))
      throw new RobotBusy(closing ? 'the robot is stopping' : 'too many turns are waiting');
    const work = accept(message);
    inHand.add(work);
    try {
      return await work;
    } finally {
      inHand.delete(work);
    }
  }

  async function accept(message: IncomingMessage): Promise<TurnResult> {
    const id = inboxId(message);
    const entry = {
      id,
      conversationId: message.conversationId,
      payload: message as unknown as Json,
      receivedAt: message.at.getTime(),
    };
    const received = await parts.store.receive(entry);
    if (received.status === 'done') return received.result as unknown as TurnResult;
    return parts.store.exclusively(message.conversationId, async () => {
      if (received.status === 'pending') {
        const again = await parts.store.receive(entry);
        if (again.status === 'done') return again.result as unknown as TurnResult;
      }
      return turn(id, message);
    });
  }

  async function turn(id: string, message: IncomingMessage): Promise<TurnResult> {
    const started = performance.now();
    let outcome: TurnOutcome | null = null;
    try {
      outcome = await commitWithRetry(id, message);
      return outcome.result;
    } catch (error) {
      parts.onError?.(error, message.conversationId);
      throw error;
    } finally {
      const { result } = outcome ?? {};
      parts.report?.({
        conversationId: message.conversationId,
        channel: message.channel,
        ms: performance.now() - started,
        intent: result?.intent ?? null,
        flow: result?.flow ?? null,
        called: result?.called ?? [],
        outcome: outcome ? 'committed' : 'failed',
      });
    }
  }

  async function commitWithRetry(id: string, message: IncomingMessage): Promise<TurnOutcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await commit(id, message);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'conflict' || attempt === TRIES_ON_CONFLICT) throw error;
      }
    }
  }

  async function commit(id: string, message: IncomingMessage): Promise<TurnOutcome> {
    const row = await parts.store.conversation(message.conversationId);
    const before = row
      ? withChannelKnowledge(proofsOf(row, message), message)
      : newState(message.channel, message.user);
    const outcome = await performTurn(parts, dialogContext(), before, message);
    const at = (parts.wallClock ?? parts.clock)();
    const incoming: MessageIn = {
      id: message.id,
      input: message.input,
      at: isoTime(message.at),
      echo: message.echo,
    };
    const outgoing = outcome.result.replies.map(
      (reply, i): MessageOut => ({
        id: `${id}/${i + 1}`,
        from: 'robot',
        reply,
        replyToId: message.id,
        at: isoTime(at),
      }),
    );
    const dueAt = message.replyWindowMs && message.at.getTime() + message.replyWindowMs;
    await parts.store.commitTurn({
      inboxId: id,
      conversation: {
        id: message.conversationId,
        channel: message.channel,
        userId: message.user.id,
        state: asJson(outcome.state),
        expectedVersion: row?.version ?? 0,
      },
      events: [
        { type: 'message.in', data: asJson(incoming) },
        ...outcome.log.map((event) => ({ type: event.type, data: asJson(event.data) })),
        ...outgoing.map((out) => ({ type: 'message.out', data: asJson(out) })),
      ],
      result: asJson(outcome.result),
      outbox: message.channel === 'wechat' ? outgoing.map((out) => ({ payload: asJson(out), dueAt })) : [],
      at: at.getTime(),
    });
    for (const listener of listeners) listener(message.conversationId);
    return outcome;
  }

  function dialogContext(): DialogContext {
    const now = parts.clock();
    return {
      flows: parts.flows,
      actions: parts.actions,
      replies: parts.replies,
      intents: parts.intents,
      article: (topic) => parts.knowledge.render(topic, now),
      articleIntent: (topic) => parts.knowledge.article(topic, now)?.intent ?? null,
      searchThreshold: parts.knowledge.threshold,
      now: isoTime(now),
    };
  }

  async function recover(): Promise<number> {
    const entries = await parts.store.unfinished(10_000);
    for (const entry of entries) {
      const message = revive(entry.payload);
      await accept(message).catch((error: unknown) => parts.onError?.(error, message.conversationId));
    }
    return entries.length;
  }

  return {
    receive,
    recover,
    async agentActs(conversationId, agent, act, actId) {
      await performAgentAct(
        { store: parts.store, clock: parts.wallClock ?? parts.clock },
        conversationId,
        agent,
        act,
        actId,
      );
      for (const listener of listeners) listener(conversationId);
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async drain() {
      closing = true;
      while (inHand.size) await Promise.allSettled([...inHand]);
    },
  };
}

/** Message ids are unique within a channel's conversation. */
function inboxId(message: IncomingMessage): string {
  return `${message.channel}:${message.conversationId}:${message.id}`;
}

/** A message as it stands in the inbox, its dates read back. */
function revive(payload: Json): IncomingMessage {
  const message = payload as unknown as IncomingMessage;
  return { ...message, at: new Date(message.at) };
}

/** Silence after which what was proved counts no more, in milliseconds: a phone may have changed hands. */
const PROOF_LASTS = 2 * 60 * 60_000;

/** The state as it stands, without proofs that have grown old: on WeChat a conversation never ends. */
function proofsOf(row: ConversationRow, message: IncomingMessage): ConversationState {
  const state = row.state as unknown as ConversationState;
  if (message.at.getTime() - row.updatedAt <= PROOF_LASTS) return state;
  const { bound, released, proved = [] } = state.identity;
  const { account, ...memory } = state.memory;
  const identity = { released, verified: [], bound: bound.filter((each) => !proved.includes(each)) };
  const stays = account !== undefined && identity.bound.includes(account);
  return { ...state, identity, memory: stays ? state.memory : memory };
}

/** What the channel has learnt of the person since (a binding made elsewhere) joins the conversation's state. */
function withChannelKnowledge(state: ConversationState, message: IncomingMessage): ConversationState {
  const { verified } = message.user;
  const bound = message.user.bound.filter((account) => !state.identity.released.includes(account));
  const known = new Set([...state.identity.bound, ...bound]);
  return {
    ...state,
    user: { ...state.user, phone: message.user.phone ?? state.user.phone },
    identity: {
      ...state.identity,
      bound: [...known],
      verified: verified ? [...new Set([...state.identity.verified, ...bound])] : state.identity.verified,
    },
  };
}

/** Plain objects all of it; the store writes them as JSON, which leaves out what is undefined. */
function asJson(value: unknown): Json {
  return value as Json;
}
