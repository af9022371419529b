import { expect, test } from 'vitest';
import { Collector, type Family } from './collector.ts';

const common: Family = { code: 1, weight: 2, minimum: 1 };
const rare: Family = { code: 2, weight: 0.5, minimum: 2 };

test('features come once, in the order of first sight, and count by how often they came', () => {
  const collector = new Collector();
  collector.add(7, common);
  collector.add(4_000_000_000, rare);
  collector.add(7, common);
  const { hashes, masses, minima } = collector.take();
  expect([...hashes]).toEqual([7, 4_000_000_000]);
  expect(masses[0]).toBeCloseTo(2 * (1 + Math.log(2)));
  expect(masses[1]).toBe(0.5);
  expect([...minima]).toEqual([1, 2]);
});

test('nothing of one text is left in the next', () => {
  const collector = new Collector();
  collector.add(7, common);
  collector.take();
  collector.add(9, rare);
  expect([...collector.take().hashes]).toEqual([9]);
  expect(collector.take().hashes).toHaveLength(0);
});

test('a text may have any number of features', () => {
  const collector = new Collector();
  const hashes = Array.from({ length: 5000 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 0);
  for (const hash of [...hashes, ...hashes]) collector.add(hash, common);
  const taken = collector.take();
  expect([...taken.hashes]).toEqual(hashes);
  expect(new Set(taken.masses)).toEqual(new Set([Math.fround(2 * (1 + Math.log(2)))]));
});
