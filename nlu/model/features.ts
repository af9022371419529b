/** Owns what the model sees of an utterance: hashed features of several families, each with its mass. */

import { withoutFillers } from '../text/fillers.ts';
import { normalise } from '../text/normalise.ts';
import { repairHomophones } from '../text/pinyin.ts';
import { classedWords } from '../text/segment.ts';
import { Collector, type Family, type Features } from './collector.ts';
import { conceptFinder, thesaurus } from './concepts.ts';
import { hashOf, mix } from './hash.ts';
import { soundOf } from './sounds.ts';

// The families, their weights and minima were chosen by cross-validation; docs/nlu.md has the figures.
/** What there is to see of a text. */
export const FAMILIES = {
  character: { code: 1, weight: 2, minimum: 1 },
  characters: { code: 2, weight: 1, minimum: 1 },
  sounds: { code: 3, weight: 1, minimum: 2 },
  word: { code: 4, weight: 1, minimum: 1 },
  words: { code: 5, weight: 1, minimum: 2 },
  concept: { code: 6, weight: 2, minimum: 1 },
  concepts: { code: 7, weight: 0.5, minimum: 2 },
  pairs: { code: 8, weight: 0.5, minimum: 2 },
  wordClass: { code: 9, weight: 0.7, minimum: 1 },
  wordClasses: { code: 10, weight: 0.7, minimum: 2 },
} as const satisfies Record<string, Family>;
export type FamilyName = keyof typeof FAMILIES;
export type { Features };

const HAN = /\p{Script=Han}/u;
const SEPARATORS = /[\p{P}\p{S}\s]+/u;
const NUMBER = /\d+(?:[.:\-/]\d+)*/g;
const SPOKEN_DIGITS = /[零一二三四五六七八九幺]{5,}/g;
/** Edges of the text and of its clauses; no number and no word is written so. */
export const [START, PAUSE, END] = ['^', '|', '$'];

const conceptsOf = conceptFinder(thesaurus);

/** A text as typed, brought to the form from which features are taken: normalised, homophones repaired. */
export function prepare(text: string): string {
  return repairHomophones(normalise(text).text);
}

const collector = new Collector();

/**
 * The features of a prepared text, its slips mended by who knows how; of fewer families when an experiment wants to know
 * what one is worth.
 */
export function featuresOf(
  prepared: string,
  mend: (line: string) => string = (line) => line,
  families: Partial<Record<FamilyName, Family>> = FAMILIES,
): Features {
  const emit: Emit = (hash, name) => {
    const family = families[name];
    if (family) collector.add(mix(hash, family.code), family);
  };
  const chunks = blurNumbers(withoutFillers(prepared).toLowerCase()).split(SEPARATORS).filter(Boolean);
  if (chunks.length > 0) {
    const line = mend(chunks.join(PAUSE));
    characters(START + line + END, emit);
    sounds(line.replaceAll(PAUSE, ''), emit);
    words(line, emit);
    concepts(line, emit);
  }
  return collector.take();
}

/** The feature that two characters side by side are, by their codes; an edge may be one of them. */
export function hashOfPair(a: number, b: number): number {
  return mix(mix(a, b), FAMILIES.characters.code);
}

/** The feature that a character is, by its code. */
export function hashOfCharacter(code: number): number {
  return mix(code, FAMILIES.character.code);
}

type Emit = (hash: number, family: FamilyName) => void;

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
    if (i > 0) emit(mix(text.charCodeAt(i - 1), code), 'characters');
    if (text[i] !== START && text[i] !== PAUSE && text[i] !== END) emit(code, 'character');
  }
}

function sounds(text: string, emit: Emit): void {
  let last = 0;
  for (let i = 0; i < text.length; i++) {
    const sound = soundOf(text[i]!);
    if (i > 0) emit(mix(last, sound), 'sounds');
    last = sound;
  }
}

/** Words and their neighbours; classes of words, and each word beside the class of its neighbour (播放 + a name). */
function words(text: string, emit: Emit): void {
  const known: number[] = [];
  let [last, lastClass] = [hashOf(START), hashOf(START)];
  for (const { word, tag } of classedWords(text)) {
    if (SEPARATORS.test(word)) continue;
    const [hash, wordClass] = [hashOf(word), hashOf(tag)];
    emit(hash, 'word');
    emit(wordClass, 'wordClass');
    if (known.length > 0) emit(mix(last, hash), 'words');
    emit(mix(lastClass, hash), 'wordClasses');
    emit(mix(last, wordClass), 'wordClasses');
    [last, lastClass] = [hash, wordClass];
    known.push(hash);
  }
  emit(mix(lastClass, hashOf(END)), 'wordClasses');
  // The thesaurus is Chinese; in other languages the words themselves are paired, as concepts are.
  if (!HAN.test(text)) pairs(known, 'pairs', emit);
}

/** Unordered pairs of different members: what only two together say, wherever they stand. */
function pairs(members: readonly number[], family: FamilyName, emit: Emit): void {
  const distinct = [...new Set(members)].sort((a, b) => a - b);
  for (let i = 0; i < distinct.length; i++) {
    for (let j = i + 1; j < distinct.length; j++) emit(mix(distinct[i]!, distinct[j]!), family);
  }
}

/** Concepts, and pairs of them. */
function concepts(text: string, emit: Emit): void {
  const found = conceptsOf(text);
  for (const concept of found) emit(concept, 'concept');
  pairs(found, 'concepts', emit);
}
