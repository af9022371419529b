import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { featuresOf, prepare } from './features.ts';

const hashes = (text: string) => new Set(featuresOf(prepare(text)).hashes);
/** Share of the features of `a` that `b` has too. */
const shared = (a: string, b: string) => {
  const [ours, theirs] = [hashes(a), hashes(b)];
  return [...ours].filter((hash) => theirs.has(hash)).length / ours.size;
};

describe('features', () => {
  test('do not depend on which number it is, but on what kind', () => {
    expect(hashes('用了512度')).toEqual(hashes('用了88度'));
    expect(hashes('户号3201000000017')).toEqual(hashes('户号3201000000033'));
    expect(hashes('户号3201000000017')).not.toEqual(hashes('户号17'));
  });

  test('of a misspelt text are largely those of the right one', () => {
    expect(shared('我上个月电废多少', '我上个月电费多少')).toBeGreaterThan(0.9);
    expect(shared('我家跳扎了', '我家跳闸了')).toBeGreaterThan(0.9);
  });

  test('know words that sound alike, tone and retroflex aside', () => {
    expect(shared('支钞', '字超')).toBeGreaterThan(0);
  });

  test('know words that mean the same', () => {
    expect(shared('挪一下', '迁走')).toBeGreaterThan(0);
  });

  test.each(['', '  ', '。。。！！', '😂'])('of %j there are none', (text) => {
    expect(hashes(text).size).toBe(0);
  });

  test('are distinct and weigh something, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { hashes, masses } = featuresOf(prepare(text));
        expect(new Set(hashes).size).toBe(hashes.length);
        expect(masses).toHaveLength(hashes.length);
        expect([...masses].every((mass) => mass > 0)).toBe(true);
      }),
    );
  });
});
