/** Owns what the model sees of an utterance: hashed features of several families, each with its count. */

import { pinyin } from 'pinyin-pro';
import { normalise } from '../text/normalise.ts';
import { segment } from '../text/segment.ts';

/** Families of features; the number is mixed into the hash, so that families never meet. */
export const FAMILIES = {
  char1: 1,
  char2: 2,
  char3: 3,
  char4: 4,
  word: 5,
  wordPair: 6,
  skipPair: 7,
  sound2: 8,
  sound3: 9,
} as const;

const SEPARATORS = /[\p{P}\p{S}\s]+/u;
const NUMBER = /\d+(?:[.:\-/]\d+)*/g;
/** Words of one character that carry no meaning of their own; they take no part in pairs. */
const LIGHT = new Set(
  '的了吗呢啊呀嘛吧我你他她它是在就都也还要想给把和跟与那这个么着过得地很有没一下请问您好哈哦嗯喂哎',
);
/** More words than this add pairs without adding meaning, at a square price. */
const PAIRED_WORDS = 24;

/** A text as features see it: normalised, lower case, numbers told apart only by their length. */
export function fold(text: string): string {
  return normalise(text)
    .text.toLowerCase()
    .replace(NUMBER, (digits) => (digits.length >= 10 ? 'N' : digits.length >= 5 ? 'M' : '0'));
}

/** Calls `emit` for every occurrence of a feature in the text; `hash` is an unsigned 32-bit number. */
export function extractFeatures(text: string, emit: (hash: number) => void): void {
  const folded = fold(text);
  const chunks = folded.split(SEPARATORS).filter(Boolean);
  if (chunks.length === 0) return;
  characters(`^${chunks.join('|')}$`, emit);
  sounds(chunks.join(''), emit);
  words(
    segment(folded).filter((word) => !SEPARATORS.test(word)),
    emit,
  );
}

function characters(text: string, emit: (hash: number) => void): void {
  for (let i = 0; i < text.length; i++) {
    let hash = 0;
    for (let n = 1; n <= 4 && i + n <= text.length; n++) {
      const code = text.charCodeAt(i + n - 1);
      hash = mix(hash, code);
      if (n > 1 || !'^$|'.includes(text[i]!)) emit(mix(hash, n));
    }
  }
}

function sounds(text: string, emit: (hash: number) => void): void {
  const syllables = Array.from(text, syllableOf);
  for (let i = 0; i + 1 < syllables.length; i++) {
    const two = mix(syllables[i]!, syllables[i + 1]!);
    emit(mix(two, FAMILIES.sound2));
    if (i + 2 < syllables.length) emit(mix(mix(two, syllables[i + 2]!), FAMILIES.sound3));
  }
}

function words(list: readonly string[], emit: (hash: number) => void): void {
  const hashes = list.map((word) => hashOf(word));
  for (let i = 0; i < hashes.length; i++) {
    emit(mix(hashes[i]!, FAMILIES.word));
    if (i + 1 < hashes.length) emit(mix(mix(hashes[i]!, hashes[i + 1]!), FAMILIES.wordPair));
  }
  const content = [...new Set(hashes.filter((_, i) => list[i]!.length > 1 || !LIGHT.has(list[i]!)))]
    .slice(0, PAIRED_WORDS)
    .sort((a, b) => a - b);
  for (let i = 0; i < content.length; i++) {
    for (let j = i + 1; j < content.length; j++) {
      emit(mix(mix(content[i]!, content[j]!), FAMILIES.skipPair));
    }
  }
}

const syllableCache = new Map<string, number>();

/** The syllable of a character without its tone, with the sounds that typists and recognisers confuse made one. */
function syllableOf(character: string): number {
  let hash = syllableCache.get(character);
  if (hash === undefined) {
    const syllable = /\p{Script=Han}/u.test(character) ? pinyin(character, { toneType: 'none' }) : character;
    const confused = syllable
      .replace(/^([zcs])h/, '$1')
      .replace(/^n(?=[aeiou])/, 'l')
      .replace(/ng$/, 'n');
    hash = hashOf(confused);
    syllableCache.set(character, hash);
  }
  return hash;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

/** Combines two 32-bit numbers (murmur3's finaliser over a multiplied sum). */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
