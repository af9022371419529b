/** Laws of action runs: an effect is begun once per idempotency key, and its result is kept. */
import { deepEqual, rejects } from 'node:assert/strict';
import fc from 'fast-check';
import type { Store } from '../port.ts';
import { freshName, json, type Law, RUNS } from './law.ts';

const start = (store: Store, key: string) =>
  store.startAction({ key, conversationId: 'c', action: 'payment.link', params: { fen: 24345 }, at: 1 });

export const actionLaws: Law[] = [
  {
    name: 'an action is new once per key, also when it is started many times at once',
    async check(open) {
      const store = await open();
      const starts = fc.array(fc.constantFrom('pay', 'notify', 'refund'), { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(starts, async (steps) => {
          const run = freshName('run');
          const outcomes = await Promise.all(steps.map((step) => start(store, `${run}/${step}`)));
          const begun = steps.filter((_, i) => outcomes[i]?.status === 'new');
          deepEqual(begun.sort(), [...new Set(steps)].sort());
          const repeated = outcomes.filter((outcome) => outcome.status !== 'new');
          deepEqual(
            repeated,
            repeated.map(() => ({ status: 'started' })),
          );
        }),
        RUNS,
      );
    },
  },
  {
    name: 'a finished action gives its first result to whoever starts it again',
    async check(open) {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(json, json, async (result, late) => {
          const key = freshName('action');
          await start(store, key);
          await store.finishAction(key, result, 2);
          await store.finishAction(key, late, 3);
          deepEqual(await start(store, key), { status: 'finished', result });
        }),
        RUNS,
      );
    },
  },
  {
    name: 'an action that was never started cannot be finished',
    async check(open) {
      const store = await open();
      await rejects(store.finishAction('unknown', 'paid', 1), { name: 'StoreError', code: 'corrupt' });
      deepEqual(await start(store, 'unknown'), { status: 'new' });
    },
  },
];
