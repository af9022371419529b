import { describe, expect, it } from 'vitest';
import type { Hit } from '../../knowledge/mod.ts';
import { fakeUnderstander } from '../testing/fakes.ts';
import { predictTopics, scoreRetrieval } from './retrieval.ts';

const now = new Date('2026-11-21T10:00:00+08:00');
const hits: Record<string, [string, number][]> = {
  一: [
    ['a', 0.9],
    ['b', 0.8],
  ],
  二: [
    ['b', 0.7],
    ['a', 0.6],
  ],
  三: [['a', 0.3]],
  四: [],
  五: [['b', 0.8]],
};
const knowledge = {
  threshold: 0.5,
  search: ({ text }: { text: string }) =>
    (hits[text] ?? []).map(([topic, score]): Hit => ({ topic, score, similarity: score })),
};
const rows = [
  { line: 1, text: '一', topic: 'a' },
  { line: 2, text: '二', topic: 'a' },
  { line: 3, text: '三', topic: 'a' },
  { line: 4, text: '四', topic: 'none' },
  { line: 5, text: '五', topic: 'none' },
];
const result = scoreRetrieval(
  await predictTopics(rows, { understander: fakeUnderstander({}), knowledge }, now),
  1,
);

describe('scoreRetrieval', () => {
  it('begins with the keys of the contract', () => {
    expect(Object.keys(result).slice(0, 7)).toEqual([
      'n',
      'hit1',
      'hit3',
      'mrr',
      'none',
      'latencyUs',
      'errors',
    ]);
  });

  it('counts only what would be shown: a hit below the threshold is no hit', () => {
    expect(result).toMatchObject({ n: 5, hit1: 1 / 3, hit3: 2 / 3, mrr: 0.5 });
    expect(result.inScope).toEqual({ n: 3, ranked1: 2 / 3, ranked3: 1 });
  });

  it('measures none as showing nothing', () => {
    expect(result.none).toMatchObject({ precision: 0.5, recall: 0.5, n: 2 });
    expect(result.none.auroc).toBeCloseTo((1 + 1 + 1 + 1 + 0 + 0) / 6, 12);
  });

  it('lists rows that were shown the wrong article, or none, or one too many', () => {
    expect(result.errors.map((e) => [e.line, e.gold, e.predicted])).toEqual([
      [2, 'a', 'b'],
      [3, 'a', 'none'],
      [5, 'none', 'b'],
    ]);
  });
});
