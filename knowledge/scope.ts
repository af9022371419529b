/** Whether a text asks something that the base answers at all: two judges, each honest by itself, added up. */

import { descend, logit, sigmoid } from './descend.ts';
import type { Query } from './query.ts';
import type { Ranked } from './ranker.ts';

/** What the judge of wording sees of a query. */
export type ScopeFeatures = readonly [familiarity: number, firstShare: number, logLength: number, one: 1];

/** Log-odds for each feature; the last is the bias. */
export type ScopeWeights = readonly number[];

/** What the shipped base taught; a base of few questions stays near it. */
const USUAL: ScopeWeights = [4.9, 3.8, 1.9, -6];

/**
 * The understander has learned from the very texts that serve here as foreign, so how much to believe it cannot be
 * fitted on them; it is believed by half, since the two judges see the same words.
 */
const UNDERSTANDER_SHARE = 0.5;

/** @param familiarity how much the text talks as the base's questions do */
export function scopeFeatures(query: Query, ranked: readonly Ranked[], familiarity: number): ScopeFeatures {
  return [familiarity, ranked[0]?.share ?? 0, Math.log(1 + query.terms.chars.length), 1];
}

/** Weights that tell the base's questions from foreign texts, both sides counting the same. */
export function fitScope(ours: readonly ScopeFeatures[], foreign: readonly ScopeFeatures[]): ScopeWeights {
  if (ours.length === 0 || foreign.length === 0) return USUAL;
  const count = ours.length + foreign.length;
  const sides = [
    { rows: ours, wanted: 1, weight: count / 2 / ours.length },
    { rows: foreign, wanted: 0, weight: count / 2 / foreign.length },
  ];
  return descend(USUAL, count, (weights, gradient) => {
    for (const { rows, wanted, weight } of sides) {
      for (const row of rows) {
        const error = weight * (sigmoid(dot(row, weights)) - wanted);
        for (let j = 0; j < row.length; j++) gradient[j]! += error * (row[j] as number);
      }
    }
  });
}

/** 0..1: how surely the base answers this text. */
export function scopeScore(features: ScopeFeatures, weights: ScopeWeights, acceptance: number): number {
  return sigmoid(dot(features, weights) + UNDERSTANDER_SHARE * logit(acceptance));
}

function dot(a: readonly number[], b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
