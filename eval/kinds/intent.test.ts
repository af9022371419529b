import { describe, expect, it } from 'vitest';
import { fakeUnderstander } from '../testing/fakes.ts';
import { type IntentRow, intentRow, predictIntents, scoreIntents } from './intent.ts';

const now = new Date('2026-11-21T10:00:00+08:00');
const model = fakeUnderstander({
  电费多少: {
    intents: [
      ['bill.query', 0.9],
      ['bill.pay', 0.1],
    ],
    score: 0.9,
  },
  怎么交: {
    intents: [
      ['bill.query', 0.5],
      ['bill.pay', 0.4],
    ],
    decision: 'clarify',
    score: 0.5,
  },
  停电了: {
    intents: [
      ['outage.report', 0.6],
      ['outage.query', 0.3],
    ],
    decision: 'reject',
    score: 0.3,
  },
  今天天气: {
    intents: [
      ['none', 0.8],
      ['outage.query', 0.1],
    ],
    decision: 'reject',
    score: 0.1,
  },
  讲个笑话: {
    intents: [
      ['chat.greet', 0.7],
      ['none', 0.2],
    ],
    score: 0.6,
  },
});
const rows: IntentRow[] = [
  { line: 1, text: '电费多少', intent: 'bill.query' },
  { line: 2, text: '怎么交', intent: 'bill.pay' },
  { line: 3, text: '停电了', intent: 'outage.report' },
  { line: 4, text: '今天天气', intent: 'none' },
  { line: 5, text: '讲个笑话', intent: 'none' },
];
const result = scoreIntents(await predictIntents(rows, model, now), 1);

describe('scoreIntents', () => {
  it('begins with the keys of the contract, in its order', () => {
    expect(Object.keys(result).slice(0, 10)).toEqual(
      'n accuracy top3 macroF1 none inScope perIntent confusions latencyUs errors'.split(' '),
    );
  });

  it('takes the first candidate when accepted or to be clarified, and none when rejected', () => {
    expect(result.errors.map(({ text, predicted }) => [text, predicted])).toEqual([
      ['怎么交', 'bill.query'],
      ['停电了', 'none'],
      ['讲个笑话', 'chat.greet'],
    ]);
    expect(result.accuracy).toBe(0.4);
  });

  it('counts a rejection in scope as an error at any depth, but shows what the ranking alone would give', () => {
    expect(result.inScope).toEqual({ n: 3, accuracy: 1 / 3, top3: 2 / 3, ranked3: 1 });
  });

  it('ranks rows for none by how little they are accepted', () => {
    expect(result.none).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, auroc: 4 / 6, n: 2 });
  });

  it('keeps the score, the place and the candidates with every error', () => {
    expect(result.errors[1]).toEqual({
      text: '停电了',
      gold: 'outage.report',
      predicted: 'none',
      score: 0.3,
      line: 3,
      ranked: ['outage.report', 'outage.query'],
    });
  });

  it('has every figure inside its confidence interval', () => {
    expect(result.intervals.accuracy[0]).toBeLessThan(0.4);
    expect(result.intervals.accuracy[1]).toBeGreaterThan(0.4);
    expect(result.calibration.ece).toBeGreaterThan(0);
    expect(result.acceptCurve.at(-1)).toMatchObject({ accepted: 1, error: 0.6 });
  });

  it('measures nothing of none in a file without none', async () => {
    const scoped = scoreIntents(await predictIntents(rows.slice(0, 3), model, now), 1);
    expect(scoped.none).toEqual({ precision: NaN, recall: NaN, f1: NaN, auroc: NaN, n: 0 });
  });
});

describe('intentRow', () => {
  it('knows the taxonomy’s intents and none', () => {
    const schema = intentRow(['bill.query']);
    expect(schema.safeParse({ text: 'a', intent: 'none' }).success).toBe(true);
    expect(schema.safeParse({ text: 'a', intent: 'bill.qury' }).success).toBe(false);
  });
});
