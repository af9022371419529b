/** Owns the thesaurus of the classifier: which groups of words with one meaning a text touches. */

import { readFileSync } from 'node:fs';

/** Finds the concepts of a text: numbers of groups, in the order of the text; longer words win. */
export type ConceptFinder = (text: string) => number[];

/** The text of the product's own thesaurus. */
export const thesaurus = readFileSync(new URL('./concepts.txt', import.meta.url), 'utf8');

/** Reads a thesaurus: `# comment`, a group a line, the group's name first. Throws on a name that occurs twice. */
export function conceptFinder(content: string): ConceptFinder {
  const root = node();
  const names = new Set<string>();
  for (const line of content.split('\n')) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const [name, ...words] = line.trim().split(/\s+/) as [string, ...string[]];
    if (names.has(name)) throw new Error(`concepts: the group ${name} occurs twice; join the two lines`);
    for (const word of new Set(words)) nodeOf(root, word).groups.push(names.size);
    names.add(name);
  }
  return (text) => {
    const found: number[] = [];
    let covered = 0;
    for (let at = 0; at < text.length; at++) {
      const { end, groups } = longestAt(root, text, at);
      // A word inside a longer one says nothing of its own; one that reaches beyond does.
      if (end <= covered) continue;
      for (const group of groups) found.push(group);
      covered = end;
    }
    return found;
  };
}

/** A beginning of words: what may follow it, and the groups of the word that it is itself. */
interface Node {
  next: Map<number, Node>;
  groups: number[];
}

const node = (): Node => ({ next: new Map(), groups: [] });

function nodeOf(root: Node, word: string): Node {
  let here = root;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    const next = here.next.get(code) ?? node();
    here.next.set(code, next);
    here = next;
  }
  return here;
}

/** The longest word that begins here, if one does; otherwise its end is 0. */
function longestAt(root: Node, text: string, at: number): { end: number; groups: readonly number[] } {
  let longest = { end: 0, groups: root.groups };
  let here: Node | undefined = root;
  for (let i = at; i < text.length; i++) {
    here = here.next.get(text.charCodeAt(i));
    if (!here) break;
    if (here.groups.length > 0) longest = { end: i + 1, groups: here.groups };
  }
  return longest;
}
