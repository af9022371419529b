/** What a recogniser of the specs is, ours or theirs. */

/** One thing found in a text, in the terms in which both sides are compared. */
export interface Reading {
  /** As it stands in the text, in lower case and half width. */
  text: string;
  /** Of a merged model: date, time, daterange, duration, datetime. */
  type?: string;
  /** Every value that counts as right; a reading without any is compared by its text alone. */
  values: string[];
}

/** Reads a text at a reference date; one of them per model on each side. */
export type Recogniser = (input: string, reference: Date) => Reading[];
