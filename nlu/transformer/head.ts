/** Owns what the intent model makes of an encoder's vectors: a linear member and its share in the probabilities. */

import { marginsOf, sharpened } from '../model/ensemble.ts';
import type { Separators } from '../model/margin.ts';
import type { Bags } from '../model/vocabulary.ts';

/** Vectors in the form that the trainer of separators takes: every place is a feature. */
export function bagsOfVectors(vectors: readonly Float32Array[]): Bags {
  const width = vectors[0]?.length ?? 0;
  const values = new Float32Array(vectors.length * width);
  for (const [row, vector] of vectors.entries()) values.set(vector, row * width);
  return {
    offsets: Int32Array.from({ length: vectors.length + 1 }, (_, row) => row * width),
    ids: Int32Array.from(values, (_, i) => i % width),
    values,
    coverage: new Float32Array(vectors.length).fill(1),
  };
}

/** The head's own probabilities of each vector's classes. */
export function headProbabilities(head: Separators, vectors: readonly Float32Array[]): Float32Array[] {
  const bags = bagsOfVectors(vectors);
  return vectors.map((_, row) => sharpened(marginsOf(head, bags, row)));
}

/** The joint probabilities; `weight` is the head's share, 0..1. */
export function mix(ours: Float32Array, theirs: Float32Array, weight: number): Float32Array {
  return ours.map((p, c) => (1 - weight) * p + weight * theirs[c]!);
}

/** What both members say of a text that neither has seen. */
export interface Opinions {
  ours: Float32Array;
  theirs: Float32Array;
  /** The place of the right class. */
  label: number;
}

const STEPS = 20;

export interface Choice {
  /** The head's share. */
  weight: number;
  /** Shares of the texts that each member gets right by itself. */
  alone: { ours: number; theirs: number };
}

/** Texts gained less texts lost, in standard deviations of chance, below which an encoder counts as adding nothing. */
const SURE = 2;

/** The share that makes most of the texts right, the smaller of equals; 0 when that could be chance. */
export function chooseWeight(rows: readonly Opinions[]): Choice {
  const rightAt = (weight: number): boolean[] =>
    rows.map(({ ours, theirs, label }) => topOf(mix(ours, theirs, weight)) === label);
  const trials = Array.from({ length: STEPS + 1 }, (_, step) => {
    const right = rightAt(step / STEPS);
    return { weight: step / STEPS, right, n: right.filter(Boolean).length };
  });
  const [none, all] = [trials[0]!, trials[STEPS]!];
  const best = trials.reduce((a, b) => (b.n > a.n ? b : a));
  const changed = best.right.filter((right, i) => right !== none.right[i]).length;
  const sure = best.n - none.n >= SURE * Math.sqrt(changed);
  return {
    weight: sure ? best.weight : 0,
    alone: { ours: none.n / rows.length, theirs: all.n / rows.length },
  };
}

function topOf(probabilities: Float32Array): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** The bytes of a head's file: the table, then the biases. */
export function serialiseHead({ table, bias }: Separators): Uint8Array {
  const values = new Float32Array(table.length + bias.length);
  values.set(table);
  values.set(bias, table.length);
  return new Uint8Array(values.buffer);
}

/** Reads what `serialiseHead` wrote. Throws when the bytes are no head of this size. */
export function parseHead(bytes: Uint8Array, dimension: number, classes: number): Separators {
  const { buffer } = new Uint8Array(bytes); // a copy is aligned
  if (buffer.byteLength !== 4 * (dimension + 1) * classes)
    throw new Error('the file of the encoder head is damaged; train again with npm run train');
  const values = new Float32Array(buffer);
  return { table: values.subarray(0, dimension * classes), bias: values.subarray(dimension * classes) };
}
