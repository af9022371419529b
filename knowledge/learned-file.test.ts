import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Understander } from '../nlu/mod.ts';
import { article, hashing, NOW, sandboxFacts, understood } from './fixtures.ts';
import { openKnowledge } from './knowledge.ts';
import { keyOf, readKnown } from './learned-file.ts';

let dir: string;
let keep: { file: string; model: string };
/** Texts that the model was asked to embed. */
let embedded: number;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'learned-'));
  keep = { file: join(dir, 'knowledge.json'), model: 'm1' };
  embedded = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const counting: Understander = {
  ...hashing,
  embed(texts) {
    embedded += texts.length;
    return hashing.embed(texts);
  },
};
const open = (understander = counting) =>
  openKnowledge({ understander, facts: () => sandboxFacts, region: 'JS', clock: () => NOW, keep });
const TEXTS = ['阶梯电价怎么分档', '天气怎么样', '微信怎么交电费'];
const found = (knowledge: Awaited<ReturnType<typeof open>>) =>
  TEXTS.map((text) => knowledge.search(understood(text), { limit: 3, now: NOW }));

it('what was learnt once is taken from the file and finds the same', { timeout: 60_000 }, async () => {
  const fresh = await open();
  const all = embedded;
  const kept = await open();
  expect(embedded - all).toBeLessThan(all / 10);
  expect(kept.threshold).toBe(fresh.threshold);
  expect(found(kept)).toEqual(found(fresh));
});

it('vectors that the model would not give any more are made anew', { timeout: 60_000 }, async () => {
  await open();
  const other: Understander = {
    ...hashing,
    embed: async (texts) => (await hashing.embed(texts)).map((v) => v.toReversed()),
  };
  const before = readFileSync(keep.file, 'utf8');
  await open(other);
  expect(readFileSync(keep.file, 'utf8')).not.toBe(before);
});

it('a file of other articles, another model or broken text counts as none', () => {
  const file = join(dir, 'knowledge.json');
  const key = keyOf([article()], 'm1');
  expect(keyOf([article()], 'm2')).not.toBe(key);
  expect(keyOf([article({ question: '别的问题' })], 'm1')).not.toBe(key);
  expect(readKnown(file, key)).toBeNull();
  writeFileSync(file, '{"key": "');
  expect(readKnown(file, key)).toBeNull();
});
