/** Owns the ways in which the same message may be written worse: each changes a text, its meaning stays. */
import { Converter } from 'opencc-js/cn2t';
import { segment } from '../../nlu/mod.ts';
import type { Random } from '../random.ts';
import { homophonesOf } from './homophones.ts';

/** Changes a text by chance, or returns it as it is when there is nothing to change. */
export type Perturb = (text: string, random: Random) => string;

const HAN = /\p{Script=Han}/u;
/** One slip for so many characters, at least one in a text. */
const CHARACTERS_PER_SLIP = 10;

/** What people say while they think, and before and after a question of some length. */
const HESITATIONS = ['那个', '嗯', '就是说', '哎', '呃', '这个'];
const OPENERS = [...HESITATIONS, '喂你好', '你好我想问一下啊', '麻烦问一下', '不好意思'];
const CLOSERS = ['谢谢啊', '麻烦了', '啊', '哈'];
/** Shorter texts are answers and courtesies, before which nobody asks whether he may ask. */
const QUESTION_LENGTH = 6;

const toTraditional = Converter({ from: 'cn', to: 't' });

/** By name, in the order of the report. */
export const PERTURBATIONS: Readonly<Record<string, Perturb>> = {
  typos,
  homophones,
  fillers,
  noPunctuation: (text) => text.replace(/[\p{P}\p{S}\s]+/gu, '') || text,
  traditional: (text) => toTraditional(text),
};

/** Drops, doubles or swaps Chinese characters, as hasty fingers do. */
function typos(text: string, random: Random): string {
  const characters = [...text];
  for (let slip = slipsIn(characters.length); slip > 0; slip--) {
    const at = pickHan(characters, random);
    if (at === undefined) break;
    const slipKind = random.below(3);
    const here = characters[at]!;
    const next = characters[at + 1];
    if (slipKind === 0 && characters.length > 2) characters.splice(at, 1);
    else if (slipKind === 1 || next === undefined || next === here) characters.splice(at, 0, here);
    else characters.splice(at, 2, next, here);
  }
  return characters.join('');
}

/** Puts characters of the same sound in place, as pinyin input and speech recognition do. */
function homophones(text: string, random: Random): string {
  const characters = [...text];
  for (let slip = slipsIn(characters.length); slip > 0; slip--) {
    const at = pickHan(characters, random, (c) => homophonesOf(c).length > 0);
    if (at === undefined) break;
    characters[at] = random.pick(homophonesOf(characters[at]!));
  }
  return characters.join('');
}

/** Puts hesitations before and between the words, and the frame of a polite question around a longer text. */
function fillers(text: string, random: Random): string {
  if ([...text].length < QUESTION_LENGTH) return `${random.pick(HESITATIONS)}${text}`;
  const words = segment(text);
  words.splice(1 + random.below(Math.max(1, words.length - 1)), 0, random.pick(HESITATIONS));
  const closer = random.next() < 0.5 ? random.pick(CLOSERS) : '';
  return `${random.pick(OPENERS)}${words.join('')}${closer}`;
}

function slipsIn(length: number): number {
  return Math.max(1, Math.round(length / CHARACTERS_PER_SLIP));
}

function pickHan(
  characters: readonly string[],
  random: Random,
  test: (c: string) => boolean = () => true,
): number | undefined {
  const places = characters.flatMap((c, i) => (HAN.test(c) && test(c) ? [i] : []));
  return places.length === 0 ? undefined : random.pick(places);
}
