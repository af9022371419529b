import { describe, expect, test } from 'vitest';
import type { Features } from './features.ts';
import { learnVocabulary, parseVocabulary } from './vocabulary.ts';

const row = (...hashes: number[]): Features => ({
  hashes: Uint32Array.from(hashes),
  masses: Float32Array.from(hashes, () => 1),
});
const texts = [row(10, 20, 30), row(10, 20), row(10, 4_000_000_000), row(10)];

describe('a vocabulary', () => {
  test('knows features of at least so many texts', () => {
    expect(learnVocabulary(texts, 1).size).toBe(4);
    expect(learnVocabulary(texts, 2).size).toBe(2);
  });

  test('weighs rare features more, and every row to unit length', () => {
    const bags = learnVocabulary(texts, 1).encode([row(10, 4_000_000_000)]);
    const [common, rare] = bags.values;
    expect(rare).toBeGreaterThan(common!);
    expect(Math.hypot(common!, rare!)).toBeCloseTo(1);
    expect(bags.coverage[0]).toBe(1);
  });

  test('says how much of a text it knows', () => {
    const { coverage, offsets } = learnVocabulary(texts, 1).encode([row(10, 99), row(98, 99), row()]);
    expect(coverage[0]).toBeGreaterThan(0);
    expect(coverage[0]).toBeLessThan(0.5); // what is known is the commonest feature of all
    expect([coverage[1], coverage[2]]).toEqual([0, 0]);
    expect([...offsets]).toEqual([0, 1, 1, 1]);
  });

  test('is the same after it was written and read', () => {
    const vocabulary = learnVocabulary(texts, 1);
    const copy = parseVocabulary(vocabulary.serialise());
    expect(copy.encode([...texts, row(99)])).toEqual(vocabulary.encode([...texts, row(99)]));
  });

  test.each([new Uint8Array(5), new Uint8Array(64)])('is not read from damaged bytes', (bytes) => {
    expect(() => parseVocabulary(bytes)).toThrow('the vocabulary file is damaged; train again');
  });
});
