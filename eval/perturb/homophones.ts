/** Owns the table of common characters by sound. */
import { pinyin } from 'pinyin-pro';

/** The 3,755 most common simplified characters: the first level of GB 2312, whose rows 16 to 55 list them. */
function commonCharacters(): string[] {
  const decoder = new TextDecoder('gbk');
  const characters: string[] = [];
  for (let row = 0xb0; row <= 0xd7; row++) {
    const last = row === 0xd7 ? 0xf9 : 0xfe;
    for (let cell = 0xa1; cell <= last; cell++) characters.push(decoder.decode(Uint8Array.of(row, cell)));
  }
  return characters;
}

function soundOf(character: string): string {
  return pinyin(character, { toneType: 'none', type: 'string' });
}

let table: Map<string, string[]> | undefined;

function bySound(): Map<string, string[]> {
  if (table) return table;
  table = new Map();
  for (const character of commonCharacters()) {
    const sound = soundOf(character);
    table.set(sound, [...(table.get(sound) ?? []), character]);
  }
  return table;
}

/** Other common characters that sound the same but for the tone; none for what has no sound. */
export function homophonesOf(character: string): string[] {
  return (bySound().get(soundOf(character)) ?? []).filter((other) => other !== character);
}
