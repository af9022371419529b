/** Owns the ways in which the same message may be written worse: each changes a text, its meaning stays. */
import { Converter } from 'opencc-js/cn2t';
import type { Random } from '../random.ts';
import { homophonesOf } from './homophones.ts';

/** Changes a text by chance, or returns it as it is when there is nothing to change. */
export type Perturb = (text: string, random: Random) => string;

const HAN = /\p{Script=Han}/u;
/** One slip for so many characters, at least one in a text. */
const CHARACTERS_PER_SLIP = 10;

const OPENERS = [
  '喂你好',
  '那个',
  '就是说',
  '嗯',
  '哎',
  '你好我想问一下啊',
  '麻烦问一下',
  '不好意思',
  '在吗',
];
const INSIDE = ['那个', '嗯', '就是', '这个', '啊', '呃'];
const CLOSERS = ['谢谢啊', '哈', '行不行啊', '你帮我看看', '麻烦了', '是吧'];

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

/** Puts the words around and into a text that people say while they think. */
function fillers(text: string, random: Random): string {
  const characters = [...text];
  const inside = pickHan(characters, random);
  if (inside !== undefined && inside > 0 && characters.length > 6) {
    characters.splice(inside, 0, random.pick(INSIDE));
  }
  const closer = random.next() < 0.5 ? random.pick(CLOSERS) : '';
  return `${random.pick(OPENERS)}${characters.join('')}${closer}`;
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
