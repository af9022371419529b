/** What a customer takes back in the same breath: "充一百，算了，充五十吧", "不是9月，是10月". */
import type { Entity, Understanding } from '../nlu/mod.ts';

const TAKEN_BACK =
  /不不+|[哦噢喔啊呃额]+[，,\s]*不[是对]?|不对|错了|说错|搞错|记错|算了|不是不是|还是(?=[\d一二两三四五六七八九十])/gu;
const NOT_THIS_BUT_THAT = /不是([^，,。不]+?)[，,\s]*(?:而是|是|要|应该是)(?=[^不])/gu;

/** The understanding without the values that the customer replaced by later ones of the same kind. */
export function withoutTakenBack(understanding: Understanding): Understanding {
  const { raw, entities, clauses } = understanding;
  const kept = entities.filter((entity) => !isTakenBack(raw, entity, entities));
  if (kept.length === entities.length) return understanding;
  const same = new Set(clauses.map((clause) => clause.intents[0]?.id)).size === 1;
  return { ...understanding, entities: kept, clauses: same ? clauses.slice(0, 1) : clauses };
}

function isTakenBack(raw: string, entity: Entity, entities: readonly Entity[]): boolean {
  const replaces = (from: number) =>
    entities.some((e) => e !== entity && e.start >= from && kindOf(e) === kindOf(entity));
  for (const mark of raw.matchAll(TAKEN_BACK)) {
    const end = mark.index + mark[0].length;
    if (entity.end <= mark.index && replaces(end)) return true;
  }
  for (const mark of raw.matchAll(NOT_THIS_BUT_THAT)) {
    const end = mark.index + mark[0].length;
    if (entity.start >= mark.index && entity.end <= end && replaces(end)) return true;
  }
  return false;
}

/** Figures replace figures, whatever their units: "充一百，不，五十就够". */
function kindOf({ type }: Entity): string {
  return ['amount', 'number', 'energy', 'power', 'capacity'].includes(type) ? 'figure' : type;
}
