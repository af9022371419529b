/** Owns the search for corpus lines that say the same: word for word, or all but. */
import { leakKey } from '../../nlu/model/corpus.ts';
import type { Example } from '../model.ts';

/** Two lines, the earlier one first. */
export interface Pair {
  a: Example;
  b: Example;
  /** Share of the pairs of neighbouring characters that both have (Jaccard), 0..1; 1 = the same but for signs. */
  likeness: number;
}

/** Pairs at least this much alike teach hardly more than one of them. */
export const ALIKE = 0.75;

/**
 * All pairs of lines that are at least so much alike after normalisation, the most alike first. Only lines that share
 * one of their rarest bigrams are compared: of two alike sets, the first few in any common order must meet
 * (prefix filtering, Chaudhuri et al. 2006).
 */
export function alikePairs(examples: readonly Example[], least = ALIKE): Pair[] {
  const lines = examples.map((example) => ({ example, grams: bigrams(leakKey(example.text)) }));
  const frequency = new Map<string, number>();
  for (const { grams } of lines)
    for (const gram of grams) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
  const byRarity = (a: string, b: string) => frequency.get(a)! - frequency.get(b)! || (a < b ? -1 : 1);

  const pairs: Pair[] = [];
  const byGram = new Map<string, number[]>();
  for (const [at, { example, grams }] of lines.entries()) {
    const prefix = [...grams].sort(byRarity).slice(0, grams.size - Math.ceil(least * grams.size) + 1);
    for (const other of new Set(prefix.flatMap((gram) => byGram.get(gram) ?? []))) {
      const likeness = jaccard(grams, lines[other]!.grams);
      if (likeness >= least) pairs.push({ a: lines[other]!.example, b: example, likeness });
    }
    for (const gram of prefix) {
      const places = byGram.get(gram);
      if (places) places.push(at);
      else byGram.set(gram, [at]);
    }
  }
  return pairs.sort((a, b) => b.likeness - a.likeness);
}

/** Neighbouring characters, the edges of the line included; the second 哈哈 of a line is another than the first. */
function bigrams(key: string): Set<string> {
  const edged = `^${key}$`;
  const times = new Map<string, number>();
  const grams = new Set<string>();
  for (let i = 0; i + 1 < edged.length; i++) {
    const gram = edged.slice(i, i + 2);
    times.set(gram, (times.get(gram) ?? 0) + 1);
    grams.add(gram + times.get(gram));
  }
  return grams;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const gram of a) if (b.has(gram)) shared++;
  return shared / (a.size + b.size - shared);
}
