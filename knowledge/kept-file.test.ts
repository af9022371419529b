import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readKept, writeKept } from './kept-file.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kept-'));
  file = join(dir, 'kept.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const VALUE = { words: ['电费', 'a\nb'], weight: 0.5 };

it('what was written is read under its key, and under no other', () => {
  writeKept(file, 'k', VALUE);
  expect(readKept(file, 'k')).toEqual(VALUE);
  expect(readKept(file, 'k2')).toBeNull();
});

it('a file with any one byte changed, or cut anywhere, counts as none', () => {
  writeKept(file, 'k', VALUE);
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    for (const damaged of [changed, whole.subarray(0, at)]) {
      writeFileSync(file, damaged);
      expect(readKept(file, 'k'), `at byte ${at}`).toBeNull();
    }
  }
});

it('where nothing can be written, nothing is kept', () => {
  const nowhere = join(dir, 'nowhere/kept.json');
  writeKept(nowhere, 'k', VALUE);
  expect(readKept(nowhere, 'k')).toBeNull();
});
