import { describe, expect, test } from 'vitest';
import { acceptanceInputs, decide, rank } from './decide.ts';

const intents = ['bill.query', 'outage.report', 'bill.pay', 'none'];
const rules = { accept: 0.7, reject: 0.4, margin: 0.2, perIntent: {} };
const ranked = (...probabilities: number[]) => rank(probabilities, intents, ['outage.report']);

describe('a decision', () => {
  test.each([
    [0.9, [0.8, 0.05, 0.1, 0.05], 'accept'],
    [0.7, [0.8, 0.05, 0.1, 0.05], 'accept'],
    [0.69, [0.8, 0.05, 0.1, 0.05], 'clarify'],
    [0.39, [0.8, 0.05, 0.1, 0.05], 'reject'],
    [0.9, [0.45, 0.05, 0.4, 0.1], 'clarify'], // two candidates are close
    [0.9, [0.3, 0.02, 0.05, 0.63], 'accept'], // none is not a candidate; the score knows of it
  ] as const)('at score %d of %j is %s', (score, probabilities, decision) => {
    expect(decide(score, ranked(...probabilities), rules)).toBe(decision);
  });

  test('follows the thresholds of the intent where it has its own', () => {
    const perIntent = { 'outage.report': { accept: 0.2, reject: 0.1, margin: 0, from: 0.3 } };
    const close = ranked(0.4, 0.45, 0.05, 0.1);
    expect(decide(0.25, close, rules)).toBe('reject');
    expect(decide(0.25, close, { ...rules, perIntent })).toBe('accept');
    expect(decide(0.15, close, { ...rules, perIntent })).toBe('clarify');
    expect(decide(0.25, ranked(0.2, 0.25, 0.2, 0.35), { ...rules, perIntent })).toBe('reject'); // too unlikely
  });

  test('of nothing in scope is to reject', () => {
    expect(decide(1, [{ id: 'none', probability: 1 }], rules)).toBe('reject');
  });
});

describe('the ranking', () => {
  test('goes by probability', () => {
    expect(ranked(0.2, 0.1, 0.6, 0.1).map(({ id }) => id)).toEqual([
      'bill.pay',
      'bill.query',
      'outage.report',
      'none',
    ]);
  });

  test('lets an urgent intent win a tie, and only a tie', () => {
    expect(ranked(0.45, 0.38, 0.1, 0.07)[0]!.id).toBe('outage.report');
    expect(ranked(0.55, 0.33, 0.05, 0.07)[0]!.id).toBe('bill.query');
    expect(
      ranked(0.3, 0.25, 0.05, 0.4)
        .map(({ id }) => id)
        .slice(0, 2),
    ).toEqual(['none', 'outage.report']);
  });
});

test('the inputs of the score stay finite for certainties and for a model without none', () => {
  const evidence = { probabilities: [1, 0, 0], margins: [1, -1, -1], coverage: 1 };
  for (const none of [2, -1]) {
    expect(acceptanceInputs(evidence, none).every(Number.isFinite)).toBe(true);
  }
});
