/** Owns what the model sees of an utterance: hashed features of several families, each with its mass. */

import { pinyin } from 'pinyin-pro';
import { normalise } from '../text/normalise.ts';
import { repairHomophones } from '../text/pinyin.ts';
import { segment } from '../text/segment.ts';
import { conceptFinder, thesaurus } from './concepts.ts';

/** The different features of one text. */
export interface Features {
  /** Unsigned 32-bit hashes, each once. */
  hashes: Uint32Array;
  /** How much each counts: its family's weight times (1 + log of its count). */
  masses: Float32Array;
  /** Texts that each must occur in to be learned. */
  minima: Uint8Array;
}

interface Family {
  /** Mixed into the hash, so that families never meet. */
  code: number;
  /** How much a feature of the family counts. */
  weight: number;
  /** Texts that a feature must occur in to be learned. */
  minimum: number;
}

// The families, their weights and minima were chosen by cross-validation; docs/nlu.md has the figures.
const CHARACTER: Family = { code: 1, weight: 2, minimum: 1 };
const CHARACTERS: Family = { code: 2, weight: 1, minimum: 1 };
const SOUNDS: Family = { code: 3, weight: 1, minimum: 2 };
const WORD: Family = { code: 4, weight: 1, minimum: 1 };
const WORDS: Family = { code: 5, weight: 1, minimum: 2 };
const CONCEPT: Family = { code: 6, weight: 2, minimum: 1 };
const CONCEPTS: Family = { code: 7, weight: 0.5, minimum: 2 };

const SEPARATORS = /[\p{P}\p{S}\s]+/u;
const NUMBER = /\d+(?:[.:\-/]\d+)*/g;
const SPOKEN_DIGITS = /[零一二三四五六七八九幺]{5,}/g;
/** Edges of the text and of its clauses; no number and no word is written so. */
const [START, PAUSE, END] = ['^', '|', '$'];

const conceptsOf = conceptFinder(thesaurus);

/** A text as typed, brought to the form from which features are taken: normalised, homophones repaired. */
export function prepare(text: string): string {
  return repairHomophones(normalise(text).text);
}

/** The features of a prepared text. */
export function featuresOf(prepared: string): Features {
  const bag = new Map<number, { count: number; family: Family }>();
  const emit = (hash: number, family: Family): void => {
    const key = mix(hash, family.code);
    const entry = bag.get(key);
    if (entry) entry.count++;
    else bag.set(key, { count: 1, family });
  };
  const text = blurNumbers(prepared.toLowerCase());
  const chunks = text.split(SEPARATORS).filter(Boolean);
  if (chunks.length > 0) {
    characters(START + chunks.join(PAUSE) + END, emit);
    sounds(chunks.join(''), emit);
    words(text, emit);
    concepts(chunks.join(PAUSE), emit);
  }
  return {
    hashes: Uint32Array.from(bag.keys()),
    masses: Float32Array.from(bag.values(), ({ count, family }) => family.weight * (1 + Math.log(count))),
    minima: Uint8Array.from(bag.values(), ({ family }) => family.minimum),
  };
}

type Emit = (hash: number, family: Family) => void;

/** Numbers are told apart by their length only: a count or sum, something longer, an account or phone. */
function blurNumbers(text: string): string {
  return text.replace(NUMBER, blur).replace(SPOKEN_DIGITS, blur);
}

function blur(digits: string): string {
  return digits.length >= 10 ? 'N' : digits.length >= 5 ? 'M' : '0';
}

function characters(text: string, emit: Emit): void {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (i > 0) emit(mix(text.charCodeAt(i - 1), code), CHARACTERS);
    if (text[i] !== START && text[i] !== PAUSE && text[i] !== END) emit(code, CHARACTER);
  }
}

function sounds(text: string, emit: Emit): void {
  let last = 0;
  for (let i = 0; i < text.length; i++) {
    const sound = soundOf(text[i]!);
    if (i > 0) emit(mix(last, sound), SOUNDS);
    last = sound;
  }
}

function words(text: string, emit: Emit): void {
  let last = 0;
  for (const word of segment(text)) {
    if (SEPARATORS.test(word)) continue;
    const hash = hashOf(word);
    emit(hash, WORD);
    if (last !== 0) emit(mix(last, hash), WORDS);
    last = hash;
  }
}

/** Concepts and their unordered pairs: what only two meanings together say, wherever they stand. */
function concepts(text: string, emit: Emit): void {
  const found = conceptsOf(text);
  for (const concept of found) emit(concept, CONCEPT);
  const distinct = [...new Set(found)].sort((a, b) => a - b);
  for (let i = 0; i < distinct.length; i++) {
    for (let j = i + 1; j < distinct.length; j++) emit(mix(distinct[i]!, distinct[j]!), CONCEPTS);
  }
}

const soundCache = new Map<string, number>();

/** The syllable of a character without its tone, with the sounds that typists and recognisers confuse made one. */
function soundOf(character: string): number {
  let hash = soundCache.get(character);
  if (hash === undefined) {
    const syllable = /\p{Script=Han}/u.test(character) ? pinyin(character, { toneType: 'none' }) : character;
    const blurred = syllable
      .replace(/^([zcs])h/, '$1')
      .replace(/^n(?=[aeiou])/, 'l')
      .replace(/ng$/, 'n');
    hash = hashOf(blurred);
    soundCache.set(character, hash);
  }
  return hash;
}

function hashOf(text: string): number {
  let hash = 0x9747b28c;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

/** Combines two 32-bit numbers, order counting (multiplications and shifts after murmur3's finaliser). */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}
