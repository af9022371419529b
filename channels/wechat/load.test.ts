import { expect, it } from 'vitest';
import { createLoad } from './load.ts';

/** A process that finished so many messages in each of the last seconds while so many were in hand. */
function after(...seconds: { finished: number; inHand: number }[]) {
  let now = 0;
  const load = createLoad(() => now);
  for (const { finished, inHand } of seconds) {
    for (let n = 0; n < finished; n++) load.finished();
    now += 1_000;
    load.place(inHand, 0);
  }
  return load;
}

it('a process answers soon what it finishes in a second, whatever else it has kept', () => {
  const load = after({ finished: 700, inHand: 1_000 });
  expect([load.place(700, 3_000), load.place(701, 0)]).toEqual(['soon', 'late']);
});

it('keeps for later what it does and sends beside within half a minute, and no more', () => {
  const fast = after({ finished: 700, inHand: 1_000 });
  expect([fast.place(701, 3_000), fast.place(701, 3_001)]).toEqual(['late', 'full']);
  const slow = after({ finished: 50, inHand: 1_000 });
  expect([slow.place(101, 300), slow.place(101, 301)]).toEqual(['late', 'full']);
});

it('a slow process takes some all the same', () => {
  const load = after({ finished: 10, inHand: 1_000 });
  expect([load.place(100, 0), load.place(101, 0)]).toEqual(['soon', 'late']);
});

it('a process that had little to do is not held to be slow', () => {
  const load = after({ finished: 1, inHand: 1 });
  expect([load.place(800, 0), load.place(801, 0)]).toEqual(['soon', 'late']);
});

it('is judged by the last second, not by better or worse days', () => {
  const [fast, slow] = [
    { finished: 800, inHand: 200 },
    { finished: 100, inHand: 200 },
  ];
  expect(after(fast, slow).place(400, 0)).toBe('late');
  expect(after(slow, fast).place(400, 0)).toBe('soon');
});
