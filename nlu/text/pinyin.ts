/** Repairs homophones: what was meant as a word of the trade but typed or recognised by its sound, 电废 → 电费. */

import { pinyin } from 'pinyin-pro';
import { dictionaryWords, lexicon } from './segment.ts';

/** Words of the trade that ordinary speech sounds like too often to be a target. */
const NO_TARGET = new Set(
  '来电 微信 待机 家电 电脑 车位 节电 清算 能效 电击 电卡 业主 实收 宽限 工地 吊扇 打火 断线 缺相 师傅 烤箱 电机'.split(
    ' ',
  ),
);
/** Sounds like a word of the trade, is an ordinary phrase, and no dictionary keeps it whole. */
const KEEP =
  /来点|几分|搬店|桩表|专表|核表|度属|分失|失电|厢电|并附|降容|副号|峰时|调咋|到站|(?<=[一二两三几这那哪每整半])张单|[客用农住大]户好|户好[人吗]/g;
/** Misspellings that a dictionary takes for words, or for parts of others. */
const CONFUSED: readonly [RegExp, string][] = [
  [/帐(?=[单户号面期])/g, '账'],
  [/冲(?=值[^班])|冲(?=值$)/g, '充'],
];
/** Characters that so often stand by themselves that one of them is no sign of an error. */
const FREE = new Set(
  '的了是我你您他她它这那哪在有和与就不没要也都还又很吗嘛么咯呢吧啊呀去来到给把被让从对说看能会可想用做一二三四五六七八九十点里上下中大小多少几人户天年月日时分为新先借加代其叫前至单箱段像须起厂站之属差咋涨地于当好钱',
);

interface Sound {
  /** The syllable without tone. */
  exact: number;
  /** The same for all syllables that dialects confuse. */
  fuzzy: number;
}

interface Term {
  text: string;
  sounds: Sound[];
}

const ids = new Map<string, number>();
const BASE = 512;

function idOf(syllable: string): number {
  const known = ids.get(syllable);
  if (known !== undefined) return known;
  ids.set(syllable, ids.size);
  return ids.size - 1;
}

/** n/l, z/zh, c/ch, s/sh, f/h and an/ang, en/eng, in/ing sound alike in much of the country. */
function fuzzyForm(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n/, 'l')
    .replace(/^f(?=[aeou])/, 'h')
    .replace(/ng$/, 'n');
}

function soundOf(syllable: string): Sound {
  return { exact: idOf(syllable), fuzzy: idOf(`~${fuzzyForm(syllable)}`) };
}

const charSounds = new Map<string, Sound[]>();

/** All readings of one Chinese character. */
function soundsOf(char: string): Sound[] {
  let sounds = charSounds.get(char);
  if (!sounds) {
    sounds = pinyin(char, { toneType: 'none', type: 'array', multiple: true, v: true }).map(soundOf);
    charSounds.set(char, sounds);
  }
  return sounds;
}

/** Terms by the fuzzy sounds of their first two characters, long ones first. */
const index = new Map<number, Term[]>();
for (const text of [...lexicon].sort((a, b) => b.length - a.length)) {
  if (text.length < 2 || NO_TARGET.has(text)) continue;
  const sounds = pinyin(text, { toneType: 'none', type: 'array', v: true }).map(soundOf);
  const [first, second] = sounds as [Sound, Sound];
  const key = first.fuzzy * BASE + second.fuzzy;
  const bucket = index.get(key);
  if (bucket) bucket.push({ text, sounds });
  else index.set(key, [{ text, sounds }]);
}

interface Candidate {
  start: number;
  term: Term;
  /** Every changed character has the very syllable, not only a similar one. */
  exact: boolean;
}

/**
 * Replaces homophones of the words of the trade in a normalised text; the length stays. It changes a character only
 * where no dictionary word explains it, so that ordinary text stays as it is.
 */
export function repairHomophones(typed: string): string {
  const text = CONFUSED.reduce((repaired, [wrong, right]) => repaired.replace(wrong, right), typed);
  const candidates = findCandidates(text);
  if (candidates.length === 0) return text;
  const bounds = wordBounds(text);
  const kept = [...text.matchAll(KEEP)];
  const chars = text.split('');
  let free = 0;
  for (const { start, term, exact } of candidates) {
    if (start < free || kept.some((k) => k.index < start + term.text.length && k.index + k[0].length > start))
      continue;
    if (!mayChange(text, start, term.text, exact, bounds)) continue;
    for (let i = 0; i < term.text.length; i++) chars[start + i] = term.text[i] as string;
    free = start + term.text.length;
  }
  return chars.join('');
}

function findCandidates(text: string): Candidate[] {
  const found: Candidate[] = [];
  let previous: Sound[] | undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const sounds: Sound[] | undefined =
      code >= 0x4e00 && code <= 0x9fff ? soundsOf(text[i] as string) : undefined;
    if (previous && sounds) collect(found, text, i - 1, previous, sounds);
    previous = sounds;
  }
  return found;
}

function collect(found: Candidate[], text: string, start: number, first: Sound[], second: Sound[]): void {
  for (const a of first) {
    for (const b of second) {
      for (const term of index.get(a.fuzzy * BASE + b.fuzzy) ?? []) {
        if (text.startsWith(term.text, start)) return;
        const exact = sounding(text, start, term);
        if (exact !== undefined) found.push({ start, term, exact });
      }
    }
  }
}

/** Whether the text at `start` sounds like the term; undefined when it does not, else whether exactly. */
function sounding(text: string, start: number, term: Term): boolean | undefined {
  let exact = true;
  for (let i = 0; i < term.sounds.length; i++) {
    const char = text[start + i];
    if (char === undefined) return undefined;
    if (char === term.text[i]) continue;
    const wanted = term.sounds[i] as Sound;
    const sounds = soundsOf(char);
    if (sounds.some((sound) => sound.exact === wanted.exact)) continue;
    if (!sounds.some((sound) => sound.fuzzy === wanted.fuzzy)) return undefined;
    exact = false;
  }
  return exact;
}

/** For each character, where its dictionary word starts and ends. */
function wordBounds(text: string): { start: number; end: number }[] {
  const bounds: { start: number; end: number }[] = [];
  let at = 0;
  for (const word of dictionaryWords(text)) {
    const bound = { start: at, end: at + word.length };
    for (let i = 0; i < word.length; i++) bounds.push(bound);
    at = bound.end;
  }
  return bounds;
}

function mayChange(
  text: string,
  start: number,
  term: string,
  exact: boolean,
  bounds: { start: number; end: number }[],
): boolean {
  const end = start + term.length;
  if ((bounds[start]?.start ?? start) < start || (bounds[end - 1]?.end ?? end) > end) return false;
  let changed = 0;
  for (let i = start; i < end; i++) {
    if (text[i] === term[i - start]) continue;
    const bound = bounds[i];
    if (!bound || bound.end - bound.start > 1) return false;
    if (FREE.has(text[i] as string) && text.slice(start, end) !== '户好') return false;
    changed++;
  }
  return exact || changed < term.length;
}
