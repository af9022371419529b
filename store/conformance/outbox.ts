/** Laws of the outbox: every reply goes out, in order, and by one deliverer at a time. */
import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { OutboxEntry, Store } from '../port.ts';
import { freshName, json, type Law, RUNS, turn, turnInOrder } from './law.ts';

const LEASE = 100;
const payloads = (entries: OutboxEntry[]) => entries.map((entry) => entry.payload);
const all = (waiting: OutboxEntry[]) => waiting.length;
const take = (store: Store, now: number, limit = 100) => store.takeOutbox('web', now, limit, LEASE);

async function drain(store: Store, now: number, limit: number): Promise<OutboxEntry[]> {
  const taken: OutboxEntry[] = [];
  for (;;) {
    const entries = await take(store, now, limit);
    if (entries.length === 0) return taken;
    equal(entries.length <= limit, true);
    for (const entry of entries) await store.delivered(entry.id, now);
    taken.push(...entries);
  }
}

export const outboxLaws: Law[] = [
  {
    name: 'replies come out once and whole, ids ascending, those of a conversation in the order of its turns',
    async check(open) {
      const store = await open();
      const turns = fc.array(
        fc.record({
          conversation: fc.integer({ min: 0, max: 2 }),
          replies: fc.array(json, { maxLength: 3 }),
        }),
        { maxLength: 10 },
      );
      await fc.assert(
        fc.asyncProperty(turns, fc.integer({ min: 1, max: 4 }), async (sketches, limit) => {
          const run = freshName('run');
          const committed = await Promise.all(
            sketches.map(async ({ conversation, replies }, i) => {
              const conversationId = `${run}/${conversation}`;
              const commit = await turnInOrder(store, { conversationId, replies, at: i });
              return { conversationId, replies, ids: commit.outboxIds };
            }),
          );
          const taken = await drain(store, 1000, limit);
          const ids = taken.map((entry) => entry.id);
          deepEqual(
            ids,
            ids.toSorted((a, b) => a - b),
          );
          deepEqual(
            ids,
            committed.flatMap((each) => each.ids).sort((a, b) => a - b),
          );
          for (const conversationId of new Set(committed.map((each) => each.conversationId))) {
            const mine = committed.filter((each) => each.conversationId === conversationId);
            const came = taken.filter((entry) => entry.conversationId === conversationId);
            deepEqual(
              payloads(came),
              mine.flatMap((each) => each.replies),
            );
          }
        }),
        RUNS,
      );
    },
  },
  {
    name: 'an entry carries its conversation, channel, payload and due time, and counts the attempt it is taken for',
    async check(open) {
      const store = await open();
      const { outboxIds } = await turn(store, { conversationId: 'c', replies: [{ text: '您好' }], at: 50 });
      deepEqual(await take(store, 50), [
        {
          id: outboxIds[0],
          conversationId: 'c',
          channel: 'web',
          payload: { text: '您好' },
          attempts: 1,
          dueAt: 50,
        },
      ]);
    },
  },
  {
    name: 'nothing is taken before it is due or for another channel',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['web'], at: 50 });
      await turn(store, { conversationId: 'd', channel: 'wechat', replies: ['wechat'], at: 50 });
      deepEqual(await take(store, 49), []);
      deepEqual(payloads(await take(store, 50)), ['web']);
      deepEqual(payloads(await store.takeOutbox('wechat', 50, 10, LEASE)), ['wechat']);
    },
  },
  {
    name: 'a leased entry is nobody else’s until the lease ends, then it is taken again',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['hello'] });
      const leases = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 });
      let now = 0;
      let attempts = 0;
      await fc.assert(
        fc.asyncProperty(leases, async (durations) => {
          for (const lease of durations) {
            attempts += 1;
            const [entry] = await store.takeOutbox('web', now, 10, lease);
            deepEqual([entry?.payload, entry?.attempts], ['hello', attempts]);
            deepEqual(await store.takeOutbox('web', now + lease - 1, 10, lease), []);
            now += lease;
          }
        }),
        RUNS,
      );
    },
  },
  {
    name: 'takers at the same time never get the same entry',
    async check(open) {
      const store = await open();
      const conversations = Array.from({ length: 12 }, (_, i) => `c${i}`);
      await Promise.all(
        conversations.map((conversationId) => turn(store, { conversationId, replies: ['x'] })),
      );
      const takes = await Promise.all(Array.from({ length: 6 }, () => take(store, 10, 3)));
      const ids = takes.flat().map((entry) => entry.id);
      equal(new Set(ids).size, ids.length);
      equal(ids.length, conversations.length);
    },
  },
  {
    name: 'a delivered entry never comes again',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['one', 'two'] });
      const [one] = await take(store, 0);
      await store.delivered(one!.id, 1);
      deepEqual(payloads(await take(store, LEASE)), ['two']);
      await store.undelivered(one!.id, 'a late report of a lost attempt', 0);
      deepEqual(await take(store, LEASE), []);
    },
  },
  {
    name: 'an undelivered entry comes again when it is due, a dead one never',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['retried'] });
      await turn(store, { conversationId: 'd', replies: ['dead'] });
      const [retried, dead] = await take(store, 0);
      await store.undelivered(retried!.id, 'the platform is down', 500);
      await store.undelivered(dead!.id, 'the customer has left', null);
      deepEqual(await take(store, 499), []);
      const again = await take(store, 500);
      deepEqual(payloads(again), ['retried']);
      deepEqual([again[0]?.attempts, again[0]?.dueAt], [2, 500]);
      deepEqual(payloads(await take(store, 10_000)), ['retried']);
    },
  },
  {
    name: 'no reply overtakes an earlier one of its conversation that is being sent or waits; others go on',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['first', 'second'] });
      await turn(store, { conversationId: 'd', replies: ['other'] });
      const [first] = await take(store, 0, 1);
      equal(first?.payload, 'first');
      deepEqual(payloads(await take(store, 1)), ['other']);
      await store.undelivered(first.id, 'the platform is down', 500);
      deepEqual(payloads(await take(store, 400)), ['other']);
      deepEqual(payloads(await take(store, 500)), ['first', 'second', 'other']);
    },
  },
  {
    name: 'a reply that is dead or delivered no longer holds back the next one',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['dead', 'delivered', 'third'] });
      const [dead] = await take(store, 0, 1);
      await store.undelivered(dead!.id, 'refused', null);
      const [delivered] = await take(store, 0, 1);
      equal(delivered?.payload, 'delivered');
      await store.delivered(delivered.id, 0);
      deepEqual(payloads(await take(store, 0, 1)), ['third']);
    },
  },
  {
    name: 'a reply is due when its commit says so',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['later'], at: 50, dueAt: 90 });
      deepEqual(await take(store, 89), []);
      deepEqual(payloads(await take(store, 90)), ['later']);
    },
  },
  {
    name: 'an answer carries what waits of its conversation, due or not, in order, and that is delivered then',
    async check(open) {
      const store = await open();
      const { outboxIds } = await turn(store, {
        conversationId: 'c',
        replies: ['one', 'two'],
        at: 50,
        dueAt: 90,
      });
      await turn(store, { conversationId: 'd', replies: ['other'] });
      const carried = await store.carryOutbox('c', 'answer', 60, all);
      deepEqual(payloads(carried), ['one', 'two']);
      deepEqual(carried[0], {
        id: outboxIds[0],
        conversationId: 'c',
        channel: 'web',
        payload: 'one',
        attempts: 1,
        dueAt: 90,
      });
      deepEqual(payloads(await take(store, 1000)), ['other']);
    },
  },
  {
    name: 'the same answer carries the same again, also after a restart; another carries none of it',
    async check(open) {
      const first = await open();
      await turn(first, { conversationId: 'c', replies: ['one', 'two'] });
      const once = await first.carryOutbox('c', 'answer', 0, all);
      await first.close();
      const store = await open();
      await turn(store, { conversationId: 'c', version: 1, replies: ['three'] });
      const again = await store.carryOutbox('c', 'answer', 10, all);
      deepEqual(payloads(again), payloads(once));
      deepEqual(
        again.map((entry) => entry.attempts),
        [2, 2],
      );
      deepEqual(payloads(await store.carryOutbox('c', 'another', 20, all)), ['three']);
    },
  },
  {
    name: 'what an answer does not hold is due at once',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['one', 'two', 'three'], dueAt: 1000 });
      deepEqual(payloads(await store.carryOutbox('c', 'answer', 10, () => 1)), ['one']);
      deepEqual(payloads(await take(store, 10)), ['two', 'three']);
    },
  },
  {
    name: 'an answer carries nothing while a deliverer is sending, and all that waits afterwards',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['one', 'two'] });
      const [one] = await take(store, 0, 1);
      deepEqual(await store.carryOutbox('c', 'answer', 10, all), []);
      await store.undelivered(one!.id, 'the quota is used up', 10_000);
      deepEqual(payloads(await store.carryOutbox('c', 'answer', 20, all)), ['one', 'two']);
    },
  },
  {
    name: 'what a lost answer carried waits again, unless it has been carried once more since',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['one'] });
      const first = await store.carryOutbox('c', 'answer', 0, all);
      const second = await store.carryOutbox('c', 'answer', 1, all);
      await store.answerLost('answer', first, 2);
      deepEqual(await take(store, 2), []);
      await store.answerLost('answer', second, 3);
      deepEqual(payloads(await take(store, 3)), ['one']);
    },
  },
  {
    name: 'a turn’s own answer carries its replies from the commit on: again when asked, and back when it is lost',
    async check(open) {
      const store = await open();
      const sketch = { conversationId: 'c', replies: ['one', 'two'], answerId: 'answer' };
      const { outboxIds, carried } = await turn(store, sketch);
      equal(carried, true);
      deepEqual(await take(store, 1000), []);
      const again = await store.carryOutbox('c', 'answer', 10, all);
      deepEqual(payloads(again), ['one', 'two']);
      deepEqual(
        again.map(({ id, attempts }) => ({ id, attempts })),
        outboxIds.map((id) => ({ id, attempts: 2 })),
      );
      await store.answerLost('answer', again, 20);
      deepEqual(payloads(await take(store, 20)), ['one', 'two']);
    },
  },
  {
    name: 'a turn’s own answer carries nothing past replies that wait',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'c', replies: ['one'], dueAt: 1000 });
      await turn(store, { conversationId: 'd', replies: ['other'] });
      const sketch = { conversationId: 'c', version: 1, replies: ['two', 'three'], answerId: 'answer' };
      const { outboxIds, carried } = await turn(store, sketch);
      deepEqual([carried, outboxIds.length], [false, 2]);
      deepEqual(payloads(await store.carryOutbox('c', 'answer', 10, all)), ['one', 'two', 'three']);
    },
  },
];
