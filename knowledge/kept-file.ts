/** Files that keep what is costly to work out: read as they were written or not at all, for it can be worked out again. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What was written under this key; null when nothing was, or the file is damaged or cannot be read. */
export function readKept(file: string, key: string): unknown {
  try {
    const [sum, ...body] = readFileSync(file, 'utf8').split('\n');
    return sum === sumOf(key, body.join('\n')) ? JSON.parse(body.join('\n')) : null;
  } catch {
    return null;
  }
}

/** Writes JSON whole or not at all. Where nothing can be written, nothing is kept. */
export function writeKept(file: string, key: string, value: unknown): void {
  const body = JSON.stringify(value);
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${sumOf(key, body)}\n${body}`);
    renameSync(draft, file);
  } catch {
    // A directory that is not there, may not be written to or is full: the next start works it out again.
  }
}

function sumOf(key: string, body: string): string {
  return createHash('sha256').update(`${key}\n${body}`).digest('hex');
}
