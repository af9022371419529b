import { expect, it } from 'vitest';
import { createLoad } from './load.ts';

/** A process that finished so many messages in each of the last seconds while so many were in hand. */
function after(...seconds: { finished: number; inHand: number }[]) {
  let now = 0;
  const load = createLoad(() => now);
  for (const { finished, inHand } of seconds) {
    for (let n = 0; n < finished; n++) load.finished();
    now += 1_000;
    load.isFull(inHand);
  }
  return load;
}

it('a process takes as much as it finishes in a second', () => {
  const load = after({ finished: 700, inHand: 1_000 });
  expect([load.isFull(700), load.isFull(701)]).toEqual([false, true]);
});

it('a slow process takes some all the same', () => {
  const load = after({ finished: 10, inHand: 1_000 });
  expect([load.isFull(100), load.isFull(101)]).toEqual([false, true]);
});

it('a process that had little to do is not held to be slow', () => {
  const load = after({ finished: 1, inHand: 1 });
  expect([load.isFull(800), load.isFull(801)]).toEqual([false, true]);
});

it('is judged by the last second, not by better or worse days', () => {
  const [fast, slow] = [
    { finished: 800, inHand: 200 },
    { finished: 100, inHand: 200 },
  ];
  expect(after(fast, slow).isFull(400)).toBe(true);
  expect(after(slow, fast).isFull(400)).toBe(false);
});
