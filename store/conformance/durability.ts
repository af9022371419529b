/** Laws of durability: what was promised is there after the store is closed and opened again. */
import { deepEqual, equal, notDeepEqual, rejects } from 'node:assert/strict';
import type { Store } from '../port.ts';
import { type Law, receive, turn } from './law.ts';

async function everything(store: Store) {
  return {
    conversation: await store.conversation('c'),
    events: await store.events('c'),
    result: await receive(store, 'answered'),
    unfinished: await store.unfinished(10),
    action: await store.startAction({
      key: 'k',
      conversationId: 'c',
      action: 'bill.read',
      params: {},
      at: 9,
    }),
    values: await store.list('bindings'),
  };
}

export const durabilityLaws: Law[] = [
  {
    name: 'opened again, the store holds everything it held',
    async check(open) {
      const store = await open();
      const sketch = { conversationId: 'c', state: { slot: '9月' }, events: [1, 2], replies: ['r1', 'r2'] };
      await turn(store, { ...sketch, inboxId: 'answered', result: 'ok' });
      await receive(store, 'waiting');
      await store.startAction({ key: 'k', conversationId: 'c', action: 'bill.read', params: {}, at: 1 });
      await store.finishAction('k', { fen: 24345 }, 2);
      await store.put('bindings', 'openid', ['3201000000017']);
      const [leased] = await store.takeOutbox('web', 5, 1, 100);
      const before = await everything(store);
      await store.close();

      const again = await open();
      deepEqual(await everything(again), before);
      notDeepEqual(before.unfinished, []);
      deepEqual(await again.takeOutbox('web', 104, 10, 100), []);
      const replies = await again.takeOutbox('web', 105, 10, 100);
      deepEqual(
        replies.map((entry) => [entry.payload, entry.attempts]),
        [
          ['r1', 2],
          ['r2', 1],
        ],
      );
      equal(replies[0]?.id, leased?.id);
      equal((await turn(again, { conversationId: 'c', version: 1, events: [3] })).firstSeq, 3);
    },
  },
  {
    name: 'the store answers that it can write, and once closed that it cannot',
    async check(open) {
      const store = await open();
      await store.ping();
      await store.close();
      await rejects(store.ping());
      await (await open()).ping();
    },
  },
];
