import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, reliability } from './calibration.ts';

const answers = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), {
  minLength: 1,
});

describe('reliability', () => {
  it('puts every answer into one bin, confidence 1 into the last', () => {
    const bins = reliability([0, 0.05, 0.95, 1], [false, false, true, true]);
    expect(bins.map((b) => b.n)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(bins[9]).toMatchObject({ accuracy: 1, confidence: 0.975 });
  });

  it('loses no answer', () => {
    fc.assert(
      fc.property(answers, (rows) => {
        const bins = reliability(
          rows.map((r) => r[0]),
          rows.map((r) => r[1]),
        );
        expect(bins.reduce((sum, b) => sum + b.n, 0)).toBe(rows.length);
      }),
    );
  });
});

describe('expectedCalibrationError', () => {
  it('is zero when nine of ten answers at 90 % are right', () => {
    const correct = Array.from({ length: 10 }, (_, i) => i > 0);
    expect(expectedCalibrationError(reliability(Array(10).fill(0.9), correct))).toBeCloseTo(0, 12);
  });

  it('is the whole gap when certainty is always wrong', () => {
    expect(expectedCalibrationError(reliability([1, 1], [false, false]))).toBe(1);
  });

  it('stays between 0 and 1', () => {
    fc.assert(
      fc.property(answers, (rows) => {
        const error = expectedCalibrationError(
          reliability(
            rows.map((r) => r[0]),
            rows.map((r) => r[1]),
          ),
        );
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }),
    );
  });
});
