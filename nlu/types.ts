/** What the understanding room gives to the others: the shape of an understood utterance. */

/** An intent id of intents.yaml, or `none` for an utterance that is out of scope. */
export type IntentId = string;

export interface RankedIntent {
  id: IntentId;
  /** Calibrated probability, 0..1. */
  probability: number;
}

export const ENTITY_TYPES = [
  'account', // 户号: '3201000000017'
  'phone', // '13800000001', '025-12345678'
  'amount', // money: fen, integer
  'energy', // kWh, number
  'power', // kW, number
  'capacity', // kVA, number
  'percent', // 0.05 for 5 %
  'number', // a number with no unit: number
  'ordinal', // 第二个 -> 2, 最后一个 -> -1
  'month', // 'YYYY-MM'
  'date', // 'YYYY-MM-DD'
  'period', // {from: 'YYYY-MM-DD', to: 'YYYY-MM-DD'}, both inclusive
  'time', // 'HH:MM' or 'YYYY-MM-DDTHH:MM'
  'duration', // seconds, number
  'address', // the text, normalised
  'order', // work-order or application number: digits
  'name', // a person's or company's name
  'idLast4', // last four characters of an identity card, '123X'
  'code', // one-time code, six digits
  'taxNo',
  'appliance', // canonical name: 空调
  'yesno', // boolean
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export type EntityValue = string | number | boolean | { from: string; to: string };

export interface Entity {
  type: EntityType;
  /** The resolved value; units as listed with ENTITY_TYPES. */
  value: EntityValue;
  /** The text from which it was read: `utterance.slice(start, end)` of the text as typed. */
  text: string;
  /** Offsets in UTF-16 code units of the text as typed. */
  start: number;
  end: number;
  /** Which extractor found it, for explanation. */
  source: string;
}

/** What understanding concludes from the ranked list. */
export type Decision = 'accept' | 'clarify' | 'reject';

/** One request of a message; a message with two requests has two clauses. */
export interface Clause {
  text: string;
  intents: RankedIntent[];
  /** Acceptance score, 0..1: the one number that the thresholds of the decision are learned on. */
  score: number;
  decision: Decision;
}

export interface Understanding extends Clause {
  /** The text as typed. `text` is the same string. */
  raw: string;
  /** After NFKC, simplification, spoken numbers and homophone repair. */
  normalised: string;
  entities: Entity[];
  /** One for each request found; a single-request message has one clause equal to the whole. */
  clauses: Clause[];
  /** Distributed representation of the text for retrieval; unit length. */
  vector: Float32Array;
}

export interface UnderstandOptions {
  /** The clock by which 上个月 is resolved. */
  now: Date;
}

/** The port of the room: text in, understanding out. Implemented by the trained model. */
export interface Understander {
  understand(text: string, options: UnderstandOptions): Promise<Understanding>;
  /** The same representation for many texts, for indexing. */
  embed(texts: string[]): Promise<Float32Array[]>;
  /** Length of the vectors. */
  readonly dimension: number;
}
