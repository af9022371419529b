/** The door of the understanding room: text in, understanding out. */

export { ensureModel } from './model/ensure.ts';
export { loadUnderstander } from './model/understander.ts';
export type * from './types.ts';
