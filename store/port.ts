/**
 * What the product asks of a store. One schema, two engines (SQLite embedded, PostgreSQL for many nodes); both pass
 * the conformance suite in conformance.ts. Payloads are JSON values; the store does not look inside them.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface InboxEntry {
  /** Deduplication key, unique: channel and message id. */
  id: string;
  conversationId: string;
  /** The message as received (IncomingMessage as JSON). */
  payload: Json;
  /** Milliseconds since the epoch. */
  receivedAt: number;
}

export type ReceiveOutcome =
  | { status: 'new' }
  /** Known, its turn has not been committed yet: the sender of the first copy, or recovery, will do so. */
  | { status: 'pending' }
  | { status: 'done'; result: Json };

export interface ConversationRow {
  id: string;
  channel: string;
  userId: string;
  /** Dialog state as JSON. */
  state: Json;
  /** Counts committed turns; a commit must name the one it read (optimistic check beneath the lock). */
  version: number;
  updatedAt: number;
}

export interface EventRow {
  conversationId: string;
  /** 1, 2, 3 … within the conversation, without gaps. */
  seq: number;
  type: string;
  data: Json;
  at: number;
}

export interface OutboxEntry {
  /** Ascends in commit order within a conversation (on SQLite over the whole store). */
  id: number;
  conversationId: string;
  channel: string;
  payload: Json;
  attempts: number;
  dueAt: number;
}

export interface TurnCommit {
  inboxId: string;
  conversation: { id: string; channel: string; userId: string; state: Json; expectedVersion: number };
  events: { type: string; data: Json }[];
  result: Json;
  /** `dueAt`: a deliverer leaves the reply to the channel's own answer until then; at once when absent. */
  outbox: { payload: Json; dueAt?: number | undefined }[];
  /** The answer that carries these replies at once, as {@link Store.carryOutbox} has it; where others wait, it does not. */
  answerId?: string | undefined;
  at: number;
}

export interface ActionRun {
  /** Idempotency key: conversation, turn, step. */
  key: string;
  conversationId: string;
  action: string;
  params: Json;
  status: 'started' | 'finished';
  result: Json;
  startedAt: number;
  finishedAt: number | null;
}

/** Errors of the store say whose fault they are: `conflict` = someone else committed first, repeat the turn. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: 'conflict' | 'unavailable' | 'corrupt',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Store {
  /** Records a message, durably, before it is acknowledged. */
  receive(entry: InboxEntry): Promise<ReceiveOutcome>;
  /** Messages received whose turn was never committed, oldest first: what a restart has to finish. */
  unfinished(limit: number): Promise<InboxEntry[]>;
  /** Runs `work` while no other turn of this conversation runs, on this node or another. */
  exclusively<T>(conversationId: string, work: () => Promise<T>): Promise<T>;

  conversation(id: string): Promise<ConversationRow | null>;
  /**
   * State, events, inbox result and outbox in one transaction. Throws StoreError `conflict`. Returns the event rows'
   * first seq, the outbox ids, and whether the answer that was named carries the replies.
   */
  commitTurn(commit: TurnCommit): Promise<{ firstSeq: number; outboxIds: number[]; carried: boolean }>;
  /** Events after `afterSeq`, in order. */
  events(conversationId: string, afterSeq?: number, limit?: number): Promise<EventRow[]>;
  /** Appends events outside a turn (an agent's message, a delivery receipt). Returns the first one's seq. */
  appendEvents(conversationId: string, events: { type: string; data: Json }[], at: number): Promise<number>;

  /** Writes down the intent to act before acting. An existing run is returned instead of being started again. */
  startAction(run: {
    key: string;
    conversationId: string;
    action: string;
    params: Json;
    at: number;
  }): Promise<{ status: 'new' } | { status: 'started' } | { status: 'finished'; result: Json }>;
  finishAction(key: string, result: Json, at: number): Promise<void>;

  /** Due, undelivered entries in order; an entry is leased to the caller for `leaseMs`. */
  takeOutbox(channel: string, now: number, limit: number, leaseMs: number): Promise<OutboxEntry[]>;
  delivered(outboxId: number, at: number): Promise<void>;
  /** Not delivered: try again at `dueAt`, or never (null: dead, kept with the error for the operator). */
  undelivered(outboxId: number, error: string, dueAt: number | null): Promise<void>;

  /**
   * Lets the answer to a request carry replies that wait: `choose` is shown all of the conversation, due or not, in
   * order, and says how many of them, from the first, the answer holds. These count as delivered; the others are due
   * now. The same `answerId` again carries the same again. Nothing is carried while a deliverer is sending one.
   */
  carryOutbox(
    conversationId: string,
    answerId: string,
    now: number,
    choose: (waiting: OutboxEntry[]) => number,
  ): Promise<OutboxEntry[]>;
  /**
   * The answer did not arrive: what it carried waits again and is due now. Takes the entries as they were carried, and
   * leaves alone those that the same answer has carried once more since.
   */
  answerLost(answerId: string, carried: OutboxEntry[], now: number): Promise<void>;

  /** Small durable values by namespace and key (flow versions, bindings, tokens' subjects). */
  get(namespace: string, key: string): Promise<Json | undefined>;
  put(namespace: string, key: string, value: Json): Promise<void>;
  /** Puts only where no value stands; returns what stands afterwards. */
  putIfAbsent(namespace: string, key: string, value: Json): Promise<Json>;
  remove(namespace: string, key: string): Promise<void>;
  list(namespace: string, prefix?: string): Promise<{ key: string; value: Json }[]>;

  /** Throws when the store cannot write. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
