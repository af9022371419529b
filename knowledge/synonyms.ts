/** The words that customers use for one thing: synonyms.txt, read once, and the things that a text names. */

import { readFileSync } from 'node:fs';

const groups = readFileSync(new URL('./synonyms.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.trim().toLowerCase().split(/\s+/));

/** The first word of the group stands for it. */
const houseWords = new Map(
  groups.flatMap((group) => group.map((word) => [word, group[0] as string] as const)),
);

const LONG = [...houseWords.keys()].filter((word) => word.length > 1).sort((a, b) => b.length - a.length);
const PATTERN = new RegExp(LONG.join('|'), 'g');

/** The house's words for what `text`, segmented as `words`, names. A single character counts only as a word. */
export function conceptsOf(text: string, words: readonly string[]): string[] {
  const long = text.match(PATTERN) ?? [];
  const short = words.filter((word) => word.length === 1 && houseWords.has(word));
  return [...long, ...short].map((word) => houseWords.get(word) as string);
}
