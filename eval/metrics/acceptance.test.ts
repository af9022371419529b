import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptErrorCurve } from './acceptance.ts';

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), {
  minLength: 1,
  maxLength: 80,
});
const curveOf = (sample: [number, boolean][], points?: number) =>
  acceptErrorCurve(
    sample.map((r) => r[0] / 10),
    sample.map((r) => r[1]),
    points,
  );

describe('acceptErrorCurve', () => {
  it('starts with the surest row and ends with all', () => {
    expect(acceptErrorCurve([0.9, 0.2, 0.5], [true, false, true])).toEqual([
      { threshold: 0.9, accepted: 1 / 3, error: 0 },
      { threshold: 0.5, accepted: 2 / 3, error: 0 },
      { threshold: 0.2, accepted: 1, error: 1 / 3 },
    ]);
  });

  it('says at each threshold what counting says', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        for (const point of curveOf(sample)) {
          const answered = sample.filter((r) => r[0] / 10 >= point.threshold);
          expect(point.accepted).toBeCloseTo(answered.length / sample.length, 12);
          expect(point.error).toBeCloseTo(answered.filter((r) => !r[1]).length / answered.length, 12);
        }
      }),
    );
  });

  it('keeps both ends when it is thinned out', () => {
    const sample = Array.from({ length: 500 }, (_, i): [number, boolean] => [i / 50, i > 30]);
    const thin = curveOf(sample, 20);
    expect(thin).toHaveLength(20);
    expect(thin[0]).toEqual(curveOf(sample, 1000)[0]);
    expect(thin.at(-1)?.accepted).toBe(1);
  });
});
