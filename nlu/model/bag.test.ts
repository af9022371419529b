import { describe, expect, test } from 'vitest';
import {
  bagOutputs,
  blankBag,
  type EmbeddingBag,
  joinBags,
  Kept,
  type Slopes,
  slopesOf,
  softmax,
  trainBag,
} from './bag.ts';
import { randomFrom } from './random.ts';
import { bagsOf, halves } from './testing.ts';

const FEATURES = 6;
const CLASSES = 3;
const WIDTH = 4;
const OPTIONS = { width: WIDTH, epochs: 30, rate: 0.3, dropout: 0.2, seed: 5 };

function someBag(): EmbeddingBag {
  return {
    width: WIDTH,
    table: halves(FEATURES * WIDTH, 1),
    head: halves(CLASSES * WIDTH, 2),
    bias: halves(CLASSES, 3),
  };
}

const row = { ids: [0, 2, 5], values: [0.5, 0.25, 0.75], size: 3 };

function slopes(bag: EmbeddingBag, label: number): Slopes {
  const into = { loss: 0, logits: new Float32Array(CLASSES), hidden: new Float32Array(WIDTH) };
  return slopesOf(bag, row, label, new Float32Array(WIDTH), into);
}

/** Slope of the loss by one number of the bag, by a small difference. */
function difference(bag: EmbeddingBag, label: number, numbers: Float32Array, at: number): number {
  const step = 1e-2;
  const kept = numbers[at]!;
  numbers[at] = kept + step;
  const above = slopes(bag, label).loss;
  numbers[at] = kept - step;
  const below = slopes(bag, label).loss;
  numbers[at] = kept;
  return (above - below) / (2 * step);
}

describe('the slopes of the embedding bag', () => {
  const bag = someBag();
  const { logits, hidden } = slopes(bag, 1);

  test('are those of the loss by the bias', () => {
    for (let c = 0; c < CLASSES; c++) expect(logits[c]).toBeCloseTo(difference(bag, 1, bag.bias, c), 3);
  });

  test('are those of the loss by the embeddings: the hidden slope times the value of the feature', () => {
    row.ids.forEach((id, i) => {
      for (let d = 0; d < WIDTH; d++) {
        expect(hidden[d]! * row.values[i]!).toBeCloseTo(difference(bag, 1, bag.table, id * WIDTH + d), 3);
      }
    });
  });

  test('are those of the loss by the head: the slope of the class times the hidden vector', () => {
    const own = bagOutputs(bag, bagsOf({ 0: 0.5, 2: 0.25, 5: 0.75 }), 0).hidden;
    for (let i = 0; i < CLASSES * WIDTH; i++) {
      const [c, d] = [Math.floor(i / WIDTH), i % WIDTH];
      expect(logits[c]! * own[d]!).toBeCloseTo(difference(bag, 1, bag.head, i), 3);
    }
  });
});

describe('training', () => {
  const bags = bagsOf(
    { 0: 1, 3: 0.5 },
    { 1: 1, 3: 0.5 },
    { 2: 1, 3: 0.5 },
    { 0: 1, 4: 0.5 },
    { 1: 1, 4: 0.5 },
  );
  const labels = Int32Array.of(0, 1, 2, 0, 1);

  test('learns what tells the classes apart', () => {
    const bag = trainBag(bags, labels, FEATURES, CLASSES, OPTIONS);
    labels.forEach((label, i) => {
      const { logits } = bagOutputs(bag, bags, i);
      expect(logits.indexOf(Math.max(...logits))).toBe(label);
    });
  });

  test('gives the same numbers for the same seed and others for another', () => {
    const bag = trainBag(bags, labels, FEATURES, CLASSES, OPTIONS);
    expect(trainBag(bags, labels, FEATURES, CLASSES, OPTIONS)).toEqual(bag);
    expect(trainBag(bags, labels, FEATURES, CLASSES, { ...OPTIONS, seed: 6 })).not.toEqual(bag);
  });

  test('leaves the sum of the values what it is on average when it drops features', () => {
    const kept = new Kept(bagsOf({ 0: 1, 1: 1, 2: 1, 3: 1 }));
    const random = randomFrom(1);
    let sum = 0;
    for (let i = 0; i < 4000; i++) {
      kept.draw(0, 0.3, random.next);
      for (let k = 0; k < kept.size; k++) sum += kept.values[k]!;
    }
    expect(sum / 4000).toBeCloseTo(4, 1);
  });
});

test('bags joined to one have their hidden vectors end to end, and the mean of their logits', () => {
  const other = { ...someBag(), table: halves(FEATURES * WIDTH, 4), head: halves(CLASSES * WIDTH, 5) };
  const asked = bagsOf({ 0: 0.5, 2: 0.25, 5: 0.75 });
  const apart = [someBag(), other].map((bag) => bagOutputs(bag, asked, 0));
  const joined = bagOutputs(joinBags([someBag(), other]), asked, 0);
  expect([...joined.hidden]).toEqual(apart.flatMap(({ hidden }) => [...hidden]));
  joined.logits.forEach((logit, c) => {
    expect(logit).toBeCloseTo((apart[0]!.logits[c]! + apart[1]!.logits[c]!) / 2, 5);
  });
});

test('softmax adds up to one, also for large numbers', () => {
  expect([...softmax(Float32Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
});

test('a blank bag prefers no class', () => {
  const bag = blankBag(FEATURES, CLASSES, WIDTH, randomFrom(1).next);
  expect([...bagOutputs(bag, bagsOf({ 0: 1 }), 0).logits]).toEqual([0, 0, 0]);
});
