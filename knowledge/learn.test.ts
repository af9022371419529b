import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Familiarity } from './familiarity.ts';
import { bestThreshold } from './learn.ts';
import { fitRanker, rank } from './ranker.ts';
import { fitScope, type ScopeFeatures, scopeScore } from './scope.ts';
import { SIGNALS, type Signal, type Signals } from './signals.ts';

const signals = (values: Partial<Record<Signal, number>>): Signals =>
  ({ ...Object.fromEntries(SIGNALS.map((signal) => [signal, 0])), ...values }) as Signals;

describe('the threshold', () => {
  it('parts what can be parted', () => {
    expect(bestThreshold([0.8, 0.9, 1], [0, 0.1, 0.4])).toBeCloseTo(0.6);
  });

  it('is one half when there is nothing to learn from', () => {
    expect(bestThreshold([], [0.1])).toBe(0.5);
    expect(bestThreshold([0.9], [])).toBe(0.5);
  });

  it('law: no other cut parts clearly better', () => {
    const score = fc.integer({ min: 1, max: 20 }).map((n) => n / 21);
    const list = fc.array(score, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(list, list, (ours, foreign) => {
        const share = (list: number[], cut: number) => list.filter((s) => s >= cut).length / list.length;
        const index = (cut: number) => 0.8 * share(ours, cut) - 0.2 * share(foreign, cut);
        const most = Math.max(...Array.from({ length: 21 }, (_, i) => index((i + 0.5) / 21)));
        const threshold = bestThreshold(ours, foreign);
        expect(index(threshold)).toBeGreaterThan(most - 0.0051);
      }),
    );
  });
});

describe('the ranker', () => {
  const example = (right: Signals, wrong: Signals) => ({
    candidates: [
      { article: 0, signals: wrong },
      { article: 1, signals: right },
    ],
    right: 1,
  });

  it('without examples ranks as usual, shares adding up to one', () => {
    const ranked = rank(
      [
        { article: 0, signals: signals({}) },
        { article: 1, signals: signals({ chars: 0.8, concepts: 0.9 }) },
      ],
      fitRanker([]),
    );
    expect(ranked.map(({ article }) => article)).toEqual([1, 0]);
    expect(ranked[0]!.share + ranked[1]!.share).toBeCloseTo(1);
  });

  it('learns which signal to believe', () => {
    const misleading = Array.from({ length: 200 }, () =>
      example(signals({ cosine: 0.9 }), signals({ answerWords: 0.9 })),
    );
    const weights = fitRanker(misleading);
    expect(weights.cosine).toBeGreaterThan(weights.answerWords);
    expect(rank(misleading[0]!.candidates, weights)[0]!.article).toBe(1);
  });

  it('gives equal candidates the same share and keeps the order of the articles', () => {
    const same = signals({ chars: 0.5 });
    const ranked = rank(
      [
        { article: 4, signals: same },
        { article: 2, signals: same },
      ],
      fitRanker([]),
    );
    expect(ranked.map(({ article, share }) => [article, share])).toEqual([
      [2, 0.5],
      [4, 0.5],
    ]);
  });
});

describe('the judge of scope', () => {
  const row = (familiarity: number): ScopeFeatures => [familiarity, 0.5, 2, 1];
  const weights = fitScope([row(1), row(2)], [row(-2), row(-1)]);

  it('law: the more familiar and the better accepted, the surer', () => {
    const number = fc.double({ min: -4, max: 4, noNaN: true });
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(number, number, probability, probability, (a, b, p, q) => {
        const sure = (f: number, acceptance: number) => scopeScore(row(f), weights, acceptance);
        expect(sure(Math.max(a, b), p)).toBeGreaterThanOrEqual(sure(Math.min(a, b), p));
        expect(sure(a, Math.max(p, q))).toBeGreaterThanOrEqual(sure(a, Math.min(p, q)));
        expect(sure(a, p)).toBeGreaterThan(0);
        expect(sure(a, p)).toBeLessThan(1);
      }),
    );
  });
});

describe('familiarity', () => {
  const ours = [
    ['电', '费'],
    ['停', '电'],
  ];
  const foreign = [
    ['水', '费'],
    ['天', '气'],
  ];
  const familiarity = new Familiarity(ours, foreign);

  it('tells our words from foreign ones', () => {
    expect(familiarity.of(['电'])).toBeGreaterThan(0);
    expect(familiarity.of(['水'])).toBeLessThan(0);
    expect(familiarity.of([])).toBe(0);
  });

  it('judges a counted text as if it had not been counted', () => {
    expect(familiarity.ofKnown(ours[0]!, 'ours')).toBeLessThan(familiarity.of(ours[0]!));
    expect(familiarity.ofKnown(foreign[0]!, 'foreign')).toBeGreaterThan(familiarity.of(foreign[0]!));
    expect(familiarity.ofKnown(['风'], 'ours')).toBe(familiarity.of(['风']));
  });
});
