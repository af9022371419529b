import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { share } from './accuracy.ts';
import { bootstrap, pairedDifference, wilson } from './interval.ts';

describe('wilson', () => {
  it('gives the textbook values', () => {
    const [low, high] = wilson(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it('stays open at both ends: no certainty from few rows', () => {
    expect(wilson(0, 10)[0]).toBe(0);
    expect(wilson(0, 10)[1]).toBeCloseTo(0.2775, 4);
    expect(wilson(10, 10)[1]).toBe(1);
  });

  it('contains the share, lies in 0..1 and narrows with more rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, rate) => {
        const hits = Math.round(rate * n);
        const [low, high] = wilson(hits, n);
        expect(low).toBeLessThanOrEqual(hits / n);
        expect(high).toBeGreaterThanOrEqual(hits / n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        const [low4, high4] = wilson(hits * 4, n * 4);
        expect(high4 - low4).toBeLessThan(high - low);
      }),
    );
  });

  it('is not a number of nothing', () => {
    expect(wilson(0, 0)).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('bootstrap', () => {
  const flags = Array.from({ length: 200 }, (_, i) => i % 4 !== 0);

  it('gives the same interval for the same seed, near the analytic one', () => {
    const interval = bootstrap(flags, share, { seed: 1 });
    expect(bootstrap(flags, share, { seed: 1 })).toEqual(interval);
    const exact = wilson(150, 200);
    expect(interval[0]).toBeCloseTo(exact[0], 1);
    expect(interval[1]).toBeCloseTo(exact[1], 1);
  });

  it('is a point when the rows do not differ', () => {
    expect(bootstrap([true, true], share, { seed: 1 })).toEqual([1, 1]);
  });

  it('is not a number when the statistic never is', () => {
    expect(bootstrap([true], () => Number.NaN, { seed: 1 })).toEqual([Number.NaN, Number.NaN]);
    expect(bootstrap([], share, { seed: 1 })).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('pairedDifference', () => {
  it('lies around the change and turns over with it', () => {
    const [low, high] = pairedDifference(30, 10, 400);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(0.05);
    const [worse, better] = pairedDifference(10, 30, 400);
    expect(worse).toBeCloseTo(-high, 12);
    expect(better).toBeCloseTo(-low, 12);
  });

  it('contains zero when as many are won as lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), (k) => {
        const [low, high] = pairedDifference(k, k, 200);
        expect(low).toBeLessThan(0);
        expect(high).toBeGreaterThan(0);
      }),
    );
  });
});
