/** Mistakes that stores make: each must break a law, or the law proves nothing. */
import type { Json, OutboxEntry, Store } from '../port.ts';

/** A mistake that a store could make, put on top of a right one, and a law that must not let it pass. */
export interface Fault {
  does: string;
  breaks: RegExp;
  faulty: (store: Store) => Partial<Store>;
}

export const FAULTS: readonly Fault[] = [
  {
    does: 'forgets that it received a message',
    breaks: /new once/,
    faulty: (store) => ({
      receive: async (entry) => {
        await store.receive(entry);
        return { status: 'new' };
      },
    }),
  },
  {
    does: 'forgets the result of a message',
    breaks: /answered with the stored result/,
    faulty: (store) => ({ commitTurn: (commit) => store.commitTurn({ ...commit, result: null }) }),
  },
  {
    does: 'acknowledges messages without writing them down',
    breaks: /are unfinished/,
    faulty: () => ({ receive: async () => ({ status: 'new' }) }),
  },
  {
    does: 'lists unfinished messages newest first',
    breaks: /are unfinished/,
    faulty: (store) => ({ unfinished: async (limit) => (await store.unfinished(limit)).reverse() }),
  },
  {
    does: 'keeps the first state of a conversation',
    breaks: /as its last turn left it/,
    faulty: (store) => {
      const first = new Map<string, Json>();
      return {
        commitTurn: (commit) => {
          const { id, state } = commit.conversation;
          if (!first.has(id)) first.set(id, state);
          const kept = { ...commit.conversation, state: first.get(id) ?? null };
          return store.commitTurn({ ...commit, conversation: kept });
        },
      };
    },
  },
  {
    does: 'lets the last committer win',
    breaks: /names another version/,
    faulty: (store) => ({
      commitTurn: async (commit) => {
        const expectedVersion = (await store.conversation(commit.conversation.id))?.version ?? 0;
        return store.commitTurn({ ...commit, conversation: { ...commit.conversation, expectedVersion } });
      },
    }),
  },
  {
    does: 'writes the events of a commit that conflicts',
    breaks: /names another version/,
    faulty: (store) => ({
      commitTurn: async (commit) => {
        try {
          return await store.commitTurn(commit);
        } catch (error) {
          await store.appendEvents(commit.conversation.id, commit.events, commit.at);
          throw error;
        }
      },
    }),
  },
  {
    does: 'commits a message again under another name',
    breaks: /a second commit conflicts/,
    faulty: (store) => ({
      commitTurn: (commit) =>
        store.commitTurn(commit).catch(async () => {
          const inboxId = `${commit.inboxId} again`;
          await store.receive({ id: inboxId, conversationId: 'a', payload: {}, receivedAt: 0 });
          return store.commitTurn({ ...commit, inboxId });
        }),
    }),
  },
  {
    does: 'commits messages that it never received',
    breaks: /never received/,
    faulty: (store) => ({
      commitTurn: async (commit) => {
        const { id } = commit.conversation;
        await store.receive({ id: commit.inboxId, conversationId: id, payload: {}, receivedAt: 0 });
        return store.commitTurn(commit);
      },
    }),
  },
  {
    does: 'repeats a conflicting commit by itself',
    breaks: /exactly one succeeds/,
    faulty: (store) => ({
      commitTurn: async (commit) => {
        for (let expectedVersion = commit.conversation.expectedVersion; ; expectedVersion++) {
          const conversation = { ...commit.conversation, expectedVersion };
          const done = await store.commitTurn({ ...commit, conversation }).catch(() => null);
          if (done) return done;
        }
      },
    }),
  },
  {
    does: 'leaves a gap in the event numbers',
    breaks: /without gaps/,
    faulty: (store) => ({
      events: async (...query) =>
        (await store.events(...query)).map((event) => ({ ...event, seq: event.seq * 2 })),
    }),
  },
  {
    does: 'reports the wrong first number',
    breaks: /without gaps/,
    faulty: (store) => ({ appendEvents: async (...append) => (await store.appendEvents(...append)) + 1 }),
  },
  {
    does: 'ignores the limit on events',
    breaks: /up to a limit/,
    faulty: (store) => ({ events: (conversationId, afterSeq) => store.events(conversationId, afterSeq) }),
  },
  {
    does: 'runs all turns at once',
    breaks: /one at a time/,
    faulty: () => ({ exclusively: (_, work) => work() }),
  },
  {
    does: 'keeps a conversation locked after a turn that threw',
    breaks: /a turn that throws/,
    faulty: (store) => {
      const stuck = new Set<string>();
      return {
        exclusively: async (id, work) => {
          if (stuck.has(id)) return 'locked' as never;
          stuck.add(id);
          const result = await store.exclusively(id, work);
          stuck.delete(id);
          return result;
        },
      };
    },
  },
  {
    does: 'sends replies newest first',
    breaks: /replies come out once/,
    faulty: (store) => ({ takeOutbox: async (...take) => (await store.takeOutbox(...take)).reverse() }),
  },
  {
    does: 'loses the last reply of a turn',
    breaks: /replies come out once/,
    faulty: (store) => ({
      commitTurn: (commit) => store.commitTurn({ ...commit, outbox: commit.outbox.slice(0, -1) }),
    }),
  },
  {
    does: 'does not count attempts',
    breaks: /counts the attempt/,
    faulty: (store) => ({ takeOutbox: taken(store, (entry) => ({ ...entry, attempts: 0 })) }),
  },
  {
    does: 'hands out replies before they are due',
    breaks: /before it is due/,
    faulty: (store) => ({
      takeOutbox: (channel, now, limit, lease) => store.takeOutbox(channel, now + 1, limit, lease),
    }),
  },
  {
    does: 'lets leases end early',
    breaks: /a leased entry/,
    faulty: (store) => ({
      takeOutbox: (channel, now, limit, lease) => store.takeOutbox(channel, now, limit, lease - 1),
    }),
  },
  {
    does: 'gives one entry to two takers',
    breaks: /takers at the same time/,
    faulty: (store) => ({ takeOutbox: (channel, now, limit) => store.takeOutbox(channel, now, limit, 0) }),
  },
  {
    does: 'delivers again what was delivered',
    breaks: /delivered entry never/,
    faulty: () => ({ delivered: async () => {} }),
  },
  {
    does: 'retries dead entries',
    breaks: /a dead one never/,
    faulty: (store) => ({ undelivered: (id, error, dueAt) => store.undelivered(id, error, dueAt ?? 0) }),
  },
  {
    does: 'never retries',
    breaks: /comes again when it is due/,
    faulty: (store) => ({ undelivered: (id, error) => store.undelivered(id, error, null) }),
  },
  {
    does: 'lets replies overtake a failed one',
    breaks: /overtakes/,
    faulty: (store) => ({ undelivered: (id, error) => store.undelivered(id, error, null) }),
  },
  {
    does: 'holds replies back behind a dead one',
    breaks: /no longer holds back/,
    faulty: (store) => ({ undelivered: (id, error) => store.undelivered(id, error, 10_000) }),
  },
  {
    does: 'makes every reply due at once',
    breaks: /when its commit says so/,
    faulty: (store) => ({
      commitTurn: (commit) =>
        store.commitTurn({ ...commit, outbox: commit.outbox.map(({ payload }) => ({ payload })) }),
    }),
  },
  {
    does: 'leaves to a deliverer what the turn’s own answer carries',
    breaks: /from the commit on/,
    faulty: (store) => ({
      commitTurn: async (commit) => ({
        ...(await store.commitTurn({ ...commit, answerId: undefined })),
        carried: commit.answerId !== undefined,
      }),
    }),
  },
  {
    does: 'lets the turn’s own answer overtake what waits',
    breaks: /past replies that wait/,
    faulty: (store) => ({
      commitTurn: async (commit) => {
        const { answerId, conversation, at } = commit;
        const done = await store.commitTurn({ ...commit, answerId: undefined });
        if (answerId) await store.carryOutbox(conversation.id, answerId, at, (waiting) => waiting.length);
        return { ...done, carried: answerId !== undefined };
      },
    }),
  },
  {
    does: 'gives a reply to an answer and to a deliverer as well',
    breaks: /an answer carries what waits/,
    faulty: (store) => ({
      carryOutbox: async (conversationId, answerId, now, choose) => {
        let shown: OutboxEntry[] = [];
        await store.carryOutbox(conversationId, answerId, now, (waiting) => {
          shown = waiting.slice(0, choose(waiting));
          return 0;
        });
        return shown;
      },
    }),
  },
  {
    does: 'forgets which answer carried what',
    breaks: /the same answer carries the same/,
    faulty: (store) => ({
      carryOutbox: (conversationId, _, now, choose) =>
        store.carryOutbox(conversationId, crypto.randomUUID(), now, choose),
    }),
  },
  {
    does: 'leaves until later what an answer does not hold',
    breaks: /does not hold is due/,
    faulty: (store) => ({
      takeOutbox: (channel, now, limit, lease) => store.takeOutbox(channel, now - 1, limit, lease),
    }),
  },
  {
    does: 'lets an answer overtake a deliverer',
    breaks: /while a deliverer is sending/,
    faulty: (store) => ({ takeOutbox: (channel, now, limit) => store.takeOutbox(channel, now, limit, 0) }),
  },
  {
    does: 'loses what a lost answer carried',
    breaks: /what a lost answer carried/,
    faulty: () => ({ answerLost: async () => {} }),
  },
  {
    does: 'starts an action again',
    breaks: /new once per key/,
    faulty: () => ({ startAction: async () => ({ status: 'new' }) }),
  },
  {
    does: 'forgets that an action finished',
    breaks: /gives its first result/,
    faulty: () => ({ finishAction: async () => {} }),
  },
  {
    does: 'finishes actions that nobody started',
    breaks: /never started/,
    faulty: (store) => ({ finishAction: (...finish) => store.finishAction(...finish).catch(() => {}) }),
  },
  {
    does: 'does not remove values',
    breaks: /values stand/,
    faulty: () => ({ remove: async () => {} }),
  },
  {
    does: 'lists all values whatever the prefix',
    breaks: /values stand/,
    faulty: (store) => ({ list: (namespace) => store.list(namespace) }),
  },
  {
    does: 'tells every putter that its value stands',
    breaks: /one stays/,
    faulty: (store) => ({
      putIfAbsent: async (namespace, key, value) => {
        await store.putIfAbsent(namespace, key, value);
        return value;
      },
    }),
  },
  {
    does: 'forgets its small values when it is closed',
    breaks: /opened again/,
    faulty: (store) => ({
      close: async () => {
        await store.remove('bindings', 'openid').catch(() => {});
        await store.close();
      },
    }),
  },
  {
    does: 'says that it can write when it cannot',
    breaks: /answers that it can write/,
    faulty: () => ({ ping: async () => {} }),
  },
];

function taken(store: Store, change: (entry: OutboxEntry) => OutboxEntry): Store['takeOutbox'] {
  return async (...take) => (await store.takeOutbox(...take)).map(change);
}

/** The store with some of its methods replaced. */
export function withFault(store: Store, { faulty }: Fault): Store {
  const replaced = faulty(store);
  return new Proxy(store, {
    // Promises ask every value whether it has a `then`; the store has none.
    get: (right, name: keyof Store) => replaced[name] ?? right[name]?.bind(right),
  });
}
