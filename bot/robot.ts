/** The robot: receives messages, performs their turns one at a time for each conversation, and commits them whole. */
import type { Knowledge } from '../knowledge/mod.ts';
import type { Understander } from '../nlu/mod.ts';
import type { InboxEntry, Json, OutboxEntry, ReceiveOutcome, Store } from '../store/mod.ts';
import type { Action } from './actions/port.ts';
import { isoTime } from './backends/time.ts';
import { type AgentAct, performAgentAct } from './desk.ts';
import type { DialogContext, FlowBook, IntentInfo } from './dialog/context.ts';
import type { Text } from './dialog/flow.ts';
import { newState } from './dialog/state.ts';
import {
  type Carrier,
  type MessageIn,
  type MessageOut,
  type Recorded,
  type Robot,
  RobotBusy,
} from './port.ts';
import { remembering } from './remembered.ts';
import { stateAt } from './state-at.ts';
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
/** For so long after it was recorded nobody brings a message again, here or to another node, in milliseconds. */
const ALONE = 500;
const PENDING: ReceiveOutcome = { status: 'pending' };
/** Turns of a start after a crash that share their commits; those of one conversation keep their order. */
const RECOVERED_AT_ONCE = 32;

export function createRobot(given: RobotParts): RunningRobot {
  const parts = remembering(given);
  const listeners = new Set<(conversationId: string) => void>();
  const inHand = new Set<Promise<unknown>>();
  const maxWaiting = parts.maxWaiting ?? 0;
  let closing = false;

  async function receive(message: IncomingMessage): Promise<TurnResult> {
    refuseMore();
    return held(accept(message));
  }

  async function record(message: IncomingMessage): Promise<Recorded> {
    refuseMore();
    const entry = entryOf(message);
    const received = await held(parts.store.receive(entry));
    const recordedAt = performance.now();
    let begun: Promise<TurnResult> | undefined;
    return {
      async turn(carrier) {
        if (closing) throw stopping();
        const isFresh = received.status === 'done' || performance.now() - recordedAt < ALONE;
        begun ??= held(perform(message, entry, isFresh ? received : PENDING, carrier));
        return begun;
      },
    };
  }

  function refuseMore(): void {
    if (closing) throw stopping();
    if (maxWaiting > 0 && inHand.size >= maxWaiting) throw new RobotBusy('too many turns are waiting');
  }

  /** What a stop waits for. */
  async function held<T>(work: Promise<T>): Promise<T> {
    inHand.add(work);
    try {
      return await work;
    } finally {
      inHand.delete(work);
    }
  }

  async function accept(message: IncomingMessage): Promise<TurnResult> {
    const entry = entryOf(message);
    return perform(message, entry, await parts.store.receive(entry));
  }

  async function perform(
    message: IncomingMessage,
    entry: InboxEntry,
    received: ReceiveOutcome,
    carrier?: Carrier,
  ): Promise<TurnResult> {
    if (received.status === 'done') return received.result as unknown as TurnResult;
    return parts.store.exclusively(message.conversationId, async () => {
      if (received.status === 'pending') {
        const again = await parts.store.receive(entry);
        if (again.status === 'done') return again.result as unknown as TurnResult;
      }
      return turn(entry.id, message, carrier);
    });
  }

  async function turn(id: string, message: IncomingMessage, carrier?: Carrier): Promise<TurnResult> {
    const started = performance.now();
    let outcome: TurnOutcome | null = null;
    try {
      outcome = await commitWithRetry(id, message, carrier);
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

  async function commitWithRetry(
    id: string,
    message: IncomingMessage,
    carrier?: Carrier,
  ): Promise<TurnOutcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await commit(id, message, carrier);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'conflict' || attempt === TRIES_ON_CONFLICT) throw error;
      }
    }
  }

  async function commit(id: string, message: IncomingMessage, carrier?: Carrier): Promise<TurnOutcome> {
    const row = await parts.store.conversation(message.conversationId);
    const before = row ? stateAt(row, message) : newState(message.channel, message.user);
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
    const waits = message.channel === 'wechat' ? outgoing : [];
    const answerId = carrier?.takes(waits) ? carrier.answerId : undefined;
    const { outboxIds, carried } = await parts.store.commitTurn({
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
      outbox: waits.map((out) => ({ payload: asJson(out), dueAt })),
      answerId,
      at: at.getTime(),
    });
    if (carried) carrier?.took(carriedEntries(message, waits, outboxIds, at));
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
    const messages = entries.map(({ payload }) => revive(payload));
    for (let at = 0; at < messages.length; at += RECOVERED_AT_ONCE)
      await Promise.all(
        messages
          .slice(at, at + RECOVERED_AT_ONCE)
          .map((message) =>
            accept(message).catch((error: unknown) => parts.onError?.(error, message.conversationId)),
          ),
      );
    return entries.length;
  }

  return {
    receive,
    record,
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

/** How a message stands in the inbox; its id is unique within a channel's conversation. */
function entryOf(message: IncomingMessage): InboxEntry {
  const { channel, conversationId, id, at } = message;
  return {
    id: `${channel}:${conversationId}:${id}`,
    conversationId,
    payload: asJson(message),
    receivedAt: at.getTime(),
  };
}

function stopping(): RobotBusy {
  return new RobotBusy('the robot is stopping');
}

/** A message as it stands in the inbox, its dates read back. */
function revive(payload: Json): IncomingMessage {
  const message = payload as unknown as IncomingMessage;
  return { ...message, at: new Date(message.at) };
}

/** The bubbles as they stand in the outbox. */
function carriedEntries(
  { conversationId, channel }: IncomingMessage,
  bubbles: readonly MessageOut[],
  ids: readonly number[],
  at: Date,
): OutboxEntry[] {
  return bubbles.map((bubble, i) => ({
    id: ids[i]!,
    conversationId,
    channel,
    payload: asJson(bubble),
    attempts: 1,
    dueAt: at.getTime(),
  }));
}

/** Plain objects all of it; the store writes them as JSON, which leaves out what is undefined. */
function asJson(value: unknown): Json {
  return value as Json;
}
