/** The SQL of the store, the same for both engines. */
import { sql } from 'kysely';
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

// The engines use a partial index only for a literal status, not for a parameter.
const QUEUED = sql.lit<'queued'>('queued');
const ENTRY = ['id', 'conversation_id', 'channel', 'payload', 'attempts', 'due_at'] as const;

function outbox(db: Builder) {
  const due = (q: { channel: string; now: number; limit: number }) =>
    db
      .selectFrom('outbox as o')
      .select('o.id')
      .where('o.status', '=', QUEUED)
      .where('o.channel', '=', q.channel)
      .where('o.due_at', '<=', q.now)
      .where('o.leased_until', '<=', q.now)
      // Replies of one conversation do not overtake each other: behind one that waits or is being sent, all wait.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('outbox as earlier')
              .select('earlier.id')
              .whereRef('earlier.conversation_id', '=', 'o.conversation_id')
              .whereRef('earlier.id', '<', 'o.id')
              .where('earlier.status', '=', QUEUED)
              .where((eb) =>
                eb.or([eb('earlier.due_at', '>', q.now), eb('earlier.leased_until', '>', q.now)]),
              ),
          ),
        ),
      )
      .orderBy('o.id')
      .limit(q.limit);
  return {
    addReplies: prepared(
      (...replies: { conversationId: string; channel: string; payload: string; dueAt: number }[]) =>
        db
          .insertInto('outbox')
          .values(
            replies.map((r) => ({
              conversation_id: r.conversationId,
              channel: r.channel,
              payload: r.payload,
              attempts: 0,
              due_at: r.dueAt,
              leased_until: 0,
              status: QUEUED,
            })),
          )
          .returning('id'),
    ),
    /** Replies that never wait, unless others do. */
    carryReplies: prepared(
      (
        ...replies: {
          conversationId: string;
          channel: string;
          payload: string;
          answerId: string;
          at: number;
        }[]
      ) =>
        db
          .insertInto('outbox')
          .columns([
            'conversation_id',
            'channel',
            'payload',
            'attempts',
            'due_at',
            'leased_until',
            'status',
            'delivered_at',
            'answer_id',
          ])
          .expression(() => {
            const [first, ...others] = replies.map((r) =>
              db
                .selectNoFrom([
                  sql<string>`${r.conversationId}`.as('conversation_id'),
                  sql<string>`${r.channel}`.as('channel'),
                  sql<string>`${r.payload}`.as('payload'),
                  sql.lit(1).as('attempts'),
                  sql<number>`cast(${r.at} as bigint)`.as('due_at'),
                  sql.lit(0).as('leased_until'),
                  sql.lit<'delivered'>('delivered').as('status'),
                  sql<number>`cast(${r.at} as bigint)`.as('delivered_at'),
                  sql<string>`${r.answerId}`.as('answer_id'),
                ])
                .where(({ not, exists, selectFrom }) =>
                  not(
                    exists(
                      selectFrom('outbox')
                        .select('id')
                        .where('conversation_id', '=', r.conversationId)
                        .where('status', '=', QUEUED),
                    ),
                  ),
                ),
            );
            return others.reduce((all, each) => all.unionAll(each), first!);
          })
          .returning('id'),
    ),
    due: prepared(due),
    lease: prepared((q: { channel: string; now: number; limit: number; until: number }) =>
      db
        .updateTable('outbox')
        .set((eb) => ({ leased_until: q.until, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', due(q))
        // Said again: PostgreSQL looks again at these, not at the subquery, where it had to wait for a late `delivered`.
        .where('status', '=', QUEUED)
        .where('due_at', '<=', q.now)
        .returning(ENTRY),
    ),
    delivered: prepared((r: { id: number; at: number }) =>
      db.updateTable('outbox').set({ status: 'delivered', delivered_at: r.at }).where('id', '=', r.id),
    ),
    retryLater: prepared((r: { id: number; error: string; dueAt: number }) =>
      db
        .updateTable('outbox')
        .set({ error: r.error, due_at: r.dueAt, leased_until: 0 })
        .where('id', '=', r.id)
        .where('status', '=', QUEUED),
    ),
    waiting: prepared((q: { conversationId: string }) =>
      db
        .selectFrom('outbox')
        .select([...ENTRY, 'leased_until'])
        .where('conversation_id', '=', q.conversationId)
        .where('status', '=', QUEUED)
        .orderBy('id'),
    ),
    carriedBy: prepared((r: { answerId: string }) =>
      db.selectFrom('outbox').select('id').where('answer_id', '=', r.answerId),
    ),
    carryAgain: prepared((r: { answerId: string }) =>
      db
        .updateTable('outbox')
        .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
        .where('answer_id', '=', r.answerId)
        .returning(ENTRY),
    ),
    carry: prepared((...entries: { id: number; now: number; answerId: string }[]) =>
      db
        .updateTable('outbox')
        .set((eb) => ({
          status: 'delivered',
          delivered_at: entries[0]!.now,
          answer_id: entries[0]!.answerId,
          attempts: eb('attempts', '+', 1),
        }))
        .where(
          'id',
          'in',
          entries.map((e) => e.id),
        )
        // Said again: PostgreSQL looks again where a deliverer came in between.
        .where('status', '=', QUEUED)
        .where('leased_until', '<=', entries[0]!.now)
        .returning(ENTRY),
    ),
    dueNow: prepared((...entries: { id: number; now: number }[]) =>
      db
        .updateTable('outbox')
        .set({ due_at: entries[0]!.now })
        .where(
          'id',
          'in',
          entries.map((e) => e.id),
        )
        .where('due_at', '>', entries[0]!.now),
    ),
    answerLost: prepared((r: { id: number; attempts: number; answerId: string; now: number }) =>
      db
        .updateTable('outbox')
        .set({ status: QUEUED, due_at: r.now, leased_until: 0, delivered_at: null, answer_id: null })
        .where('id', '=', r.id)
        .where('answer_id', '=', r.answerId)
        .where('attempts', '=', r.attempts),
    ),
    giveUp: prepared((r: { id: number; error: string }) =>
      db
        .updateTable('outbox')
        .set({ error: r.error, status: 'dead' })
        .where('id', '=', r.id)
        .where('status', '=', QUEUED),
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
