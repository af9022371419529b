/** Okapi BM25 over documents that are given as lists of terms (Robertson & Zaragoza 2009). */

/** How soon further occurrences of a term count for little, and how much a long document is held back. */
const K1 = 1.2;
const B = 0.5;

/** Where a term occurs: documents, and what it adds to their scores. */
interface Postings {
  documents: Int32Array;
  weights: Float32Array;
  /** What the term could add at most. */
  ceiling: number;
}

export class Bm25 {
  private readonly postings = new Map<string, Postings>();
  private readonly unknownCeiling: number;

  constructor(documents: readonly (readonly string[])[]) {
    const total = documents.reduce((sum, document) => sum + document.length, 0);
    const average = total / documents.length || 1;
    const rarity = (held: number) => Math.log(1 + (documents.length - held + 0.5) / (held + 0.5)) * (K1 + 1);
    this.unknownCeiling = rarity(0);
    for (const [term, { holders, frequencies }] of occurrences(documents)) {
      const ceiling = rarity(holders.length);
      const weights = Float32Array.from(holders, (document, i) => {
        const frequency = frequencies[i] as number;
        const length = (documents[document] as readonly string[]).length / average;
        return (ceiling * frequency) / (frequency + K1 * (1 - B + B * length));
      });
      this.postings.set(term, { documents: Int32Array.from(holders), weights, ceiling });
    }
  }

  /**
   * Adds to `into`, one place a document, the scores of a query as shares of what a document could reach at most:
   * 0..1. A term counts once however often the query has it; one that no document has counts as the rarest would.
   */
  score(query: readonly string[], into: Float32Array): void {
    const found: Postings[] = [];
    let ceiling = 0;
    for (const term of new Set(query)) {
      const postings = this.postings.get(term);
      ceiling += postings?.ceiling ?? this.unknownCeiling;
      if (postings) found.push(postings);
    }
    const share = 1 / ceiling;
    for (const { documents, weights } of found) {
      for (let i = 0; i < documents.length; i++)
        into[documents[i] as number]! += (weights[i] as number) * share;
    }
  }
}

/** The documents that have each term, and how often they do. */
function occurrences(documents: readonly (readonly string[])[]) {
  const found = new Map<string, { holders: number[]; frequencies: number[] }>();
  documents.forEach((document, d) => {
    for (const term of document) {
      const known = found.get(term);
      if (!known) found.set(term, { holders: [d], frequencies: [1] });
      else if (known.holders.at(-1) === d) known.frequencies[known.frequencies.length - 1]! += 1;
      else {
        known.holders.push(d);
        known.frequencies.push(1);
      }
    }
  });
  return found;
}
