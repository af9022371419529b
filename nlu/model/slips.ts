/** Owns writing a text as hasty fingers, pinyin input and speech recognition do: the model meets slips in training. */

import type { Random } from './random.ts';
import { soundOf } from './sounds.ts';

/** Puts a slip into a text; a text without Chinese characters stays as it is. */
export type Slip = (text: string, random: Random) => string;

const HAN = /\p{Script=Han}/u;
/** So many characters a slip. */
const CHARACTERS_PER_SLIP = 10;

/** Slips whose homophones are the characters that these texts are written with. */
export function slipsAmong(texts: readonly string[]): Slip {
  const bySound = new Map<number, string[]>();
  for (const c of [...new Set(texts.join(''))].filter((c) => HAN.test(c)).sort()) {
    bySound.set(soundOf(c), [...(bySound.get(soundOf(c)) ?? []), c]);
  }
  return (text, random) => {
    const characters = [...text];
    for (let slips = Math.ceil(characters.length / CHARACTERS_PER_SLIP); slips > 0; slips--) {
      const places = characters.flatMap((c, i) => (HAN.test(c) ? [i] : []));
      if (places.length < 2) break;
      slipAt(characters, places[random.below(places.length)]!, bySound, random);
    }
    return characters.join('');
  };
}

/** Another character of the sound as often as one dropped, doubled or swapped with the next. */
function slipAt(characters: string[], at: number, bySound: Map<number, string[]>, random: Random): void {
  const here = characters[at]!;
  const others = (bySound.get(soundOf(here)) ?? []).filter((c) => c !== here);
  const kind = random.below(6);
  if (kind < 3 && others.length > 0) characters[at] = others[random.below(others.length)]!;
  else if (kind === 3) characters.splice(at, 1);
  else if (kind === 4) characters.splice(at, 0, here);
  else characters.splice(at, 2, ...characters.slice(at, at + 2).reverse());
}
