/** Owns the evaluation of messages that hold several requests. */
import { z } from 'zod';
import type { Understander, Understanding } from '../../nlu/mod.ts';
import { share } from '../metrics/accuracy.ts';
import { type Interval, wilson } from '../metrics/interval.ts';
import { type LatencyUs, latencyUs } from '../metrics/latency.ts';
import { type Located, oneOf } from '../rows.ts';
import { timed, warmUp } from '../stopwatch.ts';
import { NONE } from './intent.ts';

export const multiRow = (intents: readonly string[]) =>
  z.looseObject({ text: z.string(), intents: z.array(oneOf([...intents, NONE], 'intent')).min(1) });
export type MultiRow = z.infer<ReturnType<typeof multiRow>> & Located;

export interface MultiPrediction extends Located {
  text: string;
  gold: string[];
  predicted: string[];
  ms: number;
}

export interface MultiResult {
  n: number;
  /** Shares of rows: the same intents in the same order; the same in any order; the first one right. */
  exact: number;
  anyOrder: number;
  first: number;
  intervals: Record<'exact' | 'anyOrder' | 'first', Interval>;
  latencyUs: LatencyUs;
  errors: { text: string; gold: string[]; predicted: string[]; line: number }[];
}

/** The requests that the robot would take up, in order: one for each clause that is not rejected; `none` for none. */
export function requestsOf(understanding: Pick<Understanding, 'clauses'>): string[] {
  const ids = understanding.clauses.flatMap((c) =>
    c.decision === 'reject' || !c.intents[0] ? [] : [c.intents[0].id],
  );
  const distinct = [...new Set(ids)];
  const taken = distinct.length > 1 ? distinct.filter((id) => id !== NONE) : distinct;
  return taken.length > 0 ? taken : [NONE];
}

export async function predictMulti(
  rows: readonly MultiRow[],
  understander: Pick<Understander, 'understand'>,
  now: Date,
): Promise<MultiPrediction[]> {
  await warmUp(rows, (text) => understander.understand(text, { now }));
  const predictions: MultiPrediction[] = [];
  for (const { text, intents, line } of rows) {
    const { value, ms } = await timed(() => understander.understand(text, { now }));
    predictions.push({ line, text, gold: intents, predicted: requestsOf(value), ms });
  }
  return predictions;
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, i) => id === b[i]);
const exact = (p: MultiPrediction) => same(p.gold, p.predicted);
export const anyOrder = (p: Pick<MultiPrediction, 'gold' | 'predicted'>) =>
  same([...p.gold].sort(), [...p.predicted].sort());
const first = (p: MultiPrediction) => p.gold[0] === p.predicted[0];

export function scoreMulti(predictions: readonly MultiPrediction[]): MultiResult {
  const of = (test: (p: MultiPrediction) => boolean) => share(predictions.map(test));
  const interval = (test: (p: MultiPrediction) => boolean) =>
    wilson(predictions.filter(test).length, predictions.length);
  return {
    n: predictions.length,
    exact: of(exact),
    anyOrder: of(anyOrder),
    first: of(first),
    intervals: { exact: interval(exact), anyOrder: interval(anyOrder), first: interval(first) },
    latencyUs: latencyUs(predictions.map((p) => p.ms)),
    errors: predictions
      .filter((p) => !exact(p))
      .map(({ text, gold, predicted, line }) => ({ text, gold, predicted, line })),
  };
}
