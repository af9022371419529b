import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Kind } from './figures.ts';
import { casesFor, evaluate, type Request, toJson } from './run.ts';
import { fakeSubject } from './testing/fakes.ts';

const dir = mkdtempSync(join(tmpdir(), 'run-'));
afterAll(() => rmSync(dir, { recursive: true }));

const subject = fakeSubject();

function run(kind: Kind, content: string, more: Partial<Request> = {}) {
  const file = join(dir, kind === 'dialog' ? 'a.yaml' : 'a.jsonl');
  writeFileSync(file, content);
  const request = { kind, file, seed: 1, folds: 2, nearest: false, learningCurve: false, progress: () => {} };
  return evaluate({ ...request, ...more }, subject);
}

const INTENTS =
  '{"text":"电费多少","intent":"bill.query"}\n{"text":"怎么交","intent":"bill.pay"}\n{"text":"天","intent":"none"}';

describe('evaluate', () => {
  it('lists rows that stand in the corpus, and still measures them', async () => {
    const { leaks, result } = await run('intent', INTENTS);
    expect(leaks).toEqual([{ line: 1, text: '电费多少', where: 'x.txt:2' }]);
    expect(result).toMatchObject({ n: 3, accuracy: 2 / 3 });
  });

  it('explains errors by the nearest lines learnt from', async () => {
    const { nearest } = await run('intent', INTENTS, { nearest: true });
    expect(nearest?.['2']?.[0]).toMatchObject({ text: '怎么交费', label: 'bill.pay', where: 'x.txt:3' });
    expect(Object.keys(nearest ?? {})).toEqual(['2']);
  });

  it('draws the learning curve when asked', async () => {
    expect((await run('intent', INTENTS, { learningCurve: true })).learningCurve).toHaveLength(5);
  });

  it('gives JUnit one case for each row', async () => {
    expect(casesFor(await run('intent', INTENTS))).toEqual([
      { name: '电费多少', line: 1, failure: null },
      { name: '怎么交', line: 2, failure: 'expected bill.pay, got bill.query (score 0.60)' },
      { name: '天', line: 3, failure: null },
    ]);
  });

  it.each<[Kind, string, object]>([
    ['multi', '{"text":"电费多少","intents":["bill.query"]}', { n: 1, exact: 1 }],
    ['retrieval', '{"text":"微信","topic":"pay.wechat"}', { n: 1, hit1: 1 }],
    ['entity', '{"text":"电费多少","entities":[{"type":"amount","value":5}]}', { n: 1, recall: 0 }],
    ['dialog', '- {name: a, channel: web, turns: [{user: b}]}', { conversations: 1, passed: 1, turns: 1 }],
    ['robust', INTENTS, { n: 3, task: 'intent' }],
    ['crossval', '', { n: 3 }],
    ['labels', '', { n: 3 }],
  ])('runs %s', async (kind, content, expected) => {
    expect((await run(kind, content)).result).toMatchObject(expected);
  });

  it('says which line of a file is wrong', async () => {
    await expect(run('intent', '{"text":"a","intent":"bill.qery"}')).rejects.toThrow(
      'a.jsonl:1: intent: no intent',
    );
    await expect(run('robust', '{"text":"a"}')).rejects.toThrow('a.jsonl:1: has no intent, intents or topic');
  });

  it('has no JUnit of a kind without single rows', async () => {
    const robust = await run('robust', INTENTS);
    expect(() => casesFor(robust)).toThrow('no JUnit report');
  });
});

describe('toJson', () => {
  it('is one object, the contract’s keys first, null for figures of nothing', async () => {
    const value = JSON.parse(toJson(await run('intent', INTENTS.split('\n').slice(0, 2).join('\n'))));
    expect(Object.keys(value).slice(0, 4)).toEqual(['n', 'accuracy', 'top3', 'macroF1']);
    expect(value.none.auroc).toBeNull();
    expect(value).toMatchObject({ kind: 'intent', seed: 1, leaks: [{ line: 1 }] });
    expect(value).not.toHaveProperty('cases');
  });
});
