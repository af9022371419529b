/** What the search knows of one text: its terms, and what understanding concluded. */

import type { Understanding } from '../nlu/mod.ts';
import { distinctTerms, type Terms, termsOf } from './terms.ts';

export interface Query {
  terms: Terms;
  /** Each term once, over all families. */
  distinct: readonly string[];
  /** Unit length. */
  vector: Float32Array;
  /** Probability by intent. */
  intents: ReadonlyMap<string, number>;
  /** The understander's acceptance score, 0..1: that the text is in scope at all. */
  acceptance: number;
}

export function queryOf(understanding: Understanding): Query {
  const terms = termsOf(understanding.normalised);
  return {
    terms,
    distinct: distinctTerms(terms),
    vector: understanding.vector,
    intents: new Map(understanding.intents.map(({ id, probability }) => [id, probability])),
    acceptance: understanding.score,
  };
}
