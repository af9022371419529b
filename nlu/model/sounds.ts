/** Owns what a character sounds like to the model: its syllable, as typists and recognisers confuse them. */

import { pinyin } from 'pinyin-pro';
import { hashOf } from './hash.ts';

const HAN = /\p{Script=Han}/u;
const cache = new Map<string, number>();

/** The syllable of a character without its tone, with the sounds that typists and recognisers confuse made one. */
export function soundOf(character: string): number {
  let hash = cache.get(character);
  if (hash === undefined) {
    const syllable = HAN.test(character) ? pinyin(character, { toneType: 'none' }) : character;
    const blurred = syllable
      .replace(/^([zcs])h/, '$1')
      .replace(/^n(?=[aeiou])/, 'l')
      .replace(/ng$/, 'n');
    hash = hashOf(blurred);
    cache.set(character, hash);
  }
  return hash;
}
