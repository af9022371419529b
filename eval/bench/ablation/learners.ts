/** Owns the learners of the ablation: those that ship, and those that were tried beside them. */
import { type BagOptions, bagOutputs, softmax, trainBag } from '../../../nlu/model/bag.ts';
import { marginsOf, sharpened } from '../../../nlu/model/ensemble.ts';
import { type MarginOptions, type Separators, trainMargins } from '../../../nlu/model/margin.ts';
import { BAG, MARGINS } from '../../../nlu/model/recipe.ts';
import type { Bags } from '../../../nlu/model/vocabulary.ts';

interface Lesson {
  bags: Bags;
  labels: Int32Array;
  /** How many there are. */
  features: number;
  classes: number;
}

/** Learns, and returns what gives the probabilities of a row. */
export type Learner = (lesson: Lesson) => (bags: Bags, row: number) => Float32Array;

/** The linear member. */
export const margins =
  (options: Partial<MarginOptions> = {}): Learner =>
  ({ bags, labels, features, classes }) => {
    const separators = trainMargins(bags, labels, features, classes, { ...MARGINS, seed: 1, ...options });
    return (asked, row) => sharpened(marginsOf(separators, asked, row));
  };

/** The embedding bag. */
export const bag =
  (options: Partial<BagOptions>): Learner =>
  ({ bags, labels, features, classes }) => {
    const learnt = trainBag(bags, labels, features, classes, { ...BAG, seed: 1, ...options });
    return (asked, row) => softmax(bagOutputs(learnt, asked, row).logits);
  };

/** Half of each value stays; the other half follows the log-count ratio (Wang and Manning 2012, "Baselines and Bigrams"). */
export const naiveMargins: Learner = ({ bags, labels, features, classes }) => {
  const { ids, values, offsets } = bags;
  const [counts, totals] = [new Float32Array(features * classes), new Float32Array(features)];
  const sizes = new Float32Array(classes);
  labels.forEach((label, row) => {
    sizes[label]!++;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      counts[ids[i]! * classes + label]!++;
      totals[ids[i]!]!++;
    }
  });
  const all: Separators = { table: new Float32Array(features * classes), bias: new Float32Array(classes) };
  for (let c = 0; c < classes; c++) {
    const ratio = Float32Array.from({ length: features }, (_, f) => {
      const inside = (counts[f * classes + c]! + 0.5) / (sizes[c]! + 1);
      const outside = (totals[f]! - counts[f * classes + c]! + 0.5) / (labels.length - sizes[c]! + 1);
      return 0.5 + Math.abs(Math.log(inside / outside)) / 6;
    });
    const scaled = { ...bags, values: values.map((value, i) => value * ratio[ids[i]!]!) };
    const sides = labels.map((label) => (label === c ? 0 : 1));
    const one = trainMargins(scaled, sides, features, 1, { ...MARGINS, seed: c });
    all.bias[c] = one.bias[0]!;
    for (let f = 0; f < features; f++) all.table[f * classes + c] = one.table[f]! * ratio[f]!;
  }
  return (asked, row) => sharpened(marginsOf(all, asked, row));
};

/** Cosine with the mean of each class. */
export const prototypes: Learner = ({ bags, labels, features, classes }) => {
  const means: Separators = { table: new Float32Array(features * classes), bias: new Float32Array(classes) };
  labels.forEach((label, row) => {
    for (let i = bags.offsets[row]!; i < bags.offsets[row + 1]!; i++)
      means.table[bags.ids[i]! * classes + label]! += bags.values[i]!;
  });
  const squares = new Float64Array(classes);
  means.table.forEach((x, i) => {
    squares[i % classes]! += x * x;
  });
  means.table.forEach((x, i) => {
    means.table[i] = x / (Math.sqrt(squares[i % classes]!) || 1);
  });
  return (asked, row) => softmax(marginsOf(means, asked, row).map((cosine) => SHARPNESS * cosine));
};

/** The most similar texts vote. */
export const neighbours: Learner = ({ bags, labels, features, classes }) => {
  const postings = postingsOf(bags, features);
  const cosines = new Float32Array(labels.length);
  return (asked, row) => {
    cosines.fill(0);
    for (let i = asked.offsets[row]!; i < asked.offsets[row + 1]!; i++) {
      for (const { text, value } of postings[asked.ids[i]!]!) cosines[text]! += value * asked.values[i]!;
    }
    const floor = cosines.slice().sort().at(-NEIGHBOURS) ?? 0;
    const votes = new Float32Array(classes);
    cosines.forEach((cosine, text) => {
      if (cosine >= floor) votes[labels[text]!]! += Math.exp(SHARPNESS * cosine);
    });
    const sum = votes.reduce((a, b) => a + b, 0);
    return votes.map((vote) => vote / sum);
  };
};

const SHARPNESS = 12;
const NEIGHBOURS = 30;

function postingsOf({ offsets, ids, values }: Bags, features: number): { text: number; value: number }[][] {
  const postings: { text: number; value: number }[][] = Array.from({ length: features }, () => []);
  for (let text = 0; text + 1 < offsets.length; text++) {
    for (let i = offsets[text]!; i < offsets[text + 1]!; i++)
      postings[ids[i]!]!.push({ text, value: values[i]! });
  }
  return postings;
}
