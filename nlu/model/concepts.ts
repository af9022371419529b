/** Owns the thesaurus of the classifier: which groups of words with one meaning a text touches. */

import { readFileSync } from 'node:fs';

/** Finds the concepts of a text: numbers of groups, in the order of the text; longer words win. */
export type ConceptFinder = (text: string) => number[];

/** The text of the product's own thesaurus. */
export const thesaurus = readFileSync(new URL('./concepts.txt', import.meta.url), 'utf8');

/** Reads a thesaurus: `# comment`, a group a line, the group's name first. Throws on a name that occurs twice. */
export function conceptFinder(content: string): ConceptFinder {
  const groupsOf = new Map<string, number[]>();
  const longestFrom = new Map<string, number>();
  const names = new Set<string>();
  for (const line of content.split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const [name, ...words] = line.trim().split(/\s+/) as [string, ...string[]];
    if (names.has(name)) throw new Error(`concepts: the group ${name} occurs twice; join the two lines`);
    for (const word of new Set(words)) {
      groupsOf.set(word, [...(groupsOf.get(word) ?? []), names.size]);
      const first = word[0]!;
      longestFrom.set(first, Math.max(longestFrom.get(first) ?? 0, word.length));
    }
    names.add(name);
  }
  return (text) => {
    const found: number[] = [];
    let covered = 0;
    for (let at = 0; at < text.length; at++) {
      const longest = Math.min(longestFrom.get(text[at]!) ?? 0, text.length - at);
      for (let length = longest; length > 0; length--) {
        const groups = groupsOf.get(text.slice(at, at + length));
        if (!groups) continue;
        // A word inside a longer one says nothing of its own; one that reaches beyond does.
        if (at + length > covered) {
          found.push(...groups);
          covered = at + length;
        }
        break;
      }
    }
    return found;
  };
}
