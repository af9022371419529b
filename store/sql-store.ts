/** The store's port over SQL, shared by both engines. */
import { type Engine, type Query, Unchanged } from './engine.ts';
import {
  type ActionRun,
  type ConversationRow,
  type EventRow,
  type InboxEntry,
  type Json,
  type OutboxEntry,
  type ReceiveOutcome,
  type Store,
  StoreError,
  type TurnCommit,
} from './port.ts';
import { builderFor } from './prepared.ts';
import { prefixRange, type Queries, queries } from './queries.ts';

const ALL = 2 ** 31 - 1;
const TRIES_ON_CONFLICT = 5;

/** A store on an engine whose database has been migrated. */
export class SqlStore implements Store {
  readonly #engine: Engine;
  readonly #sql: Queries;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#sql = queries(builderFor(engine.kind));
  }

  async receive(entry: InboxEntry): Promise<ReceiveOutcome> {
    const message = { ...entry, payload: encode(entry.payload) };
    if (await this.#changes(this.#sql.addMessage(message))) return { status: 'new' };
    const [known] = await this.#engine.read(this.#sql.message(message));
    if (!known || known.done_at === null) return { status: 'pending' };
    return { status: 'done', result: decode(known.result, `the result of message ${entry.id}`) };
  }

  async unfinished(limit: number): Promise<InboxEntry[]> {
    const rows = await this.#engine.read(this.#sql.unfinished({ limit }));
    return rows.map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      payload: decode(row.payload, `message ${row.id}`),
      receivedAt: row.received_at,
    }));
  }

  exclusively<T>(conversationId: string, work: () => Promise<T>): Promise<T> {
    return this.#engine.exclusively(conversationId, work);
  }

  async conversation(id: string): Promise<ConversationRow | null> {
    const [row] = await this.#engine.read(this.#sql.conversation({ id }));
    if (!row) return null;
    return {
      id: row.id,
      channel: row.channel,
      userId: row.user_id,
      state: decode(row.state, `the state of conversation ${id}`),
      version: row.version,
      updatedAt: row.updated_at,
    };
  }

  async commitTurn(commit: TurnCommit): Promise<{ firstSeq: number; outboxIds: number[]; carried: boolean }> {
    const { conversation, events, inboxId, result, at } = commit;
    const save = this.#saveConversation(conversation, at);
    const finish = must(this.#sql.finishMessage({ id: inboxId, result: encode(result), at }), 1);
    const [takeSeqs, ...addEvents] = this.#addEvents(conversation.id, events, at);
    const carry = this.#carryReplies(commit);
    const replies = carry ? [carry] : this.#addReplies(commit);
    try {
      const [, , taken, ...others] = await this.#engine.write(
        save,
        finish,
        takeSeqs,
        ...addEvents,
        ...replies,
      );
      const added = commit.outbox.length > 0 ? (others.at(-1)!.rows as { id: number }[]) : [];
      return {
        firstSeq: firstOf(taken.rows, events),
        // Ids are given out in the order of the values, but the engines promise no order of the returned rows.
        outboxIds: added.map((row) => row.id).sort((a, b) => a - b),
        carried: carry !== null,
      };
    } catch (error) {
      if (error instanceof Unchanged && error.query === carry)
        return this.commitTurn({ ...commit, answerId: undefined });
      throw error instanceof Unchanged ? await this.#refusal(error.query === save, commit) : error;
    }
  }

  #saveConversation(conversation: TurnCommit['conversation'], at: number): Query {
    const row = { ...conversation, state: encode(conversation.state), at };
    const save: Query =
      row.expectedVersion === 0 ? this.#sql.beginConversation(row) : this.#sql.advanceConversation(row);
    return must(save, 1);
  }

  #addReplies({ conversation, outbox, at }: TurnCommit): Query<{ id: number }>[] {
    if (outbox.length === 0) return [];
    const replies = outbox.map((reply) => ({
      conversationId: conversation.id,
      channel: conversation.channel,
      payload: encode(reply.payload),
      dueAt: reply.dueAt ?? at,
    }));
    return [this.#sql.addReplies(...replies)];
  }

  /** The replies as their answer has carried them; changes nothing where others wait. */
  #carryReplies({ conversation, outbox, answerId, at }: TurnCommit): Query<{ id: number }> | null {
    if (answerId === undefined || outbox.length === 0) return null;
    const replies = outbox.map(({ payload }) => ({
      conversationId: conversation.id,
      channel: conversation.channel,
      payload: encode(payload),
      answerId,
      at,
    }));
    return must(this.#sql.carryReplies(...replies), replies.length);
  }

  /** Why a turn could not be committed. */
  async #refusal(hasMoved: boolean, { conversation, inboxId }: TurnCommit): Promise<StoreError> {
    const { id, expectedVersion } = conversation;
    if (hasMoved)
      return new StoreError('conflict', `Conversation ${id} is no longer at version ${expectedVersion}.`);
    const [known] = await this.#engine.read(this.#sql.message({ id: inboxId }));
    if (known) return new StoreError('conflict', `The turn of message ${inboxId} is already committed.`);
    return new StoreError(
      'corrupt',
      `Message ${inboxId} was never received: call receive before commitTurn.`,
    );
  }

  async events(conversationId: string, afterSeq = 0, limit = ALL): Promise<EventRow[]> {
    const rows = await this.#engine.read(this.#sql.events({ conversationId, afterSeq, limit }));
    return rows.map((row) => ({
      conversationId,
      seq: row.seq,
      type: row.type,
      data: decode(row.data, `event ${row.seq} of conversation ${conversationId}`),
      at: row.at,
    }));
  }

  async appendEvents(
    conversationId: string,
    events: { type: string; data: Json }[],
    at: number,
  ): Promise<number> {
    const [taken] = await this.#engine.write(...this.#addEvents(conversationId, events, at));
    return firstOf(taken.rows, events);
  }

  #addEvents(
    conversationId: string,
    events: { type: string; data: Json }[],
    at: number,
  ): [Query<{ last_seq: number }>, ...Query[]] {
    const takeSeqs = this.#sql.takeSeqs({ conversationId, count: events.length });
    if (events.length === 0) return [takeSeqs];
    const rows = events.map(({ type, data }, i) => ({
      conversationId,
      before: events.length - 1 - i,
      type,
      data: encode(data),
      at,
    }));
    return [takeSeqs, this.#sql.addEvents(...rows)];
  }

  async startAction(
    run: Pick<ActionRun, 'key' | 'conversationId' | 'action' | 'params'> & { at: number },
  ): Promise<{ status: 'new' } | { status: 'started' } | { status: 'finished'; result: Json }> {
    const row = { ...run, params: encode(run.params) };
    if (await this.#changes(this.#sql.startAction(row))) return { status: 'new' };
    const [known] = await this.#engine.read(this.#sql.action(run));
    if (!known || known.finished_at === null) return { status: 'started' };
    return { status: 'finished', result: decode(known.result, `the result of action ${run.key}`) };
  }

  async finishAction(key: string, result: Json, at: number): Promise<void> {
    if (await this.#changes(this.#sql.finishAction({ key, result: encode(result), at }))) return;
    const [known] = await this.#engine.read(this.#sql.action({ key }));
    // The first result stands: others may have acted on it.
    if (known) return;
    throw new StoreError('corrupt', `Action ${key} was never started: call startAction before finishAction.`);
  }

  async takeOutbox(channel: string, now: number, limit: number, leaseMs: number): Promise<OutboxEntry[]> {
    // Pollers mostly find nothing, and a read costs no fsync.
    const due = await this.#engine.read(this.#sql.due({ channel, now, limit: 1 }));
    if (due.length === 0) return [];
    // One taker at a time: rows that another is about to lease must not be passed over, or replies would overtake.
    const done = await this.#engine.write(
      ...this.#engine.turnstile(`outbox ${channel}`),
      this.#sql.lease({ channel, now, limit, until: now + leaseMs }),
    );
    return entriesOf(done.at(-1)!.rows as EntryRow[]);
  }

  async delivered(outboxId: number, at: number): Promise<void> {
    await this.#engine.write(this.#sql.delivered({ id: outboxId, at }));
  }

  async undelivered(outboxId: number, error: string, dueAt: number | null): Promise<void> {
    await this.#engine.write(
      dueAt === null
        ? this.#sql.giveUp({ id: outboxId, error })
        : this.#sql.retryLater({ id: outboxId, error, dueAt }),
    );
  }

  async carryOutbox(
    conversationId: string,
    answerId: string,
    now: number,
    choose: (waiting: OutboxEntry[]) => number,
  ): Promise<OutboxEntry[]> {
    for (let attempt = 1; attempt <= TRIES_ON_CONFLICT; attempt++) {
      const carried = await this.#carry(conversationId, answerId, now, choose);
      if (carried) return carried;
    }
    throw new StoreError('conflict', `Others take replies of ${conversationId} at the same moment.`);
  }

  /** @returns null when somebody else came in between */
  async #carry(
    conversationId: string,
    answerId: string,
    now: number,
    choose: (waiting: OutboxEntry[]) => number,
  ): Promise<OutboxEntry[] | null> {
    const [before, waiting] = await Promise.all([
      this.#engine.read(this.#sql.carriedBy({ answerId })),
      this.#engine.read(this.#sql.waiting({ conversationId })),
    ]);
    if (before.length > 0) {
      const [again] = await this.#engine.write(this.#sql.carryAgain({ answerId }));
      return again.rows.length > 0 ? entriesOf(again.rows) : null;
    }
    if (waiting.length === 0 || waiting.some((row) => row.leased_until > now)) return [];
    const count = choose(entriesOf(waiting));
    const carried = waiting.slice(0, count).map(({ id }) => ({ id, now, answerId }));
    const left = waiting.slice(count).map(({ id }) => ({ id, now }));
    const queries = [
      ...(carried.length > 0 ? [must(this.#sql.carry(...carried), carried.length)] : []),
      ...(left.length > 0 ? [this.#sql.dueNow(...left)] : []),
    ];
    try {
      const [done] = await this.#engine.write(...queries);
      return carried.length > 0 ? entriesOf(done!.rows as EntryRow[]) : [];
    } catch (error) {
      if (error instanceof Unchanged) return null;
      throw error;
    }
  }

  async answerLost(answerId: string, carried: OutboxEntry[], now: number): Promise<void> {
    await this.#engine.write(
      ...carried.map(({ id, attempts }) => this.#sql.answerLost({ id, attempts, answerId, now })),
    );
  }

  async get(namespace: string, key: string): Promise<Json | undefined> {
    const [row] = await this.#engine.read(this.#sql.get({ namespace, key }));
    return row && decode(row.value, `value ${namespace}/${key}`);
  }

  async put(namespace: string, key: string, value: Json): Promise<void> {
    await this.#engine.write(this.#sql.put({ namespace, key, value: encode(value) }));
  }

  async putIfAbsent(namespace: string, key: string, value: Json): Promise<Json> {
    if (await this.#changes(this.#sql.putIfAbsent({ namespace, key, value: encode(value) }))) return value;
    const standing = await this.get(namespace, key);
    // None stands only if it was removed in between; before that, ours could have stood for a moment.
    return standing === undefined ? value : standing;
  }

  async remove(namespace: string, key: string): Promise<void> {
    await this.#engine.write(this.#sql.remove({ namespace, key }));
  }

  async list(namespace: string, prefix = ''): Promise<{ key: string; value: Json }[]> {
    const rows = await this.#engine.read(this.#sql.list({ namespace, ...prefixRange(prefix) }));
    return rows.map(({ key, value }) => ({ key, value: decode(value, `value ${namespace}/${key}`) }));
  }

  async ping(): Promise<void> {
    await this.#engine.write(this.#sql.touch({}));
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #changes(query: Query): Promise<boolean> {
    const [{ changed }] = await this.#engine.write(query);
    return changed > 0;
  }
}

function must<Row>(query: Query<Row>, atLeast: number): Query<Row> {
  return { ...query, atLeast };
}

/** The first of the numbers that were taken for `events`. */
function firstOf([taken]: { last_seq: number }[], events: readonly unknown[]): number {
  return taken!.last_seq - events.length + 1;
}

interface EntryRow {
  id: number;
  conversation_id: string;
  channel: string;
  payload: string;
  attempts: number;
  due_at: number;
}

/** In order of commit: the engines promise no order of the rows that an update returns. */
function entriesOf(rows: readonly EntryRow[]): OutboxEntry[] {
  return rows
    .map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      channel: row.channel,
      payload: decode(row.payload, `outbox entry ${row.id}`),
      attempts: row.attempts,
      dueAt: row.due_at,
    }))
    .sort((a, b) => a.id - b.id);
}

function encode(value: Json): string {
  return JSON.stringify(value);
}

function decode(text: string | null, what: string): Json {
  try {
    return JSON.parse(text as string);
  } catch (cause) {
    throw new StoreError('corrupt', `The store holds no valid JSON for ${what}: restore it from a backup.`, {
      cause,
    });
  }
}
