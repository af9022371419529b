import { describe, expect, test } from 'vitest';
import type { Features } from './features.ts';
import { learnVocabulary, parseVocabulary } from './vocabulary.ts';

/** A text with these features; from 1000 on they must occur twice to be learned. */
const row = (...hashes: number[]): Features => ({
  hashes: Uint32Array.from(hashes),
  masses: Float32Array.from(hashes, () => 1),
  minima: Uint8Array.from(hashes, (hash) => (hash < 1000 ? 1 : 2)),
});
const RARE = 4_000_000_000;
const texts = [row(10, 20, 30), row(10, RARE, 2000), row(10, RARE), row(10)];

describe('a vocabulary', () => {
  test('knows the features that occur often enough for their family', () => {
    expect(learnVocabulary(texts).size).toBe(4); // all but 2000
  });

  test('weighs rare features more, and every row to unit length', () => {
    const bags = learnVocabulary(texts).encode([row(10, RARE)]);
    const [common, rare] = bags.values;
    expect(rare).toBeGreaterThan(common!);
    expect(Math.hypot(common!, rare!)).toBeCloseTo(1);
    expect(bags.coverage[0]).toBe(1);
  });

  test('says how much of a text it knows', () => {
    const { coverage, offsets } = learnVocabulary(texts).encode([row(10, 99), row(98, 99), row()]);
    expect(coverage[0]).toBeGreaterThan(0);
    expect(coverage[0]).toBeLessThan(0.5); // what is known is the commonest feature of all
    expect([coverage[1], coverage[2]]).toEqual([0, 0]);
    expect([...offsets]).toEqual([0, 1, 1, 1]);
  });

  test('is the same after it was written and read', () => {
    const vocabulary = learnVocabulary(texts);
    const copy = parseVocabulary(vocabulary.serialise());
    expect(copy.encode([...texts, row(99)])).toEqual(vocabulary.encode([...texts, row(99)]));
  });

  test.each([new Uint8Array(5), new Uint8Array(64)])('is not read from damaged bytes', (bytes) => {
    expect(() => parseVocabulary(bytes)).toThrow('the vocabulary file is damaged; train again');
  });
});
