/** What the search has learnt, kept in a file: learning it anew at every start would cost seconds. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Familiarity, type FamiliarityState } from './familiarity.ts';
import type { Learned } from './learn.ts';
import type { Article } from './types.ts';

/** Changes whenever the way of learning does. */
const VERSION = 1;

interface Kept extends Omit<Learned, 'familiarity'> {
  key: string;
  familiarity: FamiliarityState;
}

/** Names what was learnt from: the same articles and the same model teach the same. */
export function keyOf(articles: readonly Article[], model: string): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, model, articles]))
    .digest('hex');
}

/** What was learnt under this key; null when nothing was, or the file cannot be read. */
export function readLearned(file: string, key: string): Learned | null {
  if (!existsSync(file)) return null;
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    const { ranker, scope, threshold } = kept;
    return kept.key === key
      ? { ranker, scope, threshold, familiarity: Familiarity.restore(kept.familiarity) }
      : null;
  } catch {
    return null;
  }
}

/** Writes it whole or not at all. */
export function writeLearned(
  file: string,
  key: string,
  { ranker, scope, threshold, familiarity }: Learned,
): void {
  const kept: Kept = { key, ranker, scope, threshold, familiarity: familiarity.state() };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(kept));
  renameSync(draft, file);
}
