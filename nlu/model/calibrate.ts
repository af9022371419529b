/** Owns fitting the few numbers that turn raw outputs into honest probabilities and one acceptance score. */

import type { IntentId } from '../types.ts';
import { acceptanceInputs, acceptanceScore, calibrated } from './decide.ts';
import type { Prediction } from './ensemble.ts';
import type { Manifest } from './manifest.ts';
import { NONE } from './taxonomy.ts';
import { chooseThresholds, sharesOf, TARGETS } from './thresholds.ts';

/** What a model that has not seen a text says of it, and what it is. */
export interface HeldOut extends Prediction {
  coverage: number;
  intent: IntentId;
  /** Written worse than the corpus has it: the thresholds must hold for it too, the figures leave it out. */
  slipped?: boolean;
}

/** Everything in the manifest that is learned from held-out predictions. */
type Calibration = Pick<Manifest, 'temperature' | 'acceptance' | 'decision' | 'targets' | 'figures'>;

/** Out of scope is rare in the corpus and common in life: its texts weigh as much as this share of the requests. */
const NONE_SHARE = 1 / 3;

/** Fits temperature, acceptance score and thresholds, and measures what they reach. */
export function calibrate(
  heldOut: readonly HeldOut[],
  intents: readonly IntentId[],
  urgent: readonly IntentId[],
): Calibration {
  const none = intents.indexOf(NONE);
  const labelled = heldOut.map(({ probabilities, intent }) => ({
    probabilities,
    label: intents.indexOf(intent),
  }));
  const temperature = fitTemperature(labelled);
  const honest = labelled.map((row) => ({
    ...row,
    probabilities: calibrated(row.probabilities, temperature),
  }));
  const inputs = heldOut.map((row, i) =>
    acceptanceInputs({ ...row, probabilities: honest[i]!.probabilities }, none),
  );
  const requests = labelled.map(({ label }) => label !== none);
  const acceptance = fitAcceptance(inputs, requests);
  const scores = inputs.map((row) => acceptanceScore(row, acceptance));
  const judged = heldOut.map(({ intent }, i) => ({
    intent,
    score: scores[i]!,
    probabilities: honest[i]!.probabilities,
  }));
  const decision = chooseThresholds(judged, intents, urgent, TARGETS);
  const clean = <T>(rows: readonly T[]): T[] => rows.filter((_, i) => !heldOut[i]!.slipped);
  return {
    temperature,
    acceptance,
    decision,
    targets: TARGETS,
    figures: {
      texts: clean(heldOut).length,
      accuracy: accuracy(clean(honest)),
      inScopeAccuracy: accuracy(clean(honest).filter(({ label }) => label !== none)),
      calibrationError: calibrationError(clean(honest)),
      noneAuroc: auroc(clean(scores), clean(requests)),
      ...sharesOf(clean(judged), intents, urgent, decision),
    },
  };
}

function fitAcceptance(
  inputs: readonly (readonly number[])[],
  requests: readonly boolean[],
): Manifest['acceptance'] {
  const n = requests.filter(Boolean).length;
  const others = requests.length - n;
  if (others === 0) return { bias: 10, weights: inputs[0]!.map(() => 0) }; // nothing is out of scope
  const importance = requests.map((request) => (request ? 1 : (NONE_SHARE * n) / others));
  return fitLogistic(inputs, requests, importance);
}

interface Labelled {
  probabilities: ArrayLike<number>;
  label: number;
}

function accuracy(rows: readonly Labelled[]): number {
  return (
    rows.filter(({ probabilities, label }) => topOf(probabilities) === label).length / (rows.length || 1)
  );
}

function topOf(probabilities: ArrayLike<number>): number {
  let top = 0;
  for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[top]!) top = c;
  return top;
}

/** Chance that a random request scores above a random other text; ½ when one of them is missing. */
function auroc(scores: readonly number[], requests: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!);
  let [rankSum, n] = [0, 0];
  order.forEach((i, place) => {
    if (!requests[i]) return;
    rankSum += place + 1;
    n++;
  });
  const pairs = n * (scores.length - n);
  return pairs > 0 ? (rankSum - (n * (n + 1)) / 2) / pairs : 0.5;
}

/** The temperature that makes the right classes most likely (golden-section search on a logarithmic scale). */
export function fitTemperature(heldOut: readonly Labelled[]): number {
  const loss = (logTemperature: number): number => {
    const temperature = Math.exp(logTemperature);
    return heldOut.reduce((sum, { probabilities, label }) => {
      return sum - Math.log(Math.max(1e-12, calibrated(probabilities, temperature)[label]!));
    }, 0);
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.1), Math.log(10)];
  for (let i = 0; i < 30; i++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (loss(a) < loss(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Expected calibration error of the top probability, over ten equal bins of confidence; 0 is perfect. */
export function calibrationError(heldOut: readonly Labelled[], bins = 10): number {
  const sums = Array.from({ length: bins }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { probabilities, label } of heldOut) {
    const top = topOf(probabilities);
    const bin = sums[Math.min(bins - 1, Math.floor(probabilities[top]! * bins))]!;
    bin.n++;
    bin.confidence += probabilities[top]!;
    bin.right += top === label ? 1 : 0;
  }
  return (
    sums.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / (heldOut.length || 1)
  );
}

/**
 * Logistic regression with a little ridge, by Newton's method on standardised inputs; returned in the inputs' own
 * units. `importance[i]` says how much row i counts.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  targets: readonly boolean[],
  importance: readonly number[] = rows.map(() => 1),
): Manifest['acceptance'] {
  const width = rows[0]?.length ?? 0;
  const mean = Array.from({ length: width }, (_, j) => average(rows.map((row) => row[j]!)));
  const spread = mean.map((m, j) => Math.sqrt(average(rows.map((row) => (row[j]! - m) ** 2))) || 1);
  const scaled = rows.map((row) => [1, ...row.map((x, j) => (x - mean[j]!) / spread[j]!)]);
  let weights = new Array<number>(width + 1).fill(0);
  for (let pass = 0; pass < PASSES; pass++) {
    const change = newtonStep(scaled, targets, importance, weights);
    weights = weights.map((w, j) => w + change[j]!);
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  const own = weights.slice(1).map((w, j) => w / spread[j]!);
  return { bias: weights[0]! - own.reduce((sum, w, j) => sum + w * mean[j]!, 0), weights: own };
}

const PASSES = 50;
const RIDGE = 1;

function average(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / (numbers.length || 1);
}

/** Solves (H + ridge) · change = slope for the logistic loss at `weights`; the first column is the bias, without ridge. */
function newtonStep(
  rows: readonly (readonly number[])[],
  targets: readonly boolean[],
  importance: readonly number[],
  weights: readonly number[],
): number[] {
  const size = weights.length;
  const system = weights.map((w, j) => {
    const ridge = j > 0 ? RIDGE : 1e-9;
    return [...weights.map((_, k) => (k === j ? ridge : 0)), -ridge * w];
  });
  rows.forEach((row, i) => {
    const score = row.reduce((sum, x, j) => sum + x * weights[j]!, 0);
    const p = 1 / (1 + Math.exp(-score));
    const curvature = importance[i]! * Math.max(1e-9, p * (1 - p));
    const error = importance[i]! * ((targets[i] ? 1 : 0) - p);
    for (let j = 0; j < size; j++) {
      const equation = system[j]!;
      for (let k = 0; k < size; k++) equation[k]! += curvature * row[j]! * row[k]!;
      equation[size]! += error * row[j]!;
    }
  });
  return solve(system);
}

/** Gauss–Jordan elimination with pivoting; each equation ends with its right-hand side. */
function solve(system: number[][]): number[] {
  const size = system.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let k = i + 1; k < size; k++) if (Math.abs(system[k]![i]!) > Math.abs(system[pivot]![i]!)) pivot = k;
    [system[i], system[pivot]] = [system[pivot]!, system[i]!];
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = system[k]![i]! / system[i]![i]!;
      for (let j = i; j <= size; j++) system[k]![j]! -= factor * system[i]![j]!;
    }
  }
  return system.map((equation, i) => equation[size]! / equation[i]!);
}
