/** The SQL of the outbox: what waits to be sent, is being sent, is carried by an answer, or was given up. */
import { sql } from 'kysely';
import { type Builder, prepared } from './prepared.ts';

// The engines use a partial index only for a literal status, not for a parameter.
const QUEUED = sql.lit<'queued'>('queued');
const ENTRY = ['id', 'conversation_id', 'channel', 'payload', 'attempts', 'due_at'] as const;

export function outbox(db: Builder) {
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
