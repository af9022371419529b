/** Owns the learning of the linear member: one support vector machine for each class against all others. */

import { randomFrom } from './random.ts';
import type { Bags } from './vocabulary.ts';

export interface MarginOptions {
  /** Price of a violated margin; the higher, the closer to the training texts. */
  cost: number;
  /** Passes over the texts. */
  passes: number;
  seed: number;
}

/** Columns of a linear scorer: score of class c = bias[c] + Σ value·table[id·classes + c]. */
export interface Separators {
  /** features × classes. */
  table: Float32Array;
  bias: Float32Array;
}

/**
 * Learns one separator for each class by dual coordinate descent on the squared hinge loss
 * (Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear SVM", algorithm 1).
 */
export function trainMargins(
  bags: Bags,
  labels: Int32Array,
  features: number,
  classes: number,
  options: MarginOptions,
  progress: (share: number) => void = () => {},
): Separators {
  const separators = { table: new Float32Array(features * classes), bias: new Float32Array(classes) };
  const weights = new Float64Array(features);
  const curvature = rowCurvature(bags);
  for (let c = 0; c < classes; c++) {
    separators.bias[c] = separate(bags, labels, c, weights, curvature, options);
    for (let f = 0; f < features; f++) separators.table[f * classes + c] = weights[f]!;
    progress((c + 1) / classes);
  }
  return separators;
}

/** ‖x‖² + 1 of each row; the one is the bias's share. */
function rowCurvature({ offsets, values }: Bags): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, row) => {
    let sum = 1;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) sum += values[i]! * values[i]!;
    return sum;
  });
}

/** Learns one class into `weights`; returns its bias. */
function separate(
  { offsets, ids, values }: Bags,
  labels: Int32Array,
  positive: number,
  weights: Float64Array,
  curvature: Float64Array,
  { cost, passes, seed }: MarginOptions,
): number {
  const random = randomFrom(seed + positive);
  const active = new ActiveRows(labels.length);
  const dual = new Float64Array(labels.length);
  const ridge = 1 / (2 * cost);
  weights.fill(0);
  let bias = 0;
  for (let pass = 0; pass < passes; pass++) {
    active.shuffle(random.below);
    for (let place = 0; place < active.size; place++) {
      const row = active.at(place);
      const side = labels[row] === positive ? 1 : -1;
      const [start, end] = [offsets[row]!, offsets[row + 1]!];
      let score = bias;
      for (let i = start; i < end; i++) score += weights[ids[i]!]! * values[i]!;
      const slope = side * score - 1 + ridge * dual[row]!;
      if (dual[row] === 0 && slope >= 0) {
        if (active.leaves(place, slope)) place--;
        continue;
      }
      active.sees(slope);
      const next = Math.max(0, dual[row]! - slope / (curvature[row]! + ridge));
      const change = side * (next - dual[row]!);
      dual[row] = next;
      for (let i = start; i < end; i++) weights[ids[i]!]! += change * values[i]!;
      bias += change;
    }
  }
  return bias;
}

/**
 * The rows that a pass still visits. A row that lies further on its side than any other lay wrong in the pass before
 * stays out of the rest ("shrinking", algorithm 3 of the same paper): most texts are far from most classes.
 */
class ActiveRows {
  size: number;
  private readonly order: Int32Array;
  private limit = Number.POSITIVE_INFINITY;
  private steepest = 0;

  constructor(rows: number) {
    this.order = Int32Array.from({ length: rows }, (_, row) => row);
    this.size = rows;
  }

  at(place: number): number {
    return this.order[place]!;
  }

  /** Begins a pass. */
  shuffle(below: (n: number) => number): void {
    if (this.steepest > 0) this.limit = this.steepest;
    this.steepest = 0;
    for (let i = this.size - 1; i > 0; i--) this.swap(i, below(i + 1));
  }

  sees(slope: number): void {
    this.steepest = Math.max(this.steepest, Math.abs(slope));
  }

  /** Whether the row at this place, which nothing violates, is left out; the last one takes its place. */
  leaves(place: number, slope: number): boolean {
    if (slope <= this.limit) return false;
    this.swap(place, --this.size);
    return true;
  }

  private swap(a: number, b: number): void {
    const kept = this.order[a]!;
    this.order[a] = this.order[b]!;
    this.order[b] = kept;
  }
}
