/** Owns the step from the model's outputs to a decision: honest probabilities, one acceptance score, thresholds. */

import type { Decision, IntentId, RankedIntent } from '../types.ts';
import type { DecisionRules, Manifest } from './manifest.ts';
import { NONE } from './taxonomy.ts';

/** What the acceptance score is computed from. */
export interface Evidence {
  /** Calibrated probabilities of all classes. */
  probabilities: ArrayLike<number>;
  /** Distances from the separators of all classes. */
  margins: ArrayLike<number>;
  /** Share of the text's weight that the vocabulary knows, 0..1. */
  coverage: number;
}

/** Probabilities with their logarithms divided by the temperature; they add up to one. */
export function calibrated(probabilities: ArrayLike<number>, temperature: number): Float64Array {
  const powered = new Float64Array(probabilities.length);
  let sum = 0;
  for (let c = 0; c < powered.length; c++) {
    powered[c] = probabilities[c]! ** (1 / temperature);
    sum += powered[c]!;
  }
  for (let c = 0; c < powered.length; c++) powered[c]! /= sum;
  return powered;
}

/**
 * The numbers that the acceptance score weighs, in its order. `none` is the place of that class, -1 when the model
 * has no such class; it then counts as impossible.
 */
export function acceptanceInputs({ probabilities, margins, coverage }: Evidence, none: number): number[] {
  let [probability, margin] = [0, Number.NEGATIVE_INFINITY];
  for (let c = 0; c < probabilities.length; c++) {
    if (c === none) continue;
    probability = Math.max(probability, probabilities[c]!);
    margin = Math.max(margin, margins[c]!);
  }
  return [logit(probability), logit(probabilities[none] ?? 0), margin, margins[none] ?? -1, coverage];
}

/** The acceptance score, 0..1: how sure we are that the utterance is a request of one of our intents. */
export function acceptanceScore(inputs: readonly number[], model: Manifest['acceptance']): number {
  const sum = model.weights.reduce((total, weight, i) => total + weight * inputs[i]!, model.bias);
  return 1 / (1 + Math.exp(-sum));
}

/** Log-odds, kept within ±12 so that a certainty stays finite. */
export function logit(p: number): number {
  return Math.max(-12, Math.min(12, Math.log(p / (1 - p))));
}

/** An urgent intent that is no further behind wins… */
const TIE = 0.1;
/** …if it is likely at all: where every candidate is unlikely, nothing speaks for danger either. */
export const URGENT_FROM = 0.2;

/**
 * All classes, most probable first; equals in the taxonomy's order. An urgent intent that all but ties with the best
 * candidate in scope stands before it.
 */
export function rank(
  probabilities: ArrayLike<number>,
  intents: readonly IntentId[],
  urgent: readonly IntentId[],
): RankedIntent[] {
  const ranked = intents
    .map((id, c) => ({ id, probability: probabilities[c]! }))
    .sort((a, b) => b.probability - a.probability);
  const best = ranked.findIndex(({ id }) => id !== NONE);
  const rival = ranked.findIndex(({ id }) => urgent.includes(id));
  if (best < 0 || rival <= best || ranked[best]!.probability - ranked[rival]!.probability > TIE)
    return ranked;
  ranked.splice(best, 0, ...ranked.splice(rival, 1));
  return ranked;
}

/** Accept, ask or reject, by the thresholds of the best candidate in scope. */
export function decide(score: number, ranked: readonly RankedIntent[], rules: DecisionRules): Decision {
  const [first, second] = ranked.filter(({ id }) => id !== NONE);
  if (!first) return 'reject';
  const own = rules.perIntent[first.id];
  const { accept, reject, margin } = own && first.probability >= own.from ? own : rules;
  if (score < reject) return 'reject';
  if (score < accept) return 'clarify';
  return second && Math.abs(first.probability - second.probability) < margin ? 'clarify' : 'accept';
}
