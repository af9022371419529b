/** Owns what the corpus must be: how much of what, said how, and nothing twice or given away. */
import { basename } from 'node:path';
import { loadTaxonomy } from '../../nlu/mod.ts';
import { NONE } from '../kinds/intent.ts';
import { findLeaks } from '../leaks.ts';
import type { Example } from '../model.ts';
import type { Located } from '../rows.ts';
import { groupBy } from './group.ts';
import { alikePairs } from './likeness.ts';
import { plainness } from './obvious.ts';

/** Voices that every intent is written in, and the least lines of each. */
const VOICES = { wechat: 20, hotline: 20, formal: 10, short: 10, indirect: 10 };
/** Requests are written in contrast to their neighbours as well. */
const CONTRAST = 10;
const LEAST = { request: 120, act: 60, none: 1200 };
const NEAR_MISS = { voice: 'near_miss', share: 0.5 };
/** So many lines of a request do without its obvious words. */
const AVOIDING = 1 / 3;
/** Two lines of different intents that are so much alike teach neither. */
const CONFUSING = 0.8;

/** A rule that is broken: where, how, what to do. */
export interface Fault {
  where: string;
  what: string;
}

/** A test text and where it stands. */
export type TestRow = Located & { text: string; file: string };

/** Everything that breaks a rule; `tests` are the rows of the suites, which must not be in the corpus. */
export function faultsOf(examples: readonly Example[], tests: readonly TestRow[]): Fault[] {
  return [...counts(examples), ...plain(examples), ...repeated(examples), ...leaked(examples, tests)];
}

function counts(examples: readonly Example[]): Fault[] {
  const acts = new Set(loadTaxonomy().flatMap(({ id, kind }) => (kind === 'act' ? [id] : [])));
  return [...groupBy(examples, ({ intent }) => intent)].flatMap(([intent, lines]) => {
    const kind = intent === NONE ? 'none' : acts.has(intent) ? 'act' : 'request';
    const voices: Record<string, number> =
      kind === 'none' ? {} : kind === 'act' ? VOICES : { ...VOICES, contrast: CONTRAST };
    const few = (what: string, n: number, least: number): Fault[] =>
      n >= least ? [] : [{ where: `${intent}.txt`, what: `${n} ${what}; write ${least - n} more` }];
    const inVoice = (voice: string): number => lines.filter((line) => line.voice === voice).length;
    return [
      ...few('lines', lines.length, LEAST[kind]),
      ...Object.entries(voices).flatMap(([voice, least]) =>
        few(`lines in [${voice}]`, inVoice(voice), least),
      ),
      ...(kind === 'none'
        ? few('near misses', inVoice(NEAR_MISS.voice), Math.ceil(NEAR_MISS.share * lines.length))
        : []),
    ];
  });
}

function plain(examples: readonly Example[]): Fault[] {
  const requests = new Set(loadTaxonomy().flatMap(({ id, kind }) => (kind === 'act' ? [] : [id])));
  return [...plainness(examples)].flatMap(([intent, { words, avoiding }]) => {
    if (!requests.has(intent) || avoiding >= AVOIDING) return [];
    const percent = Math.floor(avoiding * 100);
    const what = `only ${percent} % of the lines do without ${words.join(', ')}; write some that say it otherwise`;
    return [{ where: `${intent}.txt`, what }];
  });
}

function repeated(examples: readonly Example[]): Fault[] {
  return alikePairs(examples, CONFUSING).flatMap(({ a, b, likeness }) => {
    if (likeness < 1 && a.intent === b.intent) return [];
    const how = likeness === 1 ? 'is the same as' : 'is almost the same as';
    return [
      { where: placeOf(b), what: `“${b.text}” ${how} “${a.text}” (${placeOf(a)}); remove one of them` },
    ];
  });
}

function leaked(examples: readonly Example[], tests: readonly TestRow[]): Fault[] {
  const known = examples.map((example) => ({
    text: example.text,
    where: placeOf(example),
    label: example.intent,
  }));
  return [...groupBy(tests, ({ file }) => file)].flatMap(([file, rows]) =>
    findLeaks(rows, known).map(({ line, text, where }) => ({
      where,
      what: `“${text}” is a test (${file}:${line}); take it out of the corpus`,
    })),
  );
}

/** bill.pay.txt:12 */
export function placeOf({ file, line }: Example): string {
  return `${basename(file)}:${line}`;
}
