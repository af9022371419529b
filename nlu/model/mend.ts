/** Owns mending slips in a text: where two characters never stand side by side, and one slip would explain it. */

import { END, hashOfCharacter, hashOfPair, START } from './features.ts';
import { soundOf } from './sounds.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Mends a line of text as its features are taken; what needs no mending comes back as it is. */
export type Mend = (line: string) => string;

/** The ideographs with which nearly all Chinese is written. */
const [FIRST, LAST] = [0x4e00, 0x9fff];
const isIdeograph = (character: string): boolean =>
  character.charCodeAt(0) >= FIRST && character.charCodeAt(0) <= LAST;

/**
 * Mends by what the texts of a vocabulary look like: 查电电费 → 查电费, 费电多少 → 电费多少, 电灰多少 → 电费多少. A
 * character gives way only when no text had it beside either neighbour, and all that is mended was somewhere so.
 */
export function menderOf(vocabulary: Vocabulary): Mend {
  const rarity = (a: string, b: string): number | undefined =>
    vocabulary.rarity(hashOfPair(a.charCodeAt(0), b.charCodeAt(0)));
  const seen = (...characters: string[]): boolean =>
    characters.every((c, i) => i === 0 || rarity(characters[i - 1]!, c) !== undefined);
  const alphabet = alphabetOf(vocabulary);

  /** Among the characters of this sound the one most at home between the two; none when none was seen there. */
  const soundalike = (before: string, here: string, after: string): string | undefined => {
    let best: { character: string; rarity: number } | undefined;
    for (const character of alphabet.get(soundOf(here)) ?? []) {
      const [left, right] = [rarity(before, character), rarity(character, after)];
      if (left === undefined || right === undefined) continue;
      if (!best || left + right < best.rarity) best = { character, rarity: left + right };
    }
    return best?.character;
  };

  return (line) => {
    const characters = line.split('');
    const at = (i: number): string => (i < 0 ? START : (characters[i] ?? END));
    let mended = false;
    for (let i = 0; i < characters.length; i++) {
      const [before, here, after] = [at(i - 1), at(i), at(i + 1)];
      if (!isIdeograph(here) || seen(here, after)) continue;
      const other = seen(before, here) ? undefined : soundalike(before, here, after);
      if (here === after && seen(here, at(i + 2))) characters.splice(i--, 1);
      else if (isSwap(before, here, after, at(i + 2))) characters.splice(i, 2, after, here);
      else if (other) characters[i] = other;
      else continue;
      mended = true;
    }
    return mended ? characters.join('') : line;
  };

  function isSwap(before: string, here: string, after: string, next: string): boolean {
    if (!isIdeograph(after) || (seen(before, here) && seen(after, next))) return false;
    return seen(before, after, here, next);
  }
}

/** The characters that the vocabulary's texts are written with, by their sound. */
function alphabetOf(vocabulary: Vocabulary): Map<number, string[]> {
  const bySound = new Map<number, string[]>();
  for (let code = FIRST; code <= LAST; code++) {
    if (vocabulary.rarity(hashOfCharacter(code)) === undefined) continue;
    const character = String.fromCharCode(code);
    const sound = soundOf(character);
    const others = bySound.get(sound);
    if (others) others.push(character);
    else bySound.set(sound, [character]);
  }
  return bySound;
}
