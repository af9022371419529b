/** The door of the understanding room: text in, understanding out. */

export { ensureModel } from './model/ensure.ts';
export { loadTaxonomy } from './model/taxonomy.ts';
export { loadUnderstander } from './model/understander.ts';
export { splitClauses } from './text/clauses.ts';
export { normalise } from './text/normalise.ts';
export { segment } from './text/segment.ts';
export {
  sayCount,
  sayDate,
  sayDigits,
  sayMoney,
  sayMonth,
  sayPercent,
  sayTime,
  toSpoken,
} from './text/speech.ts';
export { type Encoder, openEncoder } from './transformer/encoder.ts';
export { EncoderError } from './transformer/encoder-error.ts';
export type * from './types.ts';
