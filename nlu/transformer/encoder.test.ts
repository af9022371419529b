import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OnnxGraph, TYPE } from '../model/onnx.ts';
import { type Encoder, openEncoder } from './encoder.ts';
import { writeTinyBert } from './tiny-bert.ts';

const HIDDEN = 48;
const texts = ['我要交电费', '电费我要交', '停电了', '我要查一下上个月电费多少'];
let root: string;
let sound: string;
let dir: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'encoder-'));
  sound = join(root, 'sound');
  writeTinyBert(sound, { characters: texts.join(''), hidden: HIDDEN });
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  dir = mkdtempSync(join(root, 'copy-'));
  cpSync(sound, dir, { recursive: true });
});

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const write = (name: string, content: object | string) =>
  writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
const config = () => JSON.parse(readFileSync(join(sound, 'config.json'), 'utf8'));
const one = async (encoder: Encoder, text: string) => (await encoder.encode([text]))[0]!;

describe('an encoder', () => {
  test('gives vectors of unit length, the same alone and beside longer texts', async () => {
    const encoder = await openEncoder(dir);
    const vectors = await encoder.encode(texts);
    for (const [i, text] of texts.entries()) {
      expect(vectors[i]).toHaveLength(HIDDEN);
      expect(cosine(vectors[i]!, vectors[i]!)).toBeCloseTo(1, 5);
      expect(cosine(vectors[i]!, await one(encoder, text))).toBeCloseTo(1, 5);
    }
    expect(await encoder.encode([])).toEqual([]);
  });

  test('reads more than 32 texts, and texts longer than its places', async () => {
    const encoder = await openEncoder(dir);
    const many = Array.from({ length: 70 }, (_, i) => texts[i % 4]! + '电'.repeat(i * 3));
    const vectors = await encoder.encode(many);
    expect(vectors).toHaveLength(70);
    expect(cosine(vectors[69]!, await one(encoder, many[69]!))).toBeCloseTo(1, 5);
  });

  test('knows the order of words, as a bag does not', async () => {
    const [a, b] = await (await openEncoder(dir)).encode(texts);
    expect(cosine(a!, b!)).toBeLessThan(0.999);
  });

  test('is found in onnx/ too', async () => {
    mkdirSync(join(dir, 'onnx'));
    renameSync(join(dir, 'model.onnx'), join(dir, 'onnx/model.onnx'));
    expect((await openEncoder(dir)).digest).toBe((await openEncoder(sound)).digest);
  });

  test('pools as its directory says, and the digest tells', async () => {
    const mean = await openEncoder(dir);
    mkdirSync(join(dir, '1_Pooling'));
    write('1_Pooling/config.json', { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false });
    const cls = await openEncoder(dir);
    expect(cls.digest).not.toBe(mean.digest);
    expect(cosine(await one(cls, texts[0]!), await one(mean, texts[0]!))).toBeLessThan(0.99);

    rmSync(join(dir, '1_Pooling'), { recursive: true });
    write('config.json', { ...config(), _name_or_path: 'BAAI/bge-small-zh-v1.5' });
    expect((await openEncoder(dir)).digest).toBe(cls.digest);
  });

  test('takes a sentence embedding as it is, and graphs without segments', async () => {
    const graph = new OnnxGraph('sentence');
    const ids = graph.input('input_ids', TYPE.int64, ['batch', 'sequence']);
    graph.input('attention_mask', TYPE.int64, ['batch', 'sequence']);
    const table = graph.constant(
      'table',
      TYPE.float,
      [99, 2],
      Float32Array.from({ length: 198 }, (_, i) => i),
    );
    const rows = graph.node('Gather', [table, ids], 'rows');
    graph.node('ReduceMax', [rows], 'sentence_embedding', { axes: { ints: [1] }, keepdims: { int: 0 } });
    graph.output('sentence_embedding', TYPE.float, ['batch', 2]);
    writeFileSync(join(dir, 'model.onnx'), graph.serialise());
    write('config.json', { ...config(), hidden_size: 2 });
    const vector = await one(await openEncoder(dir), '我');
    expect(vector[0]! / vector[1]!).toBeCloseTo(10 / 11, 5); // the row of the greatest id, 5
  });
});

/** A graph that passes its only input on. */
function echo(input: string, output: string): Uint8Array {
  const graph = new OnnxGraph('echo');
  graph.input(input, TYPE.int64, ['batch', 'sequence']);
  graph.node('Cast', [input], output, { to: { int: TYPE.float } });
  graph.output(output, TYPE.float, ['batch', 'sequence']);
  return graph.serialise();
}

describe('a directory that will not do is refused with file, fault and remedy', () => {
  const refusal = () =>
    openEncoder(dir).then(
      () => 'none',
      (error: Error) => error.message.replace(dir, 'DIR'),
    );
  const remove = (name: string) => rmSync(join(dir, name));

  test.each<[string, () => void, RegExp]>([
    ['no directory', () => rmSync(dir, { recursive: true }), /^DIR: is no directory; name the one/],
    ['no tokenizer', () => remove('tokenizer.json'), /^DIR\/tokenizer\.json: is missing; copy it/],
    ['no config', () => remove('config.json'), /^DIR\/config\.json: is missing; copy it/],
    ['no graph', () => remove('model.onnx'), /^DIR\/model\.onnx: is missing .*; export it: optimum-cli/],
    ['config is no JSON', () => write('config.json', '<html>'), /^DIR\/config\.json: is not JSON; copy/],
    [
      'config without size',
      () => write('config.json', { model_type: 'bert' }),
      /config\.json: [\s\S]*hidden_size/,
    ],
    [
      'another kind of model',
      () => write('config.json', { ...config(), model_type: 't5' }),
      /model_type is t5/,
    ],
    [
      'a pointer',
      () => write('model.onnx', 'version https://git-lfs.github.com/spec/v1\n'),
      /model\.onnx: .*git lfs pull/,
    ],
    [
      'a damaged graph',
      () => write('model.onnx', 'nonsense'),
      /model\.onnx: does not load .*; export it again/,
    ],
    [
      'another size',
      () => write('config.json', { ...config(), hidden_size: 64 }),
      /vectors of 48 .* says 64 .*; take both/,
    ],
    [
      'strange inputs',
      () => writeFileSync(join(dir, 'model.onnx'), echo('pixels', 'last_hidden_state')),
      /asks for the inputs pixels/,
    ],
    [
      'strange outputs',
      () => writeFileSync(join(dir, 'model.onnx'), echo('input_ids', 'logits')),
      /gives logits, and neither/,
    ],
    [
      'words that the graph has no row for',
      () => {
        const tokenizer = JSON.parse(readFileSync(join(dir, 'tokenizer.json'), 'utf8'));
        tokenizer.model.vocab.电 = 5000;
        write('tokenizer.json', tokenizer);
      },
      /model\.onnx: does not run /,
    ],
    [
      'another pooling',
      () => {
        mkdirSync(join(dir, '1_Pooling'));
        write('1_Pooling/config.json', { pooling_mode_max_tokens: true });
      },
      /1_Pooling\/config\.json: asks for neither/,
    ],
  ])('%s', async (_name, spoil, why) => {
    spoil();
    expect(await refusal()).toMatch(why);
  });
});
