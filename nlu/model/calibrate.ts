/** Owns fitting the few numbers that turn raw outputs into honest probabilities and one acceptance score. */

import { acceptanceScore, calibrated } from './decide.ts';
import type { Manifest } from './manifest.ts';

/** A held-out prediction: probabilities of all classes and the right class. */
export interface HeldOut {
  probabilities: ArrayLike<number>;
  label: number;
}

/** The temperature that makes the right classes most likely (golden-section search on a logarithmic scale). */
export function fitTemperature(heldOut: readonly HeldOut[]): number {
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
export function calibrationError(heldOut: readonly HeldOut[], bins = 10): number {
  const sums = Array.from({ length: bins }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { probabilities, label } of heldOut) {
    let top = 0;
    for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[top]!) top = c;
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
 * Logistic regression by gradient descent on standardised inputs, with a little ridge; returned in the inputs' own
 * units. `weights[i]` says how much row i counts.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  targets: readonly boolean[],
  rowWeights?: readonly number[],
): Manifest['acceptance'] {
  const width = rows[0]?.length ?? 0;
  const mean = Array.from({ length: width }, (_, j) => rows.reduce((s, r) => s + r[j]!, 0) / rows.length);
  const spread = mean.map(
    (m, j) => Math.sqrt(rows.reduce((s, r) => s + (r[j]! - m) ** 2, 0) / rows.length) || 1,
  );
  const scaled = rows.map((row) => row.map((x, j) => (x - mean[j]!) / spread[j]!));
  const total = rowWeights?.reduce((a, b) => a + b, 0) ?? rows.length;
  const model = { bias: 0, weights: new Array<number>(width).fill(0) };
  for (let pass = 0; pass < PASSES; pass++) {
    const slope = model.weights.map((w) => RIDGE * w);
    let biasSlope = 0;
    scaled.forEach((row, i) => {
      const error = (acceptanceScore(row, model) - (targets[i] ? 1 : 0)) * ((rowWeights?.[i] ?? 1) / total);
      biasSlope += error;
      for (let j = 0; j < width; j++) slope[j]! += error * row[j]!;
    });
    model.bias -= STEP * biasSlope;
    for (let j = 0; j < width; j++) model.weights[j]! -= STEP * slope[j]!;
  }
  const weights = model.weights.map((w, j) => w / spread[j]!);
  return { bias: model.bias - weights.reduce((s, w, j) => s + w * mean[j]!, 0), weights };
}

const PASSES = 400;
const STEP = 2;
const RIDGE = 1e-4;
