/** Owns the question whether a line could be told by its intent's obvious words alone. */
import { segment } from '../../nlu/mod.ts';
import type { Example } from '../model.ts';
import { groupBy } from './group.ts';

/** So many words of an intent are obvious. */
const OBVIOUS = 3;
/** A word is no sign of an intent because a few lines happen to have it. */
const LEAST_LINES = 5;
const WORD = /^(\p{Script=Han}{2,}|[a-z]{2,})$/u;

export interface Plainness {
  /** The words that give the intent away, the strongest first. */
  words: string[];
  /** Share of its lines that have none of them, 0..1. */
  avoiding: number;
}

/**
 * Of each intent, the words that its lines have and other intents' lines have not: by share · log(share / share
 * elsewhere), which is tf·idf with shares of lines for counts.
 */
export function plainness(examples: readonly Example[]): Map<string, Plainness> {
  const all = count(examples);
  const found = new Map<string, Plainness>();
  for (const [intent, lines] of groupBy(examples, ({ intent }) => intent)) {
    const elsewhere = examples.length - lines.length;
    const strength = ([word, n]: [string, number]): number => {
      const share = n / lines.length;
      return share * Math.log(share / ((all.get(word)! - n + 1) / (elsewhere + 1)));
    };
    const words = [...count(lines)]
      .filter(([, n]) => n >= LEAST_LINES)
      .map((entry) => ({ word: entry[0], strength: strength(entry) }))
      .sort((a, b) => b.strength - a.strength)
      .slice(0, OBVIOUS)
      .map(({ word }) => word);
    const avoiding = lines.filter(({ text }) => !words.some((word) => text.toLowerCase().includes(word)));
    found.set(intent, { words, avoiding: avoiding.length / lines.length });
  }
  return found;
}

/** How many lines have each word. */
function count(lines: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of lines)
    for (const word of new Set(segment(text.toLowerCase())))
      if (WORD.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
