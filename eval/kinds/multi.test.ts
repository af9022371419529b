import { describe, expect, it } from 'vitest';
import { fakeUnderstander } from '../testing/fakes.ts';
import { predictMulti, requestsOf, scoreMulti } from './multi.ts';

const now = new Date('2026-11-21T10:00:00+08:00');
const requests = async (clauses: [string, ('accept' | 'reject' | 'clarify')?][]) =>
  requestsOf(await fakeUnderstander({ t: { intents: [['x', 1]], clauses } }).understand('t', { now }));

describe('requestsOf', () => {
  it('takes every clause that is not rejected, in order and once', async () => {
    expect(await requests([['b'], ['a', 'clarify'], ['c', 'reject'], ['b']])).toEqual(['b', 'a']);
  });

  it('is none when nothing is taken up, and drops small talk beside a request', async () => {
    expect(await requests([['a', 'reject']])).toEqual(['none']);
    expect(await requests([['none'], ['a']])).toEqual(['a']);
  });
});

describe('scoreMulti', () => {
  const model = fakeUnderstander({
    一: { intents: [['a', 1]], clauses: [['a'], ['b']] },
    二: { intents: [['a', 1]], clauses: [['b'], ['a']] },
    三: { intents: [['a', 1]], clauses: [['a']] },
    四: { intents: [['c', 1]], clauses: [['c'], ['b']] },
  });
  it('tells order, set and first apart', async () => {
    const rows = ['一', '二', '三', '四'].map((text, i) => ({ text, intents: ['a', 'b'], line: i + 1 }));
    const result = scoreMulti(await predictMulti(rows, model, now));
    expect(result).toMatchObject({ n: 4, exact: 0.25, anyOrder: 0.5, first: 0.5 });
    expect(Object.keys(result).slice(0, 4)).toEqual(['n', 'exact', 'anyOrder', 'first']);
    expect(result.errors.map((e) => e.line)).toEqual([2, 3, 4]);
    expect(result.errors[1]).toMatchObject({ gold: ['a', 'b'], predicted: ['a'] });
  });
});
