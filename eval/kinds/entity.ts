/** Owns the evaluation of entities: what was found in a text and to which value it was resolved. */
import { z } from 'zod';
import type { EntityType, EntityValue, Understander } from '../../nlu/mod.ts';
import { type ClassScore, scoreOf } from '../metrics/classes.ts';
import { bootstrap, type Interval } from '../metrics/interval.ts';
import { type LatencyUs, latencyUs } from '../metrics/latency.ts';
import type { Located } from '../rows.ts';
import { timed, warmUp } from '../stopwatch.ts';
import { inEvaluationUnit, sameValue, typeOf } from './entity-value.ts';

export const entityRow = z.looseObject({
  text: z.string(),
  entities: z.array(z.looseObject({ type: z.string().min(1), value: z.unknown() })),
  /** The clock by which 上个月 is resolved; the suite's own when it is left out. */
  now: z.iso.datetime({ offset: true }).optional(),
});
export type EntityRow = z.infer<typeof entityRow> & Located;

interface Value {
  type: string;
  value: unknown;
}

export interface EntityPrediction extends Located {
  text: string;
  gold: Value[];
  found: { type: EntityType; value: EntityValue }[];
  ms: number;
}

interface TypeCount {
  hits: number;
  gold: number;
  found: number;
}

export interface EntityResult {
  n: number;
  /** Over all entities of the types that the file annotates. */
  precision: number;
  recall: number;
  f1: number;
  perType: Record<string, ClassScore>;
  latencyUs: LatencyUs;
  errors: { text: string; missed: Value[]; extra: Value[]; line: number }[];
  /** Share of rows without a mistake. */
  exact: number;
  intervals: { f1: Interval };
  /** Found, but of types that no row of the file annotates: counted for and against nothing. */
  unannotated: Record<string, number>;
  /** Types named in the file that the robot does not know; every one of them is missed. */
  unknownTypes: string[];
}

export async function predictEntities(
  rows: readonly EntityRow[],
  understander: Pick<Understander, 'understand'>,
  now: Date,
): Promise<EntityPrediction[]> {
  await warmUp(rows, (text) => understander.understand(text, { now }));
  const predictions: EntityPrediction[] = [];
  for (const row of rows) {
    const clock = row.now ? new Date(row.now) : now;
    const { value, ms } = await timed(() => understander.understand(row.text, { now: clock }));
    predictions.push({
      line: row.line,
      text: row.text,
      gold: row.entities.map((e) => ({ type: typeOf(e.type) ?? e.type, value: e.value })),
      found: value.entities.map((e) => ({ type: e.type, value: inEvaluationUnit(e) })),
      ms,
    });
  }
  return predictions;
}

/** Pairs gold and found values of a row one to one; returns what is left over on either side. */
export function leftOver(prediction: Pick<EntityPrediction, 'gold' | 'found'>): {
  missed: Value[];
  extra: Value[];
} {
  const extra: Value[] = [...prediction.found];
  const missed = prediction.gold.filter((gold) => {
    const at = extra.findIndex(
      (f) => f.type === gold.type && sameValue(f.type as EntityType, gold.value, f.value as EntityValue),
    );
    if (at >= 0) extra.splice(at, 1);
    return at < 0;
  });
  return { missed, extra };
}

export function scoreEntities(predictions: readonly EntityPrediction[], seed: number): EntityResult {
  const annotated = new Set(predictions.flatMap((p) => p.gold.map((g) => g.type)));
  const judged = predictions.map((p) => ({ ...p, found: p.found.filter((f) => annotated.has(f.type)) }));
  const counts = countTypes(judged);
  const all = total(counts);
  const errors = judged
    .map((p) => ({ text: p.text, ...leftOver(p), line: p.line }))
    .filter((e) => e.missed.length + e.extra.length > 0);
  return {
    n: predictions.length,
    ...withoutN(scoreOf(all.hits, all.gold, all.found)),
    perType: Object.fromEntries([...counts].map(([type, c]) => [type, scoreOf(c.hits, c.gold, c.found)])),
    latencyUs: latencyUs(predictions.map((p) => p.ms)),
    errors,
    exact: (predictions.length - errors.length) / predictions.length,
    intervals: { f1: bootstrap(judged, f1Of, { seed }) },
    unannotated: tally(
      predictions.flatMap((p) => p.found.filter((f) => !annotated.has(f.type)).map((f) => f.type)),
    ),
    unknownTypes: [...annotated].filter((type) => !typeOf(type)).sort(),
  };
}

function withoutN({ precision, recall, f1 }: ClassScore): Omit<ClassScore, 'n'> {
  return { precision, recall, f1 };
}

function f1Of(sample: readonly EntityPrediction[]): number {
  const all = total(countTypes(sample));
  return scoreOf(all.hits, all.gold, all.found).f1;
}

function countTypes(predictions: readonly EntityPrediction[]): Map<string, TypeCount> {
  const counts = new Map<string, TypeCount>();
  const of = (type: string) => {
    const count = counts.get(type) ?? { hits: 0, gold: 0, found: 0 };
    counts.set(type, count);
    return count;
  };
  for (const prediction of predictions) {
    const { missed } = leftOver(prediction);
    for (const { type } of prediction.gold) {
      of(type).gold += 1;
      of(type).hits += 1;
    }
    for (const { type } of prediction.found) of(type).found += 1;
    for (const { type } of missed) of(type).hits -= 1;
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function total(counts: ReadonlyMap<string, TypeCount>): TypeCount {
  const sum = { hits: 0, gold: 0, found: 0 };
  for (const count of counts.values()) {
    sum.hits += count.hits;
    sum.gold += count.gold;
    sum.found += count.found;
  }
  return sum;
}

function tally(items: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}
