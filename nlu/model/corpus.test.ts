import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Example, findLeaks, foldsOf, loadCorpus, parseCorpusFile } from './corpus.ts';

const parse = (content: string) => parseCorpusFile('bill.query.txt', content, 'bill.query');

describe('a corpus file', () => {
  test('gives each utterance its voice and line', () => {
    const examples = parse('# bill.query 查询电费账单\n[wechat]\n上个月多少钱\n\n[short]\n电费\r\n');
    expect(examples.map(({ text, voice, line }) => [text, voice, line])).toEqual([
      ['上个月多少钱', 'wechat', 3],
      ['电费', 'short', 6],
    ]);
  });

  test('keeps utterances that begin with # or end with an emoticon', () => {
    expect(parse('[wechat]\n#电费 怎么这么高\n交多少米[捂脸]').map((e) => e.text)).toEqual([
      '#电费 怎么这么高',
      '交多少米[捂脸]',
    ]);
  });

  test.each([
    ['多少钱', 'bill.query.txt:1: an utterance stands before the first section head'],
    ['[wechat]\n多少钱\n电费\n多少钱', 'bill.query.txt:4: “多少钱” is already on line 2'],
    ['[]\n多少钱', 'bill.query.txt:1: a section head needs a name'],
  ])('%j is refused with file and line', (content, message) => {
    expect(() => parse(content)).toThrow(message);
  });
});

describe('a corpus directory', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'corpus-'));
    writeFileSync(join(dir, 'a.one.txt'), '[wechat]\n查电费\n');
    writeFileSync(join(dir, 'none.txt'), '[wechat]\n天气怎么样\n');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('has none as its last class', () => {
    const corpus = loadCorpus(dir, ['a.one']);
    expect(corpus.intents).toEqual(['a.one', 'none']);
    expect(corpus.examples).toHaveLength(2);
  });

  test('has another hash when an utterance changes', () => {
    const before = loadCorpus(dir, ['a.one']).hash;
    expect(loadCorpus(dir, ['a.one']).hash).toBe(before);
    writeFileSync(join(dir, 'a.one.txt'), '[wechat]\n查电费呀\n');
    expect(loadCorpus(dir, ['a.one']).hash).not.toBe(before);
  });

  test('must have utterances for every intent', () => {
    expect(() => loadCorpus(dir, ['a.one', 'a.two'])).toThrow('no utterances for a.two');
  });

  test('must not have a file of no intent', () => {
    writeFileSync(join(dir, 'a.tow.txt'), '[wechat]\n退钱\n');
    expect(() => loadCorpus(dir, ['a.one'])).toThrow(/a\.tow\.txt: no intent is called a\.tow/);
  });

  test('must not claim one utterance for two intents, however it is written', () => {
    writeFileSync(join(dir, 'a.two.txt'), '[formal]\n查電費。\n');
    expect(() => loadCorpus(dir, ['a.one', 'a.two'])).toThrow(
      /a\.two\.txt:2: “查電費。” is also in .*a\.one\.txt:2/,
    );
  });
});

function examplesOf(intent: string, n: number): Example[] {
  return Array.from({ length: n }, (_, i) => ({
    text: `${intent} ${i}`,
    intent,
    voice: i % 2 ? 'formal' : 'wechat',
    file: `${intent}.txt`,
    line: i + 2,
  }));
}

describe('folds', () => {
  const examples = [...examplesOf('a.one', 40), ...examplesOf('a.two', 24), ...examplesOf('none', 200)];

  test('are the same for the same seed and others for another', () => {
    expect(foldsOf(examples, 4, 7)).toEqual(foldsOf(examples, 4, 7));
    expect(foldsOf(examples, 4, 8)).not.toEqual(foldsOf(examples, 4, 7));
  });

  test('hold every intent in equal parts', () => {
    const folds = foldsOf(examples, 4, 7);
    for (const [from, to] of [
      [0, 40],
      [40, 64],
    ] as const) {
      const sizes = [0, 1, 2, 3].map((f) => folds.slice(from, to).filter((x) => x === f).length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  test('keep neighbouring lines of none together', () => {
    const none = foldsOf(examples, 4, 7).slice(64);
    for (let at = 0; at < none.length; at += 20) expect(new Set(none.slice(at, at + 20)).size).toBe(1);
    expect(new Set(none).size).toBe(4);
  });
});

test('a leak is found through punctuation, case and script', () => {
  const training = [...examplesOf('a.one', 1), { ...examplesOf('a.two', 1)[0]!, text: '我家停電了！' }];
  expect(findLeaks(training, ['我家停电了', '我家有电了', '！！'])).toEqual([
    { text: '我家停电了', example: training[1] },
  ]);
});
