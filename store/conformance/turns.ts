/** Laws of turns: one at a time in a conversation, and a commit is whole or nothing. */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import fc from 'fast-check';
import type { Store } from '../port.ts';
import { commitOf, freshName, json, type Law, RUNS, receive, turn, turnInOrder } from './law.ts';

const CONFLICT = { name: 'StoreError', code: 'conflict' };

/** All that a commit may leave behind. */
async function traces(store: Store, conversationId: string) {
  return {
    conversation: await store.conversation(conversationId),
    events: await store.events(conversationId),
    unfinished: await store.unfinished(100),
  };
}

export const turnLaws: Law[] = [
  {
    name: 'a conversation is as its last turn left it, and its version counts its turns',
    async check(open) {
      const store = await open();
      equal(await store.conversation('nobody'), null);
      await fc.assert(
        fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 4 }), async (states) => {
          const conversationId = freshName('conversation');
          for (const [i, state] of states.entries()) {
            await turn(store, { conversationId, version: i, state, at: 1000 + i, channel: 'wechat' });
            deepEqual(await store.conversation(conversationId), {
              id: conversationId,
              channel: 'wechat',
              userId: 'user-1',
              state,
              version: i + 1,
              updatedAt: 1000 + i,
            });
          }
        }),
        RUNS,
      );
    },
  },
  {
    name: 'a commit that names another version than the present one conflicts and leaves nothing behind',
    async check(open) {
      const store = await open();
      const past = fc.integer({ min: 0, max: 3 });
      const wrong = fc.integer({ min: 0, max: 5 });
      await fc.assert(
        fc.asyncProperty(past, wrong, async (present, named) => {
          fc.pre(named !== present);
          const conversationId = freshName('conversation');
          for (let version = 0; version < present; version++) {
            await turn(store, { conversationId, version, events: [version], channel: 'before' });
          }
          const commit = commitOf({ conversationId, version: named, events: [7], replies: [8] });
          await receive(store, commit.inboxId, conversationId);
          const before = await traces(store, conversationId);
          await rejects(store.commitTurn(commit), CONFLICT);
          deepEqual(await traces(store, conversationId), before);
          deepEqual(await store.takeOutbox('web', 10, 10, 10), []);
          equal((await receive(store, commit.inboxId)).status, 'pending');
        }),
        RUNS,
      );
    },
  },
  {
    name: 'a message is committed once: a second commit conflicts and leaves nothing behind',
    async check(open) {
      const store = await open();
      await turn(store, { conversationId: 'a', inboxId: 'm', events: [1], result: 'first' });
      const before = await traces(store, 'a');
      const again = commitOf({ conversationId: 'a', inboxId: 'm', version: 1, events: [2], replies: [3] });
      await rejects(store.commitTurn(again), CONFLICT);
      deepEqual(await traces(store, 'a'), before);
      deepEqual(await store.takeOutbox('web', 10, 10, 10), []);
      deepEqual(await receive(store, 'm'), { status: 'done', result: 'first' });
    },
  },
  {
    name: 'a commit for a message that was never received is refused and leaves nothing behind',
    async check(open) {
      const store = await open();
      const commit = commitOf({ conversationId: 'a', events: [1], replies: [2] });
      await rejects(store.commitTurn(commit), { name: 'StoreError', code: 'corrupt' });
      deepEqual(await traces(store, 'a'), { conversation: null, events: [], unfinished: [] });
      deepEqual(await store.takeOutbox('web', 10, 10, 10), []);
    },
  },
  {
    name: 'of commits that name the same version at the same time exactly one succeeds',
    async check(open) {
      const store = await open();
      for (const version of [0, 1, 2]) {
        const commits = ['a', 'b', 'c', 'd'].map((state) =>
          commitOf({ conversationId: 'c', version, state, events: [state] }),
        );
        for (const commit of commits) await receive(store, commit.inboxId, 'c');
        const outcomes = await Promise.allSettled(commits.map((commit) => store.commitTurn(commit)));
        const won = commits.filter((_, i) => outcomes[i]?.status === 'fulfilled');
        equal(won.length, 1);
        const conversation = await store.conversation('c');
        deepEqual([conversation?.version, conversation?.state], [version + 1, won[0]?.conversation.state]);
        equal((await store.events('c')).length, version + 1);
      }
    },
  },
  {
    name: 'events are numbered 1, 2, 3 … without gaps under concurrent, failing and turnless appends',
    async check(open) {
      const store = await open();
      const operation = fc.record({
        conversation: fc.integer({ min: 0, max: 2 }),
        kind: fc.constantFrom('turn', 'append', 'conflict'),
        count: fc.integer({ min: 0, max: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 16 }), async (operations) => {
          const run = freshName('run');
          const written = await Promise.all(
            operations.map(async ({ conversation, kind, count }, i) => {
              const conversationId = `${run}/${conversation}`;
              const events = Array.from({ length: count }, (_, n) => `${i}/${n}`);
              const firstSeq = await append(store, kind, conversationId, events);
              return { conversationId, events, firstSeq };
            }),
          );
          for (const conversationId of new Set(written.map((each) => each.conversationId))) {
            const events = await store.events(conversationId);
            deepEqual(
              events.map((event) => event.seq),
              events.map((_, i) => i + 1),
            );
            const mine = written.filter((each) => each.conversationId === conversationId);
            const kept = mine.filter((each) => each.firstSeq !== null);
            equal(events.length, kept.flatMap((each) => each.events).length);
            for (const { firstSeq, events: expected } of kept) {
              const found = events.slice(firstSeq! - 1, firstSeq! - 1 + expected.length);
              deepEqual(
                found.map((event) => event.data),
                expected,
              );
            }
          }
        }),
        RUNS,
      );
    },
  },
  {
    name: 'events are read back whole, in order, after a number and up to a limit',
    async check(open) {
      const store = await open();
      const first = { type: 'customer.said', data: { text: '停电了' } };
      const others = [2, 3, 4, 5].map((data) => ({ type: 'noted', data }));
      equal(await store.appendEvents('c', [first], 70), 1);
      equal(await store.appendEvents('c', others, 80), 2);
      await store.appendEvents('another', [first], 90);
      deepEqual((await store.events('c'))[0], { conversationId: 'c', seq: 1, ...first, at: 70 });
      const seqs = async (afterSeq?: number, limit?: number) =>
        (await store.events('c', afterSeq, limit)).map((event) => event.seq);
      deepEqual(await seqs(), [1, 2, 3, 4, 5]);
      deepEqual(await seqs(2), [3, 4, 5]);
      deepEqual(await seqs(1, 2), [2, 3]);
      deepEqual(await seqs(5), []);
      equal((await store.conversation('c'))?.version, undefined);
    },
  },
  {
    name: 'turns of one conversation run one at a time and in order, those of others meanwhile',
    async check(open) {
      const store = await open();
      const log: string[] = [];
      const inOrder = [1, 2, 3].map((n) =>
        store.exclusively('a', async () => {
          log.push(`begin ${n}`);
          await store.appendEvents('a', [], n);
          log.push(`end ${n}`);
          return n;
        }),
      );
      deepEqual(await Promise.all(inOrder), [1, 2, 3]);
      deepEqual(log, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
      const inside = (id: string, work: () => Promise<string>) => store.exclusively(id, work);
      equal(await inside('a', () => inside('b', () => inside('c', async () => 'all three'))), 'all three');
    },
  },
  {
    name: 'a turn that throws gives its conversation free, and the caller its error',
    async check(open) {
      const store = await open();
      const failed = store.exclusively('a', () => Promise.reject(new Error('the backend is down')));
      const next = store.exclusively('a', async () => 'went on');
      await rejects(failed, { message: 'the backend is down' });
      equal(await next, 'went on');
    },
  },
];

/** Returns the first number given out, or null when the commit conflicted, as it should for `conflict`. */
async function append(
  store: Store,
  kind: string,
  conversationId: string,
  data: string[],
): Promise<number | null> {
  if (kind === 'append') {
    return store.appendEvents(
      conversationId,
      data.map((each) => ({ type: 'noted', data: each })),
      0,
    );
  }
  if (kind === 'turn') return (await turnInOrder(store, { conversationId, events: data })).firstSeq;
  await rejects(turn(store, { conversationId, version: 999, events: data }), CONFLICT);
  return null;
}
