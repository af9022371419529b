import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { compareRuns, runOf } from '../compare.ts';
import type { Kind } from '../figures.ts';
import { scoreIntents } from '../kinds/intent.ts';
import type { Evaluation } from '../run.ts';
import { escaped, html } from './html.ts';
import { junit } from './junit.ts';
import { comparisonPage, evaluationPage } from './page.ts';
import { summary } from './text.ts';

const NASTY = `<script>alert("电费")</script>&'`;

const predictions = [
  ['电费多少', 'bill.query', 'bill.query'],
  [NASTY, 'bill.pay', 'none'],
  ['天气', 'none', 'none'],
].map(([text, gold, predicted], i) => ({
  line: i + 1,
  text: text!,
  gold: gold!,
  predicted: predicted!,
  ranked: [predicted!, 'bill.pay'],
  score: 0.9 - i * 0.3,
  probability: 0.8,
  ms: 0.1,
}));

const evaluation: Evaluation = {
  kind: 'intent',
  file: `suites/${NASTY}.jsonl`,
  digest: 'd1',
  seed: 1,
  result: scoreIntents(predictions, 1),
  leaks: [{ line: 1, text: NASTY, where: 'bill.query.txt:3' }],
  cases: null,
  learningCurve: [
    { lines: 100, accuracy: 0.5, interval: [0.4, 0.6] },
    { lines: 1000, accuracy: 0.8, interval: [0.7, 0.9] },
  ],
  nearest: { '2': [{ where: 'bill.pay.txt:9', text: NASTY, label: 'bill.pay', likeness: 0.71 }] },
};
const run = (wrong: string[]) => ({
  ...runOf({ ...evaluation.result, kind: 'intent', file: 'f', digest: 'd' }),
  wrong,
});

describe('evaluationPage', () => {
  const page = evaluationPage(evaluation, compareRuns(run(['1', '2']), run(['2'])));

  it('stands alone: no script, nothing fetched from anywhere', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/);
    expect(page.startsWith('<!doctype html>')).toBe(true);
  });

  it('shows what people wrote as they wrote it', () => {
    expect(page).not.toContain('<script>');
    expect(page).toContain(escaped(NASTY));
  });

  it('has every part that an evaluator asks for', () => {
    for (const part of [
      'Against the baseline',
      'By intent',
      'Reliability',
      'Accept–error',
      'Learning curve',
      'Latency',
      'bill.pay.txt:9',
      'known to the robot',
      'bill.pay → none: 1 of 1',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('is well-formed', () => {
    const parser = new XMLParser();
    const tree = parser.parse(page.replace('<!doctype html>', ''), true) as { html: { body: unknown } };
    expect(tree.html.body).toBeDefined();
  });

  it.each<[Kind, object, string]>([
    [
      'multi',
      {
        n: 1,
        exact: 0,
        anyOrder: 0,
        first: 1,
        latencyUs: { p50: 1, p99: 2 },
        errors: [{ text: NASTY, gold: ['a', 'b'], predicted: ['a'], line: 1 }],
      },
      'meant a + b, understood a',
    ],
    [
      'retrieval',
      {
        n: 1,
        none: {},
        inScope: { n: 1, ranked1: 0, ranked3: 1 },
        latencyUs: { p50: 1, p99: 2 },
        errors: [{ text: NASTY, gold: 't', predicted: 'none', score: 0.2, line: 1, ranked: ['u'] }],
      },
      'wanted t, shown none',
    ],
    [
      'entity',
      {
        n: 1,
        perType: { amount: { n: 1, precision: 0, recall: 0, f1: 0 } },
        unannotated: { number: 2 },
        latencyUs: { p50: 1, p99: 2 },
        errors: [{ text: NASTY, missed: [{ type: 'amount', value: 5 }], extra: [], line: 1 }],
      },
      'missed amount 5',
    ],
    [
      'dialog',
      {
        conversations: 1,
        passed: 0,
        turns: 1,
        coverage: { flows: { f: 0.5 }, steps: 0.5, unvisited: { f: ['2'] } },
        latencyUs: { p50: 1, p99: 2 },
        failed: [
          {
            name: NASTY,
            turn: 1,
            why: 'says',
            file: 'f',
            line: 2,
            transcript: [{ customer: NASTY, robot: NASTY }],
          },
        ],
      },
      'Steps visited',
    ],
    [
      'robust',
      {
        n: 1,
        accuracy: 1,
        drop: { mean: 0.1, worst: 0.2 },
        perturbations: {
          typos: {
            accuracy: 0.9,
            drop: 0.1,
            interval: [0, 0.2],
            p: 0.03,
            changed: 1,
            broken: [{ line: 1, text: NASTY, perturbed: NASTY }],
          },
        },
      },
      'Broken by typos (1)',
    ],
    [
      'labels',
      { n: 9, suspects: [{ where: 'a.txt:1', text: NASTY, label: 'a', suggested: 'b', probability: 0.9 }] },
      'a.txt:1',
    ],
    [
      'crossval',
      {
        ...scoreIntents(predictions, 1),
        folds: [{ n: 3, accuracy: 0.5 }],
        spread: 0.1,
        perVoice: { hotline: { n: 3, accuracy: 0.5, interval: [0.2, 0.8] } },
      },
      'hotline',
    ],
  ])('tells of %s', (kind, result, expected) => {
    const told = evaluationPage(
      { kind, file: '', digest: 'd', seed: 1, result, leaks: [], cases: null },
      null,
    );
    expect(told).toContain(expected);
    expect(told).not.toContain('<script');
  });
});

describe('comparisonPage', () => {
  it('says how many rows changed and whether that may be chance', () => {
    const page = comparisonPage(compareRuns(run(['1', '2']), run(['2'])), 'a.json', 'b.json');
    expect(page).toContain('1 are right now that were wrong, and 0 wrong that were right');
    expect(page).toContain('This may be chance.');
  });
});

describe('summary', () => {
  it('prints each figure with its interval', () => {
    expect(summary(evaluation, null)).toMatch(/Accuracy, all rows +66\.7 % {2}20\.8 to 93\.9 %/);
    expect(summary(evaluation, null)).toContain('1 rows stand in what the robot has learnt from');
  });
});

describe('junit', () => {
  it('is XML with a case for each row, whatever the texts are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string(), line: fc.nat(), failure: fc.option(fc.string()) })),
        (cases) => {
          const xml = junit({ kind: 'intent', file: 'f.jsonl' }, cases);
          const parser = new XMLParser({
            ignoreAttributes: false,
            attributeNamePrefix: '',
            isArray: (tag) => tag === 'testcase',
          });
          const { testsuite } = parser.parse(xml, true) as {
            testsuite: { tests: string; failures: string; testcase?: unknown[] };
          };
          expect(Number(testsuite.tests)).toBe(cases.length);
          expect(testsuite.testcase ?? []).toHaveLength(cases.length);
          expect(Number(testsuite.failures)).toBe(cases.filter((c) => c.failure !== null).length);
        },
      ),
    );
  });
});

describe('html', () => {
  it('escapes values, joins lists and leaves out what is not there', () => {
    expect(html`<p title="${'"'}">${['a<b', html`<b>c</b>`]}${null}${false}${0}</p>`.text).toBe(
      '<p title="&quot;">a&lt;b<b>c</b>0</p>',
    );
  });
});
