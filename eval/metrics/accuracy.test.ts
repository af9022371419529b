import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { share, within } from './accuracy.ts';

describe('share', () => {
  it('is the part of the flags that hold', () => {
    expect(share([true, false, true, true])).toBe(0.75);
  });

  it('is not a number when there is nothing to count', () => {
    expect(share([])).toBeNaN();
  });

  it('adds up to one with the share of the opposite', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1 }), (flags) => {
        expect(share(flags) + share(flags.map((f) => !f))).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('within', () => {
  it('looks at the first k only', () => {
    expect(within('c', ['a', 'b', 'c'], 3)).toBe(true);
    expect(within('c', ['a', 'b', 'c'], 2)).toBe(false);
  });

  it('never gets worse with a larger k', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.nat(5), (ranked, k) => {
        if (within('a', ranked, k)) expect(within('a', ranked, k + 1)).toBe(true);
      }),
    );
  });
});
