/** Owns the words that peers without a Chinese segmenter are given. */
import { normalise, segment } from '../../../nlu/mod.ts';

/** Words in order, lower case, no punctuation. */
export function wordsOf(text: string): string[] {
  return segment(normalise(text).text.toLowerCase())
    .map((word) => word.trim())
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}
