import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Example, Train } from '../model.ts';
import { fakeUnderstander } from '../testing/fakes.ts';
import { scoreCrossval } from './crossval.ts';
import { findLabelErrors } from './labels.ts';
import { learningCurve } from './learning.ts';
import { deal, outOfFold } from './out-of-fold.ts';

const now = new Date('2026-11-21T10:00:00+08:00');
const example = (text: string, intent: string, line: number, voice = 'wechat'): Example => ({
  text,
  intent,
  voice,
  file: `corpus/${intent}.txt`,
  line,
});
/** Lines whose first character tells their intent. */
const lines = (intent: string, sign: string, n: number, voice?: string) =>
  Array.from({ length: n }, (_, i) =>
    example(`${sign}${intent}${voice ?? ''}第${i}句`, intent, i + 1, voice),
  );

/** Learns which first characters belong to which intent: the majority wins. */
const majority: Train = async (examples) => {
  const votes = new Map<string, Map<string, number>>();
  for (const { text, intent } of examples) {
    const counts = votes.get(text[0]!) ?? new Map<string, number>();
    votes.set(text[0]!, counts.set(intent, (counts.get(intent) ?? 0) + 1));
  }
  return {
    ...fakeUnderstander({}),
    understand: async (text, options) => {
      const counts = [...(votes.get(text[0]!) ?? [])].sort((a, b) => b[1] - a[1]);
      const total = counts.reduce((sum, [, n]) => sum + n, 0);
      const intents = counts.map(([id, n]): [string, number] => [id, n / total]);
      return fakeUnderstander({ [text]: { intents } }).understand(text, options);
    },
  };
};

describe('deal', () => {
  it('gives every fold its share of every intent and voice', () => {
    const group = fc.record({ intent: fc.constantFrom('a', 'b'), voice: fc.constantFrom('x', 'y') });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 8 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(),
        (examples, k, seed) => {
          const folds = deal(examples, k, seed);
          for (const { intent, voice } of examples) {
            const own = folds.filter(
              (_, i) => examples[i]!.intent === intent && examples[i]!.voice === voice,
            );
            const counts = Array.from({ length: k }, (_, f) => own.filter((fold) => fold === f).length);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe('outOfFold', () => {
  it('never lets a model see the lines that it predicts, and predicts each once', async () => {
    const corpus = [...lines('a', '甲', 9), ...lines('b', '乙', 9)];
    const found = await outOfFold(
      corpus,
      async (examples, seed) => {
        const seen = new Set(examples.map((e) => e.text));
        const model = await majority(examples, seed);
        return {
          ...model,
          understand: (text, options) => {
            expect(seen.has(text)).toBe(false);
            return model.understand(text, options);
          },
        };
      },
      { folds: 3, seed: 1, now },
    );
    expect(found.map((f) => f.example)).toEqual(corpus);
    expect(new Set(found.map((f) => f.fold)).size).toBe(3);
    expect(found.every((f) => f.prediction.predicted === f.example.intent)).toBe(true);
  });
});

describe('scoreCrossval', () => {
  it('reports folds and voices beside the usual figures', async () => {
    const corpus = [
      ...lines('a', '甲', 6),
      ...lines('a', '丙', 6, 'hotline'),
      ...lines('b', '丙', 12, 'hotline'),
    ];
    const result = scoreCrossval(await outOfFold(corpus, majority, { folds: 3, seed: 1, now }), 1);
    expect(result.n).toBe(24);
    expect(result.accuracy).toBe(0.75);
    expect(result.folds).toHaveLength(3);
    expect(result.perVoice.wechat).toMatchObject({ n: 6, accuracy: 1 });
    expect(result.perVoice.hotline).toMatchObject({ n: 18, accuracy: 2 / 3 });
  });
});

describe('findLabelErrors', () => {
  it('suspects the line that looks like another intent, with its place', async () => {
    const corpus = [...lines('a', '甲', 12), ...lines('b', '乙', 12), example('乙放错了', 'a', 77)];
    const { n, suspects } = findLabelErrors(await outOfFold(corpus, majority, { folds: 3, seed: 1, now }));
    expect(n).toBe(25);
    expect(suspects).toEqual([
      { where: 'a.txt:77', text: '乙放错了', label: 'a', suggested: 'b', probability: expect.any(Number) },
    ]);
  });
});

describe('learningCurve', () => {
  it('rises with the lines learnt from and ends with all of them', async () => {
    const corpus = [...lines('a', '甲', 1), ...lines('b', '乙', 40)];
    const rows = [
      { text: '甲新', intent: 'a', line: 1 },
      { text: '乙新', intent: 'b', line: 2 },
    ];
    const curve = await learningCurve(corpus, rows, majority, { seed: 1, now });
    expect(curve.map((p) => p.lines)).toEqual([...curve.map((p) => p.lines)].sort((a, b) => a - b));
    expect(curve.at(-1)).toMatchObject({ lines: 41, accuracy: 1 });
    expect(curve[0]!.lines).toBeLessThan(8);
  });
});
