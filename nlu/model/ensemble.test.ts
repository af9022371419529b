import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { type Ensemble, predict, rounded, toOnnx } from './ensemble.ts';
import { bagsOf, halves } from './testing.ts';

const [FEATURES, CLASSES, WIDTH] = [40, 7, 12];
const ensemble: Ensemble = {
  features: FEATURES,
  classes: CLASSES,
  margins: { table: halves(FEATURES * CLASSES, 1), bias: halves(CLASSES, 2) },
  bag: {
    width: WIDTH,
    table: halves(FEATURES * WIDTH, 3),
    head: halves(CLASSES * WIDTH, 4),
    bias: halves(CLASSES, 5),
  },
};
const bags = bagsOf({ 0: 0.6, 7: 0.8 }, { 39: 1 }, {}, { 3: 0.2, 4: 0.3, 5: 0.4, 6: 0.84 });

/** The largest difference between two lists of numbers. */
const gap = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));

test('the exported graph computes what the trainer computes with rounded tables, for empty rows too', async () => {
  const session = await InferenceSession.create(toOnnx(ensemble));
  const values = new Float32Array(4 * FEATURES);
  for (let row = 0; row < 4; row++) {
    for (let i = bags.offsets[row]!; i < bags.offsets[row + 1]!; i++)
      values[row * FEATURES + bags.ids[i]!] = bags.values[i]!;
  }
  const outputs = await session.run({
    ids: new Tensor(
      'int32',
      Int32Array.from({ length: FEATURES }, (_, id) => id),
      [FEATURES],
    ),
    values: new Tensor('float32', values, [4, FEATURES]),
  });
  for (let row = 0; row < 4; row++) {
    const own = predict(rounded(ensemble), bags, row);
    for (const [name, width] of [
      ['margins', CLASSES],
      ['probabilities', CLASSES],
      ['embedding', WIDTH],
    ] as const) {
      const theirs = (outputs[name]!.data as Float32Array).slice(row * width, (row + 1) * width);
      expect(gap(own[name], theirs), `${name} of row ${row}`).toBeLessThan(1e-4);
    }
  }
});

test('probabilities add up to one and the embedding has unit length, or none when nothing is known', () => {
  const { probabilities, embedding } = predict(ensemble, bags, 0);
  expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1);
  expect(Math.hypot(...embedding)).toBeCloseTo(1);
  expect(Math.hypot(...predict(ensemble, bags, 2).embedding)).toBe(0);
});
