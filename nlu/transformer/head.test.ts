import { describe, expect, test } from 'vitest';
import { halves } from '../model/testing.ts';
import { chooseWeight, headProbabilities, mix, parseHead, serialiseHead } from './head.ts';

const f = (...numbers: number[]) => Float32Array.from(numbers);

test('a head gives the nearest class the most, and adds up to one', () => {
  const separators = { table: f(1, -1, -1, 1), bias: f(0, 0) };
  const [first, second] = headProbabilities(separators, [f(1, 0), f(0, 1)]);
  expect(first![0]).toBeGreaterThan(0.99);
  expect(second![1]).toBeGreaterThan(0.99);
  expect(first![0]! + first![1]!).toBeCloseTo(1);
});

test('a head is read back as it was written, and not when it has another size', () => {
  const separators = { table: halves(12, 1), bias: halves(3, 2) };
  const bytes = serialiseHead(separators);
  expect(parseHead(bytes, 4, 3)).toEqual(separators);
  expect(() => parseHead(bytes, 5, 3)).toThrow(/npm run train/);
});

describe('the share of the encoder', () => {
  const rows = (n: number, ours: number, theirs: number) =>
    Array.from({ length: n }, () => ({ ours: f(ours, 1 - ours), theirs: f(theirs, 1 - theirs), label: 0 }));

  test('is nothing when it is no better', () => {
    expect(chooseWeight([...rows(5, 0.9, 0.9), ...rows(5, 0.6, 0.1)])).toEqual({
      weight: 0,
      alone: { ours: 1, theirs: 0.5 },
    });
  });

  test('is nothing when what it gains could be chance', () => {
    expect(chooseWeight(rows(3, 0, 0.51)).weight).toBe(0);
    expect(chooseWeight([...rows(12, 0, 0.51), ...rows(8, 0.51, 0)]).weight).toBe(0);
  });

  test('is everything when only the encoder alone is right', () => {
    expect(chooseWeight(rows(4, 0, 0.51)).weight).toBe(1);
  });

  test('lies between when each helps the other', () => {
    const { weight, alone } = chooseWeight([...rows(6, 0.45, 0.9), ...rows(6, 0.9, 0.3)]);
    expect(alone).toEqual({ ours: 0.5, theirs: 0.5 });
    expect(weight).toBeGreaterThan(0);
    expect(weight).toBeLessThan(1);
  });

  test('mixes accordingly', () => {
    expect([...mix(f(1, 0), f(0, 1), 0.25)]).toEqual([0.75, 0.25]);
  });
});
