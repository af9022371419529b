/** Words of a text: jieba with the words of the trade loaded. */

import { readFileSync } from 'node:fs';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/** Frequency given to a word of the trade, high enough to win against its parts in the general dictionary. */
const TRADE_FREQUENCY = 20_000;

/** The words of lexicon.txt, each once, in its order. */
export const lexicon: readonly string[] = [
  ...new Set(
    readFileSync(new URL('./lexicon.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .flatMap((line) => line.split(/\s+/))
      .filter(Boolean),
  ),
];

const jieba = Jieba.withDict(dict);
jieba.loadDict(Buffer.from(lexicon.map((word) => `${word} ${TRADE_FREQUENCY} n\n`).join('')));

/** The words of `text` in order; joined they are `text` again. Give it normalised text. */
export function segment(text: string): string[] {
  return jieba.cut(text, true);
}

/** Classes of the words seen so far; a word's class does not depend on its neighbours. */
const classes = new Map<string, string>();
const MOST_CLASSES = 50_000;

/** The words of `text` as `segment` gives them, each with its class: n, v, nr (a person), ns (a place) … */
export function classedWords(text: string): { word: string; tag: string }[] {
  const words: { word: string; tag: string }[] = [];
  // To tag costs twice as much as to cut, and hardly any word is new.
  for (const word of segment(text)) {
    const tag = classes.get(word);
    if (tag === undefined) return remembered(jieba.tag(text, true));
    words.push({ word, tag });
  }
  return words;
}

function remembered(words: { word: string; tag: string }[]): { word: string; tag: string }[] {
  if (classes.size > MOST_CLASSES) classes.clear();
  for (const { word, tag } of words) classes.set(word, tag);
  return words;
}

/** As `segment`, but what no dictionary holds stays single characters: nothing is guessed. */
export function dictionaryWords(text: string): string[] {
  return jieba.cut(text, false);
}

/** What may follow a surname as a given name, by the tags of the dictionary. */
const GIVEN = /^(?:nr.*|ns|nz|nt|n|ng|a|ag|x|b|z|i)$/;

/** Whether the dictionary takes the whole of `text`, which begins with a surname, for a person's name. */
export function isPersonName(text: string): boolean {
  const [first, ...rest] = jieba.tag(text, true);
  if (first === undefined) return false;
  if (rest.length === 0) return first.tag.startsWith('nr') || first.tag === 'x';
  return first.tag.startsWith('nr') && rest.every((word) => GIVEN.test(word.tag));
}
