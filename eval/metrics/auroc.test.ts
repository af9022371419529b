import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.ts';

const sample = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), {
  minLength: 2,
  maxLength: 40,
});
const split = (rows: [number, boolean][]) => [rows.map((r) => r[0]), rows.map((r) => r[1])] as const;

describe('auroc', () => {
  it('is one when every positive is above every negative, zero when below, a half when all are equal', () => {
    expect(auroc([0.1, 0.2, 0.8, 0.9], [false, false, true, true])).toBe(1);
    expect(auroc([0.1, 0.2, 0.8, 0.9], [true, true, false, false])).toBe(0);
    expect(auroc([0.5, 0.5, 0.5], [true, false, false])).toBe(0.5);
  });

  it('is not a number when one of the groups is empty', () => {
    expect(auroc([0.1, 0.2], [true, true])).toBeNaN();
    expect(auroc([0.1, 0.2], [false, false])).toBeNaN();
  });

  it('is the share of pairs that are ranked right, ties half', () => {
    fc.assert(
      fc.property(sample, (rows) => {
        const pairs = rows.flatMap(([s, p]) =>
          p ? rows.filter((r) => !r[1]).map((r) => [s, r[0]] as const) : [],
        );
        fc.pre(pairs.length > 0);
        const right = pairs.reduce((sum, [p, n]) => sum + (p > n ? 1 : p === n ? 0.5 : 0), 0);
        expect(auroc(...split(rows))).toBeCloseTo(right / pairs.length, 9);
      }),
    );
  });
});
