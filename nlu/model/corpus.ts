/** Owns the training corpus: reading it with clear errors, splitting it, and finding leaks. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalise } from '../text/normalise.ts';
import { lexicon } from '../text/segment.ts';
import type { IntentId } from '../types.ts';
import { thesaurus } from './concepts.ts';
import { randomFrom } from './random.ts';
import { NONE } from './taxonomy.ts';

export interface Example {
  text: string;
  intent: IntentId;
  /** The section of the file: wechat, hotline, formal, short, indirect, contrast, near_miss. */
  voice: string;
  file: string;
  /** Counted from 1. */
  line: number;
}

export interface Corpus {
  examples: Example[];
  /** The classes of the model: the taxonomy's order, `none` last. */
  intents: IntentId[];
  /** Hex digest of all words that the model learns from: utterances, intents, lexicon and thesaurus. */
  hash: string;
}

/** Where the product's own corpus lies. */
export const corpusDir = fileURLToPath(new URL('../corpus', import.meta.url));

/**
 * Parses one corpus file: `# comment`, `[voice]` heads, one utterance a line; empty lines are nothing.
 * Throws with file and line on an utterance before the first head, an empty head or a repeated line.
 */
export function parseCorpusFile(file: string, content: string, intent: IntentId): Example[] {
  const examples: Example[] = [];
  const seen = new Map<string, number>();
  let voice = '';
  content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((raw, index) => {
      const text = raw.trim();
      const line = index + 1;
      const fail = (why: string): never => {
        throw new Error(`${file}:${line}: ${why}`);
      };
      if (text === '' || text.startsWith('# ') || text === '#') return;
      const head = /^\[([a-z_]*)\]$/.exec(text);
      if (head) {
        voice = head[1] || fail('a section head needs a name, such as [wechat]');
        return;
      }
      if (voice === '')
        fail('an utterance stands before the first section head; put a line such as [wechat] above it');
      const earlier = seen.get(text);
      if (earlier !== undefined) fail(`“${text}” is already on line ${earlier}; remove one of them`);
      seen.set(text, line);
      examples.push({ text, intent, voice, file, line });
    });
  return examples;
}

/**
 * Reads `<intent>.txt` for every intent of the taxonomy and for `none`.
 * Throws on a file that belongs to no intent, an intent with no utterance, and a line that two intents claim.
 */
export function loadCorpus(dir: string, taxonomy: readonly IntentId[]): Corpus {
  const intents = [...taxonomy, NONE];
  const digest = createHash('sha256').update(`${intents.join('\n')}\n${lexicon.join('\n')}\n${thesaurus}`);
  const examples: Example[] = [];
  for (const name of readdirSync(dir)
    .filter((n) => n.endsWith('.txt'))
    .sort()) {
    const intent = name.slice(0, -'.txt'.length);
    const file = join(dir, name);
    if (!intents.includes(intent)) {
      throw new Error(
        `${file}: no intent is called ${intent}; rename the file or add the intent to intents.yaml`,
      );
    }
    const content = readFileSync(file, 'utf8');
    digest.update(`\n${name}\n${content}`);
    for (const example of parseCorpusFile(file, content, intent)) examples.push(example);
  }
  const present = new Set(examples.map((e) => e.intent));
  const missing = intents.filter((id) => !present.has(id));
  if (missing.length > 0)
    throw new Error(`${dir}: no utterances for ${missing.join(', ')}; write <intent>.txt`);
  refuseConflicts(examples);
  return { examples, intents, hash: digest.digest('hex') };
}

function refuseConflicts(examples: readonly Example[]): void {
  const seen = new Map<string, Example>();
  for (const example of examples) {
    const key = leakKey(example.text);
    const other = seen.get(key);
    if (other && other.intent !== example.intent) {
      throw new Error(
        `${example.file}:${example.line}: “${example.text}” is also in ${other.file}:${other.line}; keep it in one intent`,
      );
    }
    seen.set(key, example);
  }
}

/** What two texts have in common when one gives the other away: normalised, without white space and punctuation. */
export function leakKey(text: string): string {
  return normalise(text)
    .text.toLowerCase()
    .replace(/[\p{P}\p{S}\s]/gu, '');
}

/** The pairs (test text, training example) that are the same utterance. */
export function findLeaks(
  training: readonly Example[],
  texts: readonly string[],
): { text: string; example: Example }[] {
  const byKey = new Map(training.map((example) => [leakKey(example.text), example]));
  return texts.flatMap((text) => {
    const key = leakKey(text);
    const example = key === '' ? undefined : byKey.get(key);
    return example ? [{ text, example }] : [];
  });
}

/** So many neighbouring lines of `none` are one topic, more or less: its file is sorted by topic. */
const TOPIC_LINES = 20;

/**
 * Deals the examples into `k` folds, each intent and voice evenly; `none` by runs of neighbouring lines, so that a
 * held-out fold holds topics that the others lack. The same seed gives the same folds.
 * Returns the fold of each example.
 */
export function foldsOf(examples: readonly Example[], k: number, seed: number): Int32Array {
  const random = randomFrom(seed);
  const folds = new Int32Array(examples.length);
  let next = 0;
  for (const group of groupsOf(examples, ({ intent, voice }) =>
    intent === NONE ? null : `${intent} ${voice}`,
  )) {
    for (const i of random.shuffle(group)) folds[i] = next++ % k;
  }
  const none = [...examples.keys()].filter((i) => examples[i]!.intent === NONE);
  const topics: number[][] = [];
  for (let at = 0; at < none.length; at += TOPIC_LINES) topics.push(none.slice(at, at + TOPIC_LINES));
  random.shuffle(topics).forEach((topic, t) => {
    for (const i of topic) folds[i] = t % k;
  });
  return folds;
}

/** The places of the examples with the same key, group by group; a null key belongs to none. */
function groupsOf(
  examples: readonly Example[],
  keyOf: (example: Example) => string | null,
): Iterable<number[]> {
  const groups = new Map<string, number[]>();
  examples.forEach((example, i) => {
    const key = keyOf(example);
    if (key === null) return;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  return groups.values();
}
