/** The numbers that speak for an article as the answer to a query. */

export const SIGNALS = [
  'chars', // BM25 of the article's questions by family, as shares of what could be reached
  'pairs',
  'words',
  'concepts',
  'answerChars', // BM25 of its answer
  'answerPairs',
  'answerWords',
  'intent', // probability of its intent, and the logarithm
  'logIntent',
  'wording', // likeness in wording to the nearest question, and the mean of the nearest three
  'wording3',
  'cosine', // likeness of the vectors, likewise
  'cosine3',
  'title', // likeness in wording to the standard question
] as const;

export type Signal = (typeof SIGNALS)[number];

/** All but `logIntent` lie within 0..1. */
export type Signals = Readonly<Record<Signal, number>>;

export interface Candidate {
  /** Place of the article in the list that the index was built from. */
  article: number;
  signals: Signals;
}
