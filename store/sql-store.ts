/** The store's port over SQL, shared by both engines. */
import type { Database, Engine } from './engine.ts';
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
import { prefixRange, type Queries, queries } from './queries.ts';

const ALL = 2 ** 31 - 1;
const TRIES_ON_CONFLICT = 5;

/** A store on an engine whose database has been migrated. */
export class SqlStore implements Store {
  readonly #engine: Engine;
  readonly #sql: Queries;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#sql = queries(engine.db);
  }

  async receive(entry: InboxEntry): Promise<ReceiveOutcome> {
    const message = { ...entry, payload: encode(entry.payload) };
    if (changed(await this.#engine.write((db) => this.#sql.addMessage(db, message))))
      return { status: 'new' };
    const known = (await this.#engine.read((db) => this.#sql.message(db, message))).rows[0];
    if (!known || known.done_at === null) return { status: 'pending' };
    return { status: 'done', result: decode(known.result, `the result of message ${entry.id}`) };
  }

  async unfinished(limit: number): Promise<InboxEntry[]> {
    const { rows } = await this.#engine.read((db) => this.#sql.unfinished(db, { limit }));
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
    const { rows } = await this.#engine.read((db) => this.#sql.conversation(db, { id }));
    const row = rows[0];
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

  commitTurn(commit: TurnCommit): Promise<{ firstSeq: number; outboxIds: number[] }> {
    const { conversation, events, inboxId, result, at } = commit;
    return this.#engine.transaction(async (db) => {
      await this.#saveConversation(db, conversation, at);
      const firstSeq = await this.#addEvents(db, conversation.id, events, at);
      await this.#finishMessage(db, inboxId, result, at);
      const outboxIds = await this.#addReplies(db, commit);
      return { firstSeq, outboxIds };
    });
  }

  async #saveConversation(db: Database, conversation: TurnCommit['conversation'], at: number): Promise<void> {
    const row = { ...conversation, state: encode(conversation.state), at };
    const saved =
      row.expectedVersion === 0
        ? await this.#sql.beginConversation(db, row)
        : await this.#sql.advanceConversation(db, row);
    if (changed(saved)) return;
    throw new StoreError(
      'conflict',
      `Conversation ${row.id} is no longer at version ${row.expectedVersion}.`,
    );
  }

  async #addEvents(
    db: Database,
    conversationId: string,
    events: { type: string; data: Json }[],
    at: number,
  ): Promise<number> {
    const taken = await this.#sql.takeSeqs(db, { conversationId, count: events.length });
    const firstSeq = taken.rows[0]!.last_seq - events.length + 1;
    const rows = events.map((event, i) => ({
      conversationId,
      seq: firstSeq + i,
      type: event.type,
      data: encode(event.data),
      at,
    }));
    if (rows.length > 0) await this.#sql.addEvents(db, ...rows);
    return firstSeq;
  }

  async #finishMessage(db: Database, id: string, result: Json, at: number): Promise<void> {
    if (changed(await this.#sql.finishMessage(db, { id, result: encode(result), at }))) return;
    const { rows } = await this.#sql.message(db, { id });
    if (rows.length > 0) throw new StoreError('conflict', `The turn of message ${id} is already committed.`);
    throw new StoreError('corrupt', `Message ${id} was never received: call receive before commitTurn.`);
  }

  async #addReplies(db: Database, { conversation, outbox, at }: TurnCommit): Promise<number[]> {
    if (outbox.length === 0) return [];
    const replies = outbox.map((reply) => ({
      conversationId: conversation.id,
      channel: conversation.channel,
      payload: encode(reply.payload),
      dueAt: reply.dueAt ?? at,
    }));
    const { rows } = await this.#sql.addReplies(db, ...replies);
    // Ids are given out in the order of the values, but the engines promise no order of the returned rows.
    return rows.map((row) => row.id).sort((a, b) => a - b);
  }

  async events(conversationId: string, afterSeq = 0, limit = ALL): Promise<EventRow[]> {
    const { rows } = await this.#engine.read((db) =>
      this.#sql.events(db, { conversationId, afterSeq, limit }),
    );
    return rows.map((row) => ({
      conversationId,
      seq: row.seq,
      type: row.type,
      data: decode(row.data, `event ${row.seq} of conversation ${conversationId}`),
      at: row.at,
    }));
  }

  appendEvents(conversationId: string, events: { type: string; data: Json }[], at: number): Promise<number> {
    return this.#engine.transaction((db) => this.#addEvents(db, conversationId, events, at));
  }

  async startAction(
    run: Pick<ActionRun, 'key' | 'conversationId' | 'action' | 'params'> & { at: number },
  ): Promise<{ status: 'new' } | { status: 'started' } | { status: 'finished'; result: Json }> {
    const row = { ...run, params: encode(run.params) };
    if (changed(await this.#engine.write((db) => this.#sql.startAction(db, row)))) return { status: 'new' };
    const known = (await this.#engine.read((db) => this.#sql.action(db, run))).rows[0];
    if (!known || known.finished_at === null) return { status: 'started' };
    return { status: 'finished', result: decode(known.result, `the result of action ${run.key}`) };
  }

  async finishAction(key: string, result: Json, at: number): Promise<void> {
    const row = { key, result: encode(result), at };
    if (changed(await this.#engine.write((db) => this.#sql.finishAction(db, row)))) return;
    const { rows } = await this.#engine.read((db) => this.#sql.action(db, row));
    // The first result stands: others may have acted on it.
    if (rows.length > 0) return;
    throw new StoreError('corrupt', `Action ${key} was never started: call startAction before finishAction.`);
  }

  async takeOutbox(channel: string, now: number, limit: number, leaseMs: number): Promise<OutboxEntry[]> {
    // Pollers mostly find nothing, and a read costs no fsync.
    const due = await this.#engine.read((db) => this.#sql.due(db, { channel, now, limit: 1 }));
    if (due.rows.length === 0) return [];
    const { rows } = await this.#engine.transaction(async (db) => {
      // One taker at a time: rows that another is about to lease must not be passed over, or replies would overtake.
      await this.#engine.serialise(db, `outbox ${channel}`);
      return this.#sql.lease(db, { channel, now, limit, until: now + leaseMs });
    });
    return entriesOf(rows);
  }

  async delivered(outboxId: number, at: number): Promise<void> {
    await this.#engine.write((db) => this.#sql.delivered(db, { id: outboxId, at }));
  }

  async undelivered(outboxId: number, error: string, dueAt: number | null): Promise<void> {
    await this.#engine.write((db) =>
      dueAt === null
        ? this.#sql.giveUp(db, { id: outboxId, error })
        : this.#sql.retryLater(db, { id: outboxId, error, dueAt }),
    );
  }

  async carryOutbox(
    conversationId: string,
    answerId: string,
    now: number,
    choose: (waiting: OutboxEntry[]) => number,
  ): Promise<OutboxEntry[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#engine.transaction((db) =>
          this.#carry(db, { conversationId, answerId, now, choose }),
        );
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'conflict') || attempt === TRIES_ON_CONFLICT)
          throw error;
      }
    }
  }

  async #carry(
    db: Database,
    {
      conversationId,
      answerId,
      now,
      choose,
    }: { conversationId: string; answerId: string; now: number; choose: (waiting: OutboxEntry[]) => number },
  ): Promise<OutboxEntry[]> {
    const again = await this.#sql.carryAgain(db, { answerId });
    if (again.rows.length > 0) return entriesOf(again.rows);
    const { rows } = await this.#sql.waiting(db, { conversationId });
    if (rows.length === 0 || rows.some((row) => row.leased_until > now)) return [];
    const count = choose(entriesOf(rows));
    const carried = rows.slice(0, count).map(({ id }) => ({ id, now, answerId }));
    const left = rows.slice(count).map(({ id }) => ({ id, now }));
    if (left.length > 0) await this.#sql.dueNow(db, ...left);
    if (carried.length === 0) return [];
    const done = await this.#sql.carry(db, ...carried);
    if (done.rows.length < carried.length)
      throw new StoreError('conflict', `A deliverer takes replies of ${conversationId} at the same moment.`);
    return entriesOf(done.rows);
  }

  async answerLost(answerId: string, carried: OutboxEntry[], now: number): Promise<void> {
    await this.#engine.transaction(async (db) => {
      for (const { id, attempts } of carried) await this.#sql.answerLost(db, { id, attempts, answerId, now });
    });
  }

  async get(namespace: string, key: string): Promise<Json | undefined> {
    const { rows } = await this.#engine.read((db) => this.#sql.get(db, { namespace, key }));
    return rows[0] && decode(rows[0].value, `value ${namespace}/${key}`);
  }

  async put(namespace: string, key: string, value: Json): Promise<void> {
    await this.#engine.write((db) => this.#sql.put(db, { namespace, key, value: encode(value) }));
  }

  async putIfAbsent(namespace: string, key: string, value: Json): Promise<Json> {
    const row = { namespace, key, value: encode(value) };
    if (changed(await this.#engine.write((db) => this.#sql.putIfAbsent(db, row)))) return value;
    const standing = await this.get(namespace, key);
    // None stands only if it was removed in between; before that, ours could have stood for a moment.
    return standing === undefined ? value : standing;
  }

  async remove(namespace: string, key: string): Promise<void> {
    await this.#engine.write((db) => this.#sql.remove(db, { namespace, key }));
  }

  async list(namespace: string, prefix = ''): Promise<{ key: string; value: Json }[]> {
    const { rows } = await this.#engine.read((db) =>
      this.#sql.list(db, { namespace, ...prefixRange(prefix) }),
    );
    return rows.map(({ key, value }) => ({ key, value: decode(value, `value ${namespace}/${key}`) }));
  }

  async ping(): Promise<void> {
    await this.#engine.write((db) => this.#sql.touch(db, {}));
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
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

function changed(result: { numAffectedRows?: bigint }): boolean {
  return (result.numAffectedRows ?? 0n) > 0n;
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
