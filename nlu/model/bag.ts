/** Owns the learning of the embedding bag: a weighted sum of embeddings and a softmax, by stochastic gradient descent. */

import { randomFrom } from './random.ts';
import type { Bags } from './vocabulary.ts';

export interface BagOptions {
  /** Length of the embedding. */
  width: number;
  epochs: number;
  /** Adagrad's step at the start; it falls to zero along the way. */
  rate: number;
  /** Share of features that each pass leaves out. */
  dropout: number;
  seed: number;
}

/** hidden = Σ value·table[id]; logits = head·hidden + bias. */
export interface EmbeddingBag {
  width: number;
  /** features × width. */
  table: Float32Array;
  /** classes × width. */
  head: Float32Array;
  bias: Float32Array;
}

/** Embeddings start this close to zero: what no text corrects stays silent. */
const SPREAD = 0.1;

/** Learns from `bags` with the class of each row in `labels`. Same input, same seed: same numbers. */
export function trainBag(
  bags: Bags,
  labels: Int32Array,
  features: number,
  classes: number,
  options: BagOptions,
  progress: (share: number) => void = () => {},
): EmbeddingBag {
  const random = randomFrom(options.seed);
  const bag = blankBag(features, classes, options.width, random.next);
  const step = stepOf(bag);
  const order = Int32Array.from(labels.keys());
  const kept = new Kept(bags);
  const total = options.epochs * order.length;
  let done = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (const row of random.shuffle(order)) {
      kept.draw(row, options.dropout, random.next);
      step(kept, labels[row]!, options.rate * (1 - done++ / total));
    }
    progress((epoch + 1) / options.epochs);
  }
  return bag;
}

/** An untrained bag: embeddings near zero, a silent head. */
export function blankBag(features: number, classes: number, width: number, next: () => number): EmbeddingBag {
  const table = new Float32Array(features * width);
  for (let i = 0; i < table.length; i++) table[i] = SPREAD * (2 * next() - 1);
  return { width, table, head: new Float32Array(classes * width), bias: new Float32Array(classes) };
}

/** Bags of one width over the same features and classes as one: hidden vectors end to end, logits their mean. */
export function joinBags(bags: readonly EmbeddingBag[]): EmbeddingBag {
  const { width, bias } = bags[0]!;
  const tables = bags.map(({ table }) => table);
  const heads = bags.map(({ head }) => head.map((x) => x / bags.length));
  return {
    width: width * bags.length,
    table: endToEnd(tables, width),
    head: endToEnd(heads, width),
    bias: bias.map((_, c) => bags.reduce((sum, one) => sum + one.bias[c]!, 0) / bags.length),
  };
}

/** Each row of the first part, then the same row of the next, and so on. */
function endToEnd(parts: readonly Float32Array[], width: number): Float32Array {
  const whole = new Float32Array(parts[0]!.length * parts.length);
  for (let from = 0, to = 0; to < whole.length; from += width) {
    for (const part of parts) {
      whole.set(part.subarray(from, from + width), to);
      to += width;
    }
  }
  return whole;
}

/** The features of one row that a pass keeps. */
export class Kept {
  readonly ids: Int32Array;
  readonly values: Float32Array;
  size = 0;

  constructor(private readonly bags: Bags) {
    let longest = 0;
    for (let row = 0; row + 1 < bags.offsets.length; row++) {
      longest = Math.max(longest, bags.offsets[row + 1]! - bags.offsets[row]!);
    }
    this.ids = new Int32Array(longest);
    this.values = new Float32Array(longest);
  }

  /** Keeps each feature of the row with probability 1 - dropout, and scales what is kept to the same sum. */
  draw(row: number, dropout: number, next: () => number): void {
    this.size = 0;
    for (let i = this.bags.offsets[row]!; i < this.bags.offsets[row + 1]!; i++) {
      if (dropout > 0 && next() < dropout) continue;
      this.ids[this.size] = this.bags.ids[i]!;
      this.values[this.size++] = this.bags.values[i]! / (1 - dropout);
    }
  }
}

interface Row {
  ids: ArrayLike<number>;
  values: ArrayLike<number>;
  size: number;
}

/** The hidden vector and the logits of a row. */
function forward(
  bag: EmbeddingBag,
  { ids, values, size }: Row,
  hidden: Float32Array,
  logits: Float32Array,
): void {
  const { table, head, bias, width } = bag;
  hidden.fill(0);
  for (let i = 0; i < size; i++) {
    const value = values[i]!;
    for (let d = 0, at = ids[i]! * width; d < width; d++) hidden[d]! += value * table[at + d]!;
  }
  for (let c = 0; c < logits.length; c++) {
    let sum = bias[c]!;
    for (let d = 0, at = c * width; d < width; d++) sum += head[at + d]! * hidden[d]!;
    logits[c] = sum;
  }
}

/** The bag's own forward pass: the reference for the exported graph. */
export function bagOutputs(
  bag: EmbeddingBag,
  bags: Bags,
  row: number,
): { hidden: Float32Array; logits: Float32Array } {
  const [hidden, logits] = [new Float32Array(bag.width), new Float32Array(bag.bias.length)];
  const [from, to] = [bags.offsets[row]!, bags.offsets[row + 1]!];
  const all = { ids: bags.ids.subarray(from, to), values: bags.values.subarray(from, to), size: to - from };
  forward(bag, all, hidden, logits);
  return { hidden, logits };
}

/** In place: exponentials that add up to one. */
export function softmax(logits: Float32Array): Float32Array {
  let top = -Infinity;
  for (const x of logits) if (x > top) top = x;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    logits[i] = Math.exp(logits[i]! - top);
    sum += logits[i]!;
  }
  for (let i = 0; i < logits.length; i++) logits[i]! /= sum;
  return logits;
}

/** Cross-entropy's slopes of one row: by the logits, the hidden vector; the test compares them with differences. */
export interface Slopes {
  loss: number;
  logits: Float32Array;
  hidden: Float32Array;
}

/** Classes whose slope is smaller teach nothing and cost most of the time. */
const NEGLIGIBLE = 1e-4;

/** Computes loss and slopes of one row; `hidden` receives the hidden vector itself. */
export function slopesOf(
  bag: EmbeddingBag,
  row: Row,
  label: number,
  hidden: Float32Array,
  into: Slopes,
): Slopes {
  forward(bag, row, hidden, into.logits);
  softmax(into.logits);
  into.loss = -Math.log(into.logits[label]!);
  into.logits[label]! -= 1;
  into.hidden.fill(0);
  for (let c = 0; c < into.logits.length; c++) {
    const slope = into.logits[c]!;
    if (Math.abs(slope) < NEGLIGIBLE) continue;
    for (let d = 0, at = c * bag.width; d < bag.width; d++) into.hidden[d]! += slope * bag.head[at + d]!;
  }
  return into;
}

/** Keeps the first steps of Adagrad finite. */
const EPSILON = 1e-3;
/** Biases learn more slowly: they would follow the class sizes before the features say anything. */
const BIAS_PACE = 0.1;

/** One step of Adagrad on one row; a row of the table shares one accumulator. */
function stepOf(bag: EmbeddingBag): (row: Row, label: number, rate: number) => void {
  const { table, head, bias, width } = bag;
  const [tableSquares, headSquares] = [new Float32Array(table.length / width), new Float32Array(head.length)];
  const biasSquares = new Float32Array(bias.length);
  const hidden = new Float32Array(width);
  const slopes: Slopes = { loss: 0, logits: new Float32Array(bias.length), hidden: new Float32Array(width) };

  return (row, label, rate) => {
    slopesOf(bag, row, label, hidden, slopes);
    for (let c = 0; c < bias.length; c++) {
      const slope = slopes.logits[c]!;
      if (Math.abs(slope) < NEGLIGIBLE) continue;
      biasSquares[c]! += slope * slope;
      bias[c]! -= (BIAS_PACE * rate * slope) / (Math.sqrt(biasSquares[c]!) + EPSILON);
      for (let d = 0, at = c * width; d < width; d++, at++) {
        const change = slope * hidden[d]!;
        headSquares[at]! += change * change;
        head[at]! -= (rate * change) / (Math.sqrt(headSquares[at]!) + EPSILON);
      }
    }
    let square = 0;
    for (let d = 0; d < width; d++) square += slopes.hidden[d]! ** 2;
    square /= width;
    for (let i = 0; i < row.size; i++) {
      const [id, value] = [row.ids[i]!, row.values[i]!];
      tableSquares[id]! += value * value * square;
      const pace = (rate * value) / (Math.sqrt(tableSquares[id]!) + EPSILON);
      for (let d = 0, at = id * width; d < width; d++) table[at + d]! -= pace * slopes.hidden[d]!;
    }
  };
}
