/** Laws of the inbox: nothing received is lost, nothing is done twice. */
import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { commitOf, freshName, json, type Law, RUNS, receive, turn } from './law.ts';

export const inboxLaws: Law[] = [
  {
    name: 'a message is new once, however often it arrives at the same time',
    async check(open) {
      const store = await open();
      const arrivals = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(arrivals, async (messages) => {
          const run = freshName('run');
          const outcomes = await Promise.all(messages.map((message) => receive(store, `${run}/${message}`)));
          const news = messages.filter((_, i) => outcomes[i]?.status === 'new');
          deepEqual(news.sort(), [...new Set(messages)].sort());
          const others = outcomes.filter((outcome) => outcome.status !== 'new');
          equal(
            others.every((outcome) => outcome.status === 'pending'),
            true,
          );
        }),
        RUNS,
      );
    },
  },
  {
    name: 'a message whose turn is committed is answered with the stored result',
    async check(open) {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(json, async (result) => {
          const inboxId = freshName('message');
          await turn(store, { conversationId: freshName('conversation'), inboxId, result });
          deepEqual(await receive(store, inboxId), { status: 'done', result });
        }),
        RUNS,
      );
    },
  },
  {
    name: 'exactly the messages received and not committed are unfinished, oldest first',
    async check(open) {
      const store = await open();
      const message = fc.record({
        receivedAt: fc.integer({ min: 0, max: 5 }),
        payload: json,
        committed: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(message, { maxLength: 12 }), async (messages) => {
          const entries = messages.map(({ receivedAt, payload, committed }) => {
            const id = freshName('message');
            return { committed, entry: { id, conversationId: `of-${id}`, payload, receivedAt } };
          });
          for (const { entry } of entries) await store.receive(entry);
          const commit = ({ entry }: (typeof entries)[number]) =>
            store.commitTurn(commitOf({ inboxId: entry.id, conversationId: entry.conversationId }));
          for (const each of entries) if (each.committed) await commit(each);

          const open = entries.filter((each) => !each.committed);
          const expected = open.map(({ entry }) => entry).sort((a, b) => a.receivedAt - b.receivedAt);
          deepEqual(await store.unfinished(100), expected);
          deepEqual(await store.unfinished(2), expected.slice(0, 2));

          for (const each of open) await commit(each);
          deepEqual(await store.unfinished(100), []);
        }),
        RUNS,
      );
    },
  },
];
