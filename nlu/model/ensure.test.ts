import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Understander } from '../types.ts';
import { FILES } from './classifier.ts';
import { writeModel } from './ensure.ts';
import { parseManifest } from './manifest.ts';
import { type Model, trainModel } from './recipe.ts';
import { smallCorpus } from './testing.ts';
import { loadUnderstander } from './understander.ts';

const now = new Date('2026-11-21T02:00:00Z');
const quiet = { seed: 3, threads: 2, progress: () => {} };

describe('a model of a small corpus', () => {
  let root: string;
  let dir: string;
  let model: Model;
  let understander: Understander;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'model-'));
    dir = join(root, 'model');
    model = await trainModel(smallCorpus(), quiet);
    writeModel(dir, model);
    understander = await loadUnderstander(dir);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('is the same to the byte for the same seed, on any number of threads', async () => {
    expect(await trainModel(smallCorpus(), { ...quiet, threads: 1 })).toEqual(model);
    const other = await trainModel(smallCorpus(), { ...quiet, seed: 4 });
    expect(other.network).not.toEqual(model.network);
  });

  test('understands what it was not told word for word', async () => {
    const understanding = await understander.understand('请帮我看下上个月电费多少钱', { now });
    expect(understanding.intents[0]!.id).toBe('bill.query');
    expect(understanding.text).toBe('请帮我看下上个月电费多少钱');
    expect(understanding.clauses).toHaveLength(1);
    expect(understanding.entities.map(({ type, value }) => [type, value])).toContainEqual([
      'month',
      '2026-10',
    ]);
  });

  test('repairs homophones before it reads', async () => {
    const understanding = await understander.understand('这个月电废多少钱', { now });
    expect(understanding.normalised).toBe('这个月电费多少钱');
    expect(understanding.intents[0]!.id).toBe('bill.query');
  });

  test('takes an urgent report for what it is', async () => {
    const { intents, decision } = await understander.understand('我家停电没电了快来', { now });
    expect([intents[0]!.id, decision]).toEqual(['outage.report', 'accept']);
  });

  test('rejects what it knows nothing of', async () => {
    for (const text of ['', '😂', 'qwertyuiop']) {
      expect((await understander.understand(text, { now })).decision, text).toBe('reject');
    }
    const score = async (text: string) => (await understander.understand(text, { now })).score;
    expect(await score('今天天气怎么样呀')).toBeLessThan(await score('我要转人工'));
  });

  test('gives vectors of unit length, nearer for texts that mean the same', async () => {
    const [bill, same, other] = await understander.embed([
      '上个月电费多少',
      '上个月的电费账单',
      '转人工客服',
    ]);
    const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    expect(bill).toHaveLength(understander.dimension);
    expect(cosine(bill!, bill!)).toBeCloseTo(1);
    expect(cosine(bill!, same!)).toBeGreaterThan(cosine(bill!, other!));
  });

  test('gives the same vectors one by one and in a batch', async () => {
    const texts = Array.from({ length: 70 }, (_, i) => '电费多少'.repeat(1 + (i % 4)) + i);
    const batch = await understander.embed(texts);
    const [alone] = await understander.embed([texts[69]!]);
    batch[69]!.forEach((x, i) => {
      expect(x).toBeCloseTo(alone![i]!, 5);
    });
    expect((await understander.understand(texts[69]!, { now })).vector[0]).toBeCloseTo(alone![0]!, 5);
  });

  test('is replaced in one piece and leaves nothing beside it', async () => {
    writeFileSync(join(dir, 'stray'), '');
    writeModel(dir, model);
    expect(readdirSync(root)).toEqual(['model']);
    expect(existsSync(join(dir, 'stray'))).toBe(false);
    expect(readdirSync(dir).sort()).toEqual(Object.values(FILES).sort());
  });

  test('is refused when its manifest is damaged, with a way to mend it', () => {
    const file = join(dir, FILES.manifest);
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    expect(() => parseManifest(file, JSON.stringify({ ...manifest, temperature: -1 }))).toThrow(
      /temperature[\s\S]*npm run train/,
    );
    expect(() => parseManifest(file, JSON.stringify({ ...manifest, recipe: 0 }))).toThrow(/npm run train/);
  });
});

test('a corpus without none gives a model that rejects nothing it half knows', async () => {
  const corpus = smallCorpus(['bill.query', 'service.human']);
  const { manifest } = await trainModel(corpus, quiet);
  expect(Object.values(manifest.figures).every(Number.isFinite)).toBe(true);
  expect(manifest.figures.reject).toBe(0);
});
