import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyUs, percentile } from './latency.ts';

describe('percentile', () => {
  it('takes the nearest rank', () => {
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('is one of the samples and rises with the share asked for', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), share, share, (samples, a, b) => {
        expect(samples).toContain(percentile(samples, a));
        expect(percentile(samples, Math.min(a, b))).toBeLessThanOrEqual(percentile(samples, Math.max(a, b)));
      }),
    );
  });
});

describe('latencyUs', () => {
  it('turns milliseconds into microseconds', () => {
    expect(latencyUs([0.1234, 0.2, 5])).toEqual({ p50: 200, p99: 5000 });
  });
});
