import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bertWords } from './bert-words.ts';
import { EncoderError } from './encoder-error.ts';
import { tokenizerOf } from './tiny-bert.ts';
import { parseTokenizer } from './tokenizer.ts';

const rules = { clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true };

describe('words', () => {
  test.each([
    ['上个月电费', ['上', '个', '月', '电', '费']],
    ['装 7kW充电桩，行吗？', ['装', '7kw', '充', '电', '桩', '，', '行', '吗', '？']],
    ['243.45元', ['243', '.', '45', '元']],
    ['$5+3=8', ['$', '5', '+', '3', '=', '8']],
    ['￥5', ['￥5']], // a symbol outside ASCII is no punctuation to BERT
    ['电\u3000费\t单\u200b', ['电', '费', '单']],
    ['Électricité', ['electricite']],
    ['𠮷野家', ['𠮷', '野', '家']],
    ['カタカナ', ['カタカナ']],
    ['  ', []],
  ])('%s', (text, words) => {
    expect(bertWords(text, rules)).toEqual(words);
  });

  test('keep case and accents when told to', () => {
    expect(bertWords('Électricité', { ...rules, lowercase: false })).toEqual(['Électricité']);
    expect(bertWords('Été', { ...rules, strip_accents: false })).toEqual(['été']);
  });
});

const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  '电',
  '费',
  'kw',
  '##h',
  '##k',
  'k',
  '[',
  ']',
  'sep',
];
const json = tokenizerOf(VOCABULARY) as Record<string, Record<string, unknown>>;
const parse = (changes: Record<string, unknown> = {}) =>
  parseTokenizer('dir/tokenizer.json', JSON.stringify({ ...json, ...changes }));

describe('tokens', () => {
  const tokenize = parse();
  const words = (text: string) => tokenize(text, 128).ids.map((id) => VOCABULARY[id]);

  test('stand between the marks of the template, words as their longest pieces', () => {
    expect(words('电费kWh')).toEqual(['[CLS]', '电', '费', 'kw', '##h', '[SEP]']);
    expect(words('kkh')).toEqual(['[CLS]', 'k', '##k', '##h', '[SEP]']);
    expect(tokenize('电费', 9).types).toEqual([0, 0, 0, 0]);
  });

  test('are unknown as a whole when a piece is missing, or the word has no end', () => {
    expect(words('kwx')).toEqual(['[CLS]', '[UNK]', '[SEP]']);
    expect(words('k'.repeat(101))).toEqual(['[CLS]', '[UNK]', '[SEP]']);
  });

  test('are no marks because a customer typed them', () => {
    expect(words('[SEP]')).toEqual(['[CLS]', '[', 'sep', ']', '[SEP]']);
  });

  test('are never more than asked for, and end with the last mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 12 }), (text, most) => {
        const { ids, types } = tokenize(text, most);
        expect(ids.length).toBeLessThanOrEqual(most);
        expect(types).toHaveLength(ids.length);
        expect([ids[0], ids.at(-1)]).toEqual([2, 3]);
      }),
    );
  });
});

describe('a tokenizer of another kind is refused by name', () => {
  test.each([
    [{ model: { ...json.model, type: 'BPE' } }, 'model is BPE, and only WordPiece is known'],
    [{ normalizer: null }, 'normalizer is missing, and only BertNormalizer'],
    [{ pre_tokenizer: { type: 'Whitespace' } }, 'pre_tokenizer is Whitespace'],
    [{ post_processor: { type: 'RobertaProcessing' } }, 'post_processor is RobertaProcessing'],
    [{ added_tokens: [{ content: '户号', special: false }] }, '“户号” is an added word'],
    [{ post_processor: { ...json.post_processor, special_tokens: {} } }, 'special_tokens lacks [CLS]'],
    [{ model: { ...json.model, unk_token: '?' } }, 'the vocabulary lacks ?'],
    [{ model: { ...json.model, vocab: ['电'] } }, 'vocab'],
  ])('%#', (changes, why) => {
    expect(() => parse(changes)).toThrow(EncoderError);
    expect(() => parse(changes)).toThrow(why);
    expect(() => parse(changes)).toThrow(/^dir\/tokenizer\.json: [\s\S]*; take the directory of a BERT/);
  });

  test('and what is no JSON', () => {
    expect(() => parseTokenizer('t', '{')).toThrow('t: is not a JSON object; copy the file again');
  });
});

/** A directory of bge-small-zh-v1.5, if somebody has one. */
const BGE = process.env.BGE_DIR;

test.skipIf(!BGE)('gives the ids that Hugging Face gives for bge-small-zh-v1.5', () => {
  const file = join(BGE!, 'tokenizer.json');
  const tokenize = parseTokenizer(file, readFileSync(file, 'utf8'));
  expect(tokenize('我上个月电费多少', 128).ids.join(' ')).toBe(
    '101 2769 677 702 3299 4510 6589 1914 2208 102',
  );
  expect(tokenize('unbelievable 电费243.45元！', 128).ids.join(' ')).toBe(
    '101 163 8171 12157 8402 8786 8862 4510 6589 10873 119 8208 1039 8013 102',
  );
});
