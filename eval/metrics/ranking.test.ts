import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, reciprocalRank } from './ranking.ts';

describe('reciprocalRank', () => {
  it('is one for the first, a half for the second, zero for the missing', () => {
    expect(reciprocalRank('a', ['a', 'b'])).toBe(1);
    expect(reciprocalRank('b', ['a', 'b'])).toBe(0.5);
    expect(reciprocalRank('c', ['a', 'b'])).toBe(0);
  });

  it('never rises when something is put in front', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (ranked) => {
        expect(reciprocalRank('a', ['x', ...ranked])).toBeLessThanOrEqual(reciprocalRank('a', ranked));
      }),
    );
  });
});

describe('mean', () => {
  it('is the middle, and not a number of nothing', () => {
    expect(mean([1, 0.5, 0])).toBe(0.5);
    expect(mean([])).toBeNaN();
  });
});
