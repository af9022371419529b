import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusions, type Labelled, macroF1, perClass } from './classes.ts';

const row = (gold: string, predicted: string): Labelled => ({ gold, predicted });
const rows = fc.array(
  fc.record({ gold: fc.constantFrom('a', 'b', 'none'), predicted: fc.constantFrom('a', 'b', 'none') }),
  { minLength: 1 },
);

describe('perClass', () => {
  it('counts hits against gold rows and against predictions', () => {
    const scores = perClass([row('a', 'a'), row('a', 'b'), row('b', 'b'), row('b', 'b')]);
    expect(scores.get('a')).toEqual({ n: 2, precision: 1, recall: 0.5, f1: 2 / 3 });
    expect(scores.get('b')).toEqual({ n: 2, precision: 2 / 3, recall: 1, f1: 0.8 });
  });

  it('gives zeros, not holes, for a class that was only predicted', () => {
    expect(perClass([row('a', 'x')]).get('x')).toEqual({ n: 0, precision: 0, recall: 0, f1: 0 });
  });

  it('has F1 between precision and recall, as their harmonic mean', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        for (const { precision: p, recall: r, f1 } of perClass(sample).values()) {
          expect(f1).toBeCloseTo(p + r === 0 ? 0 : (2 * p * r) / (p + r), 12);
        }
      }),
    );
  });

  it('agrees with the accuracy: recall weighted by n is the share of hits', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const weighted = [...perClass(sample).values()].reduce((sum, s) => sum + s.recall * s.n, 0);
        expect(weighted).toBeCloseTo(sample.filter((r) => r.gold === r.predicted).length, 9);
      }),
    );
  });
});

describe('macroF1', () => {
  it('gives every gold class the same weight', () => {
    const sample = [row('a', 'a'), row('a', 'a'), row('a', 'a'), row('b', 'x')];
    expect(macroF1(sample)).toBe(0.5);
  });

  it('is not a number of nothing', () => {
    expect(macroF1([])).toBeNaN();
  });
});

describe('confusions', () => {
  it('lists mistakes only, the frequent first', () => {
    expect(confusions([row('a', 'b'), row('b', 'a'), row('a', 'b'), row('a', 'a')])).toEqual([
      { gold: 'a', predicted: 'b', n: 2 },
      { gold: 'b', predicted: 'a', n: 1 },
    ]);
  });

  it('accounts for every mistake once', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const counted = confusions(sample).reduce((sum, c) => sum + c.n, 0);
        expect(counted).toBe(sample.filter((r) => r.gold !== r.predicted).length);
      }),
    );
  });
});
