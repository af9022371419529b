/** What a reading of an answer is. */
import type { Entity } from '../../../nlu/mod.ts';
import type { SlotValue } from '../state.ts';

/** The value, and `exact` when nothing but the answer was said; undefined = the words are no answer. */
export type Reading<Value extends SlotValue = SlotValue> = { value: Value; exact: boolean } | undefined;

/** Whether little was said but the entity. */
export function covers(entity: Entity, words: string): boolean {
  return entity.text.length >= words.replace(/[\s，。！？,.!?]/g, '').length - 4;
}
