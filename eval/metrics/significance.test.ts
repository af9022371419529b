import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcNemar } from './significance.ts';

const count = fc.integer({ min: 0, max: 400 });

describe('mcNemar', () => {
  it('gives the exact binomial probabilities', () => {
    expect(mcNemar(0, 5)).toBeCloseTo(2 / 32, 12);
    expect(mcNemar(1, 9)).toBeCloseTo((2 * 11) / 1024, 12);
  });

  it('is one when the runs never differ, or differ evenly', () => {
    expect(mcNemar(0, 0)).toBe(1);
    expect(mcNemar(20, 20)).toBe(1);
  });

  it('is a probability and does not care which run is which', () => {
    fc.assert(
      fc.property(count, count, (won, lost) => {
        const p = mcNemar(won, lost);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mcNemar(lost, won)).toBe(p);
      }),
    );
  });

  it('falls as the split grows more uneven', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (half) => {
        expect(mcNemar(half + 1, half - 1)).toBeLessThanOrEqual(mcNemar(half, half));
        expect(mcNemar(2 * half, 0)).toBeLessThanOrEqual(mcNemar(2 * half - 1, 1));
      }),
    );
  });
});
