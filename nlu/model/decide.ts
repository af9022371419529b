/** Owns the step from probabilities to a decision: one acceptance score, thresholds, and when to ask. */

import type { Decision, RankedIntent } from '../types.ts';
import type { DecisionRules, Manifest } from './manifest.ts';

/** What the acceptance score is computed from. */
export interface Evidence {
  /** Calibrated probabilities of all classes, `none` last. */
  probabilities: ArrayLike<number>;
  /** Share of the text's weight that the vocabulary knows, 0..1. */
  coverage: number;
}

/** Probabilities with their logarithms divided by the temperature; they add up to one. */
export function calibrated(probabilities: ArrayLike<number>, temperature: number): Float64Array {
  const powered = Float64Array.from(probabilities, (p) => p ** (1 / temperature));
  const sum = powered.reduce((a, b) => a + b, 0);
  return powered.map((p) => p / sum);
}

/** The numbers that the logistic regression of the acceptance score weighs, in its order. */
export function acceptanceInputs({ probabilities, coverage }: Evidence): number[] {
  const none = probabilities[probabilities.length - 1]!;
  let top = 0;
  for (let c = 0; c + 1 < probabilities.length; c++) top = Math.max(top, probabilities[c]!);
  return [logit(top), logit(none), coverage];
}

/** The acceptance score, 0..1: how sure we are that the utterance is a request of one of our intents. */
export function acceptanceScore(inputs: readonly number[], model: Manifest['acceptance']): number {
  const sum = model.weights.reduce((total, weight, i) => total + weight * inputs[i]!, model.bias);
  return 1 / (1 + Math.exp(-sum));
}

/** Log-odds, kept within ±10 so that a certainty stays finite. */
function logit(p: number): number {
  return Math.max(-10, Math.min(10, Math.log(p / (1 - p))));
}

/** In-scope candidates, most probable first; `none` is not a candidate but a decision. */
export function rank(
  probabilities: ArrayLike<number>,
  intents: readonly string[],
  limit: number,
): RankedIntent[] {
  return intents
    .slice(0, -1)
    .map((id, c) => ({ id, probability: probabilities[c]! }))
    .sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

/** Accept, ask or reject, by the thresholds of the top candidate's intent. */
export function decide(score: number, ranked: readonly RankedIntent[], rules: DecisionRules): Decision {
  const [first, second] = ranked;
  if (!first) return 'reject';
  const { accept, reject } = rules.perIntent[first.id] ?? rules;
  if (score < reject) return 'reject';
  if (score < accept) return 'clarify';
  return second && first.probability - second.probability < rules.margin ? 'clarify' : 'accept';
}
