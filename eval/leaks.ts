/** Owns the search for test texts that were given away before the test. */
import { leakKey } from '../nlu/model/corpus.ts';
import type { Located } from './rows.ts';

/** A text that the robot has learnt from, and where it stands. */
export interface Known {
  text: string;
  where: string;
  /** The intent or topic under which it was learnt. */
  label: string;
}

export interface Leak {
  line: number;
  text: string;
  /** Where the same text stands in what was learnt from. */
  where: string;
}

/** Rows whose text, normalised and without punctuation, is one that the robot has learnt from. */
export function findLeaks(rows: readonly (Located & { text: string })[], known: readonly Known[]): Leak[] {
  const places = new Map(known.map(({ text, where }) => [leakKey(text), where]));
  places.delete('');
  return rows.flatMap(({ line, text }) => {
    const where = places.get(leakKey(text));
    return where === undefined ? [] : [{ line, text, where }];
  });
}
