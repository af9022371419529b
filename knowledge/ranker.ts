/** Which candidate answers a query best: a linear score of its signals, learned so that the right one wins. */

import { descend } from './descend.ts';
import { type Candidate, SIGNALS, type Signal, type Signals } from './signals.ts';

export type RankerWeights = Readonly<Record<Signal, number>>;

/** What the shipped base taught; a base of few questions stays near it. */
const USUAL: RankerWeights = {
  chars: 4.8,
  pairs: 0.3,
  words: 0.1,
  concepts: 2.9,
  answerChars: 6.2,
  answerPairs: 2.3,
  answerWords: 2.4,
  intent: 0.3,
  logIntent: 0.4,
  wording: 0,
  wording3: 1.1,
  cosine: 1.4,
  cosine3: 3,
  title: 4.2,
};

/** A query's candidates and the right one among them. */
export interface RankingExample {
  candidates: readonly Candidate[];
  /** Place in `candidates`. */
  right: number;
}

export interface Ranked {
  article: number;
  signals: Signals;
  /** Share of belief among the candidates, 0..1: how surely this one is the right one, if any is. */
  share: number;
}

/** Best first; of equal ones the earlier article. */
export function rank(candidates: readonly Candidate[], weights: RankerWeights): Ranked[] {
  const ranked = candidates.map(({ article, signals }) => {
    let share = 0;
    for (const signal of SIGNALS) share += weights[signal] * signals[signal];
    return { article, signals, share };
  });
  toShares(ranked);
  return ranked.sort((a, b) => b.share - a.share || a.article - b.article);
}

/** Weights under which the right candidates are most probable (conditional logistic regression). */
export function fitRanker(examples: readonly RankingExample[]): RankerWeights {
  const rows = examples.map(({ candidates, right }) =>
    candidates.map(({ signals }, i) => ({
      values: Float64Array.from(SIGNALS, (signal) => signals[signal]),
      right: Number(i === right),
      share: 0,
    })),
  );
  const prior = SIGNALS.map((signal) => USUAL[signal]);
  const weights = descend(prior, rows.length, (at, gradient) => {
    for (const row of rows) {
      for (const candidate of row) candidate.share = dot(candidate.values, at);
      toShares(row);
      for (const { values, right, share } of row) {
        for (let j = 0; j < values.length; j++) gradient[j]! += (share - right) * (values[j] as number);
      }
    }
  });
  return Object.fromEntries(SIGNALS.map((signal, i) => [signal, weights[i]])) as Record<Signal, number>;
}

/** Turns scores into shares that add up to one (softmax), in place. */
function toShares(rows: readonly { share: number }[]): void {
  let top = -Infinity;
  for (const row of rows) top = Math.max(top, row.share);
  let sum = 0;
  for (const row of rows) {
    row.share = Math.exp(row.share - top);
    sum += row.share;
  }
  for (const row of rows) row.share /= sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
