import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whileLocked } from './lock.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(dir, 'lock');
});
afterEach(() => rmSync(dir, { recursive: true }));

test('two workers never work at the same time', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all([whileLocked(file, work), whileLocked(file, work), whileLocked(file, work)]);
  expect(most).toBe(1);
});

test('the lock is given back, also after an error', async () => {
  await expect(whileLocked(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
  expect(await whileLocked(file, async () => 'done')).toBe('done');
});

test('a lock of a process that is gone does not hold', async () => {
  writeFileSync(file, '999999999');
  expect(await whileLocked(file, async () => 'done')).toBe('done');
});
