/** The SQL of the store, the same for both engines. */
import { sql } from 'kysely';
import { outbox } from './outbox-queries.ts';
import { type Builder, prepared } from './prepared.ts';

export type Queries = ReturnType<typeof queries>;

/** All queries of the store, compiled for the dialect of `db` when first used. */
export function queries(db: Builder) {
  return { ...inbox(db), ...conversations(db), ...outbox(db), ...actions(db), ...values(db) };
}

function inbox(db: Builder) {
  return {
    addMessage: prepared((m: { id: string; conversationId: string; payload: string; receivedAt: number }) =>
      db
        .insertInto('inbox')
        .values({
          id: m.id,
          conversation_id: m.conversationId,
          payload: m.payload,
          received_at: m.receivedAt,
        })
        .onConflict((oc) => oc.column('id').doNothing()),
    ),
    message: prepared((m: { id: string }) =>
      db.selectFrom('inbox').select(['result', 'done_at']).where('id', '=', m.id),
    ),
    finishMessage: prepared((m: { id: string; result: string; at: number }) =>
      db
        .updateTable('inbox')
        .set({ result: m.result, done_at: m.at })
        .where('id', '=', m.id)
        .where('done_at', 'is', null),
    ),
    unfinished: prepared((q: { limit: number }) =>
      db
        .selectFrom('inbox')
        .select(['id', 'conversation_id', 'payload', 'received_at'])
        .where('done_at', 'is', null)
        .orderBy('received_at')
        .orderBy('seq')
        .limit(q.limit),
    ),
  };
}

function conversations(db: Builder) {
  return {
    conversation: prepared((c: { id: string }) =>
      db
        .selectFrom('conversation')
        .select(['id', 'channel', 'user_id', 'state', 'version', 'updated_at'])
        .where('id', '=', c.id),
    ),
    beginConversation: prepared(
      (c: { id: string; channel: string; userId: string; state: string; at: number }) =>
        db
          .insertInto('conversation')
          .values({
            id: c.id,
            channel: c.channel,
            user_id: c.userId,
            state: c.state,
            version: 1,
            updated_at: c.at,
          })
          .onConflict((oc) => oc.column('id').doNothing()),
    ),
    advanceConversation: prepared(
      (c: {
        id: string;
        channel: string;
        userId: string;
        state: string;
        at: number;
        expectedVersion: number;
      }) =>
        db
          .updateTable('conversation')
          .set((eb) => ({
            channel: c.channel,
            user_id: c.userId,
            state: c.state,
            version: eb('version', '+', 1),
            updated_at: c.at,
          }))
          .where('id', '=', c.id)
          .where('version', '=', c.expectedVersion),
    ),
    /** The counter's row lock keeps appends of one conversation apart until they commit: no gaps, no doubles. */
    takeSeqs: prepared((c: { conversationId: string; count: number }) =>
      db
        .insertInto('event_counter')
        .values({ conversation_id: c.conversationId, last_seq: c.count })
        .onConflict((oc) =>
          oc.column('conversation_id').doUpdateSet((eb) => ({
            last_seq: eb('event_counter.last_seq', '+', eb.ref('excluded.last_seq')),
          })),
        )
        .returning('last_seq'),
    ),
    /** `before`: how many numbers before the last one taken this event has. */
    addEvents: prepared(
      (...events: { conversationId: string; before: number; type: string; data: string; at: number }[]) =>
        db.insertInto('event').values(
          events.map((e) => ({
            conversation_id: e.conversationId,
            seq: sql<number>`(select last_seq from event_counter where conversation_id = ${e.conversationId}) - ${e.before}`,
            type: e.type,
            data: e.data,
            at: e.at,
          })),
        ),
    ),
    events: prepared((q: { conversationId: string; afterSeq: number; limit: number }) =>
      db
        .selectFrom('event')
        .select(['seq', 'type', 'data', 'at'])
        .where('conversation_id', '=', q.conversationId)
        .where('seq', '>', q.afterSeq)
        .orderBy('seq')
        .limit(q.limit),
    ),
  };
}

function actions(db: Builder) {
  return {
    startAction: prepared(
      (a: { key: string; conversationId: string; action: string; params: string; at: number }) =>
        db
          .insertInto('action_run')
          .values({
            key: a.key,
            conversation_id: a.conversationId,
            action: a.action,
            params: a.params,
            started_at: a.at,
          })
          .onConflict((oc) => oc.column('key').doNothing()),
    ),
    action: prepared((a: { key: string }) =>
      db.selectFrom('action_run').select(['result', 'finished_at']).where('key', '=', a.key),
    ),
    finishAction: prepared((a: { key: string; result: string; at: number }) =>
      db
        .updateTable('action_run')
        .set({ result: a.result, finished_at: a.at })
        .where('key', '=', a.key)
        .where('finished_at', 'is', null),
    ),
  };
}

/** Sorts after everything that may follow a prefix: the last code point, a noncharacter. */
const LAST = '\u{10FFFF}';

function values(db: Builder) {
  return {
    get: prepared((v: { namespace: string; key: string }) =>
      db.selectFrom('value').select('value').where('namespace', '=', v.namespace).where('key', '=', v.key),
    ),
    put: prepared((v: { namespace: string; key: string; value: string }) =>
      db
        .insertInto('value')
        .values({ namespace: v.namespace, key: v.key, value: v.value })
        .onConflict((oc) =>
          oc.columns(['namespace', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
        ),
    ),
    putIfAbsent: prepared((v: { namespace: string; key: string; value: string }) =>
      db
        .insertInto('value')
        .values({ namespace: v.namespace, key: v.key, value: v.value })
        .onConflict((oc) => oc.columns(['namespace', 'key']).doNothing()),
    ),
    remove: prepared((v: { namespace: string; key: string }) =>
      db.deleteFrom('value').where('namespace', '=', v.namespace).where('key', '=', v.key),
    ),
    list: prepared((v: { namespace: string; from: string; to: string }) =>
      db
        .selectFrom('value')
        .select(['key', 'value'])
        .where('namespace', '=', v.namespace)
        .where('key', '>=', v.from)
        .where('key', '<', v.to)
        .orderBy('key'),
    ),
    /** Writes without changing anything. */
    touch: prepared((_none: object) =>
      db.updateTable('schema_version').set((eb) => ({ version: eb.ref('version') })),
    ),
  };
}

/** The range of keys that begin with `prefix`, for `list`. */
export function prefixRange(prefix: string): { from: string; to: string } {
  return { from: prefix, to: prefix + LAST };
}
