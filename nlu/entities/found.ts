/** What an extractor is given and what it gives back. */

import type { EntityType, EntityValue } from '../types.ts';
import type { NumeralSpan } from './numeral-spans.ts';
import type { Day } from './recognise/calendar.ts';

/** One normalised utterance, with what several extractors need computed once. */
export interface Utterance {
  text: string;
  /** The same in lower case, character by character, for the recognisers. */
  folded: string;
  /** The numbers written in it, in order, without overlap. */
  numerals: readonly NumeralSpan[];
  /** The day in Shanghai by the clock handed in. */
  today: Day;
}

/** A reading proposed by an extractor; offsets are those of the normalised text. */
export interface Found {
  type: EntityType;
  value: EntityValue;
  start: number;
  end: number;
  source: string;
  /** Among readings of the same length the highest wins. 0 when not given. */
  priority?: number;
  /** A further reading of the same characters, which may stand beside the winner: 0123 as a number and as an ID's end. */
  alternative?: boolean;
}

export type Extractor = (utterance: Utterance) => Found[];
