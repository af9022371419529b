import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bm25 } from './bm25.ts';

function scores(documents: string[][], query: string[]): number[] {
  const into = new Float32Array(documents.length);
  new Bm25(documents).score(query, into);
  return [...into];
}

describe('BM25', () => {
  it('a rare shared word counts more than a common one', () => {
    const [rare, common] = scores(
      [
        ['电费', '发票'],
        ['电费', '怎么'],
        ['电费', '怎么'],
      ],
      ['发票', '怎么'],
    ) as [number, number];
    expect(rare).toBeGreaterThan(common);
    expect(common).toBeGreaterThan(0);
  });

  it('gives nothing for no shared word, and counts a repeated word of the query once', () => {
    expect(scores([['a'], ['b']], ['c'])).toEqual([0, 0]);
    expect(scores([['a'], ['b']], ['a', 'a'])).toEqual(scores([['a'], ['b']], ['a']));
  });

  it('a word that nobody has makes every score smaller', () => {
    expect(scores([['a'], ['b']], ['a', 'c'])[0]).toBeLessThan(scores([['a'], ['b']], ['a'])[0] as number);
  });

  const word = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const document = fc.array(word, { maxLength: 12 });

  it('law: scores lie within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.array(document, { minLength: 1, maxLength: 8 }),
        fc.array(word, { minLength: 1 }),
        (all, query) => {
          for (const score of scores(all, query)) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1.000001);
          }
        },
      ),
    );
  });

  it('law: of two documents of one length, the one with the word more often scores no less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(document, { maxLength: 6 }),
        (few, more, others) => {
          const length = few + more + 1;
          const withTerm = (n: number) => [...Array(n).fill('a'), ...Array(length - n).fill('z')];
          const [less, most] = scores([withTerm(few), withTerm(few + more), ...others], ['a']) as [
            number,
            number,
          ];
          expect(most).toBeGreaterThan(less);
        },
      ),
    );
  });
});
