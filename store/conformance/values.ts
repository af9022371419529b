/** Laws of the small values: a map of maps, sorted by key. */
import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { Json, Store } from '../port.ts';
import { freshName, json, key, type Law } from './law.ts';

type Model = Map<string, Json>;
type Operation = { kind: 'put' | 'putIfAbsent' | 'remove'; key: string; value: Json };

/** Few keys beside any, so that operations meet. */
const anyKey = fc.oneof(fc.constantFrom('', 'a', 'ab', 'b', 'B', '户号', '%', '_'), key);
const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.record({ kind: fc.constantFrom('put', 'putIfAbsent', 'remove'), key: anyKey, value: json }),
  { maxLength: 20 },
);

async function apply(store: Store, model: Model, namespace: string, { kind, key, value }: Operation) {
  if (kind === 'remove') {
    model.delete(key);
    await store.remove(namespace, key);
  } else if (kind === 'put') {
    model.set(key, value);
    await store.put(namespace, key, value);
  } else {
    if (!model.has(key)) model.set(key, value);
    deepEqual(await store.putIfAbsent(namespace, key, value), model.get(key));
  }
}

function listed(model: Model, prefix: string): { key: string; value: Json }[] {
  return [...model]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, value]) => ({ key, value }));
}

export const valueLaws: Law[] = [
  {
    name: 'values stand as last put, and are listed by prefix in the order of their bytes',
    async check(open) {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(operations, anyKey, async (steps, prefix) => {
          const namespace = freshName('namespace');
          const model: Model = new Map();
          for (const step of steps) await apply(store, model, namespace, step);
          for (const { key } of steps) deepEqual(await store.get(namespace, key), model.get(key));
          deepEqual(await store.list(namespace), listed(model, ''));
          deepEqual(await store.list(namespace, prefix), listed(model, prefix));
          deepEqual(await store.list(`${namespace}/empty`), []);
        }),
        { numRuns: 30 },
      );
    },
  },
  {
    name: 'of values put at once where none stands one stays, and all are told which',
    async check(open) {
      const store = await open();
      const told = await Promise.all([1, 2, 3, 4].map((value) => store.putIfAbsent('flows', 'bill', value)));
      const standing = await store.get('flows', 'bill');
      deepEqual(
        told,
        told.map(() => standing),
      );
    },
  },
];
