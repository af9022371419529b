/** What a text is searched by: its characters, its character pairs, its words, and the things it names. */

import { normalise, segment } from '../nlu/mod.ts';
import { conceptsOf } from './synonyms.ts';

/** The families of terms; each has its own BM25, since a shared word weighs otherwise than a shared character. */
export const FAMILIES = ['chars', 'pairs', 'words', 'concepts'] as const;
export type Family = (typeof FAMILIES)[number];

/** Terms by family, in order, repeated where the text repeats them. No term belongs to two families. */
export type Terms = Readonly<Record<Family, readonly string[]>>;

const PUNCTUATION = /[\p{P}\p{S}\s]+/u;

/** Written like the texts it will be compared with: simplified, half-width, lower case. */
export function termsOf(text: string): Terms {
  const chars: string[] = [];
  const pairs: string[] = [];
  const words: string[] = [];
  const concepts: string[] = [];
  for (const part of normalise(text).text.toLowerCase().split(PUNCTUATION)) {
    if (part === '') continue;
    const own = segment(part);
    for (const word of own) words.push(`w:${word}`);
    for (const concept of conceptsOf(part, own)) concepts.push(`c:${concept}`);
    const letters = Array.from(part);
    chars.push(...letters);
    for (let i = 1; i < letters.length; i++) pairs.push(`${letters[i - 1]}${letters[i]}`);
  }
  return { chars, pairs, words, concepts };
}

/** Each term once, over all families. */
export function distinctTerms(terms: Terms): string[] {
  return [...new Set([...terms.chars, ...terms.pairs, ...terms.words, ...terms.concepts])];
}
