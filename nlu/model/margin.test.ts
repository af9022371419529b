import { expect, test } from 'vitest';
import { trainMargins } from './margin.ts';
import { bagsOf } from './testing.ts';

const bags = bagsOf({ 0: 1 }, { 0: 0.9, 3: 0.3 }, { 1: 1 }, { 1: 0.9, 3: 0.3 }, { 2: 1 }, { 2: 0.9, 3: 0.3 });
const labels = Int32Array.of(0, 0, 1, 1, 2, 2);
const train = (seed: number, passes = 50, cost = 100) =>
  trainMargins(bags, labels, 4, 3, { seed, passes, cost });

function score({ table, bias }: ReturnType<typeof train>, row: number, c: number): number {
  let sum = bias[c]!;
  for (let i = bags.offsets[row]!; i < bags.offsets[row + 1]!; i++)
    sum += bags.values[i]! * table[bags.ids[i]! * 3 + c]!;
  return sum;
}

test('a violated margin is dear: every text lies a unit or so on its side of each separator', () => {
  const separators = train(1);
  labels.forEach((label, row) => {
    for (const c of [0, 1, 2])
      expect(score(separators, row, c) * (c === label ? 1 : -1)).toBeGreaterThan(0.95);
  });
});

test('at the optimum the order of the texts no longer matters', () => {
  const [one, other] = [train(1, 400), train(2, 400)];
  one.table.forEach((x, i) => {
    expect(x).toBeCloseTo(other.table[i]!, 3);
  });
});

test('the same seed gives the same numbers', () => {
  expect(train(1, 3)).toEqual(train(1, 3));
});

test('a cheap violation leaves the separators near zero', () => {
  expect(Math.max(...train(1, 50, 0.001).table)).toBeLessThan(0.05);
});
