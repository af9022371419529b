import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { article, hashing, NOW, sandboxFacts, understood } from './fixtures.ts';
import { openKnowledge } from './knowledge.ts';
import { keyOf, readLearned } from './learned-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'learned-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('what was learnt once is taken from the file and finds the same', { timeout: 60_000 }, async () => {
  const keep = { file: join(dir, 'knowledge.json'), model: 'm1' };
  const open = () =>
    openKnowledge({ understander: hashing, facts: () => sandboxFacts, region: 'JS', clock: () => NOW, keep });
  const fresh = await open();
  const kept = await open();
  expect(kept.threshold).toBe(fresh.threshold);
  for (const text of ['阶梯电价怎么分档', '天气怎么样', '微信怎么交电费']) {
    const query = understood(text);
    expect(kept.search(query, { limit: 3, now: NOW })).toEqual(fresh.search(query, { limit: 3, now: NOW }));
  }
});

it('a file of other articles, another model or broken text counts as none', () => {
  const file = join(dir, 'knowledge.json');
  const key = keyOf([article()], 'm1');
  expect(keyOf([article()], 'm2')).not.toBe(key);
  expect(keyOf([article({ question: '别的问题' })], 'm1')).not.toBe(key);
  expect(readLearned(file, key)).toBeNull();
  writeFileSync(file, '{"key": "');
  expect(readLearned(file, key)).toBeNull();
});
