/** Owns the learning of one member of the ensemble: an embedding bag with a softmax, by stochastic gradient descent. */

import { randomFrom } from './random.ts';
import type { Bags } from './vocabulary.ts';

export interface MemberOptions {
  /** Width of the embedding; 0 = none, the features speak to the classes directly (logistic regression). */
  width: number;
  epochs: number;
  /** Adagrad's step at the start; it falls to zero along the way. */
  rate: number;
  /** Share of features that each pass leaves out. */
  dropout: number;
  /** Label smoothing, 0..1. */
  smoothing: number;
  seed: number;
}

/** logits = head · (Σ value·table[id]) + bias; without a head the sum itself is the logits. */
export interface Member {
  /** Columns of the table: the embedding's width, or the number of classes when there is no head. */
  columns: number;
  /** features × columns. */
  table: Float32Array;
  /** classes × columns. */
  head?: Float32Array;
  bias: Float32Array;
}

/** Learns from `bags` with the class of each row in `labels`. Same input, same seed: same numbers. */
export function trainMember(
  bags: Bags,
  labels: Int32Array,
  features: number,
  classes: number,
  options: MemberOptions,
  progress: (share: number) => void = () => {},
): Member {
  const random = randomFrom(options.seed);
  const member = blankMember(features, classes, options.width, random.next);
  const step = stepOf(member, features);
  const order = Int32Array.from(labels.keys());
  const target = new Float32Array(classes);
  const total = options.epochs * order.length;
  let done = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (const row of random.shuffle(order)) {
      const kept = dropFeatures(bags, row, options.dropout, random.next);
      target.fill(options.smoothing / classes);
      target[labels[row]!]! += 1 - options.smoothing;
      step(kept.ids, kept.values, target, options.rate * (1 - done++ / total));
    }
    progress((epoch + 1) / options.epochs);
  }
  return member;
}

function blankMember(features: number, classes: number, width: number, next: () => number): Member {
  const bias = new Float32Array(classes);
  if (width === 0) return { columns: classes, table: new Float32Array(features * classes), bias };
  const table = new Float32Array(features * width);
  for (let i = 0; i < table.length; i++) table[i] = next() - 0.5;
  return { columns: width, table, head: new Float32Array(classes * width), bias };
}

function dropFeatures(bags: Bags, row: number, dropout: number, next: () => number) {
  const from = bags.offsets[row]!;
  const to = bags.offsets[row + 1]!;
  const ids: number[] = [];
  const values: number[] = [];
  for (let i = from; i < to; i++) {
    if (dropout > 0 && next() < dropout) continue;
    ids.push(bags.ids[i]!);
    values.push(bags.values[i]! / (1 - dropout));
  }
  return { ids, values };
}

/** Sum of the rows of the table, weighted: the hidden vector of one utterance. */
function pool(member: Member, ids: ArrayLike<number>, values: ArrayLike<number>, into: Float32Array): void {
  const { table, columns } = member;
  into.fill(0);
  for (let i = 0; i < ids.length; i++) {
    const at = ids[i]! * columns;
    const value = values[i]!;
    for (let d = 0; d < columns; d++) into[d]! += value * table[at + d]!;
  }
}

function classify(member: Member, hidden: Float32Array, logits: Float32Array): void {
  const { head, bias, columns } = member;
  for (let c = 0; c < logits.length; c++) {
    let sum = bias[c]!;
    if (head) for (let d = 0, at = c * columns; d < columns; d++) sum += head[at + d]! * hidden[d]!;
    else sum += hidden[c]!;
    logits[c] = sum;
  }
}

/** The member's own forward pass: the reference for the exported graph. */
export function forward(
  member: Member,
  bags: Bags,
  row: number,
): { hidden: Float32Array; logits: Float32Array } {
  const hidden = new Float32Array(member.columns);
  const logits = new Float32Array(member.bias.length);
  const [from, to] = [bags.offsets[row]!, bags.offsets[row + 1]!];
  pool(member, bags.ids.subarray(from, to), bags.values.subarray(from, to), hidden);
  classify(member, hidden, logits);
  return { hidden, logits };
}

/** In place: exponentials that add up to one. */
export function softmax(logits: Float32Array): Float32Array {
  let top = -Infinity;
  for (const x of logits) if (x > top) top = x;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += logits[i] = Math.exp(logits[i]! - top);
  for (let i = 0; i < logits.length; i++) logits[i]! /= sum;
  return logits;
}

/** Keeps the first steps of Adagrad finite. */
const EPSILON = 1e-3;

/** One step of Adagrad on one utterance; a row of the table shares one accumulator. */
function stepOf(member: Member, features: number) {
  const { table, head, bias, columns } = member;
  const classes = bias.length;
  const [tableSquares, headSquares] = [new Float32Array(features), new Float32Array(head?.length ?? 0)];
  const biasSquares = new Float32Array(classes);
  const [hidden, error, gradient] = [
    new Float32Array(columns),
    new Float32Array(classes),
    new Float32Array(columns),
  ];

  const headStep = (rate: number): void => {
    gradient.fill(0);
    for (let c = 0; c < classes; c++) {
      const g = error[c]!;
      for (let d = 0, at = c * columns; d < columns; d++, at++) {
        gradient[d]! += g * head![at]!;
        const slope = g * hidden[d]!;
        headSquares[at]! += slope * slope;
        head![at]! -= (rate * slope) / (Math.sqrt(headSquares[at]!) + EPSILON);
      }
    }
  };

  return (ids: readonly number[], values: readonly number[], target: Float32Array, rate: number): void => {
    pool(member, ids, values, hidden);
    classify(member, hidden, error);
    softmax(error);
    for (let c = 0; c < classes; c++) {
      const g = error[c]! - target[c]!;
      error[c] = g;
      biasSquares[c]! += g * g;
      bias[c]! -= (0.1 * rate * g) / (Math.sqrt(biasSquares[c]!) + EPSILON);
    }
    if (head) headStep(rate);
    else gradient.set(error);
    let square = 0;
    for (let d = 0; d < columns; d++) square += gradient[d]! * gradient[d]!;
    square /= columns;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      const value = values[i]!;
      tableSquares[id]! += value * value * square;
      const pace = (rate * value) / (Math.sqrt(tableSquares[id]!) + EPSILON);
      for (let d = 0, at = id * columns; d < columns; d++) table[at + d]! -= pace * gradient[d]!;
    }
  };
}
