/** Owns a loaded model: texts in, probabilities and embeddings out, by one call of onnxruntime. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Prediction } from './ensemble.ts';
import { featuresOf } from './features.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { type Bags, parseVocabulary } from './vocabulary.ts';

/** Names of the files of a model directory. */
export const FILES = {
  manifest: 'manifest.json',
  network: 'model.onnx',
  vocabulary: 'vocabulary.bin',
} as const;

/** What the model says of one text. */
export interface Scored extends Prediction {
  /** Share of the text's weight that the vocabulary knows, 0..1. */
  coverage: number;
}

export interface Classifier {
  readonly manifest: Manifest;
  /** Scores prepared texts (see `prepare`) by one call of the network. */
  score(texts: readonly string[]): Promise<Scored[]>;
}

/** Loads what `npm run train` wrote. Throws when the directory holds no sound model. */
export async function loadClassifier(dir: string): Promise<Classifier> {
  const file = join(dir, FILES.manifest);
  const manifest = parseManifest(file, readFileSync(file, 'utf8'));
  const vocabulary = parseVocabulary(readFileSync(join(dir, FILES.vocabulary)));
  const session = await InferenceSession.create(join(dir, FILES.network), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const classes = manifest.intents.length;
  return {
    manifest,
    async score(texts) {
      if (texts.length === 0) return [];
      const bags = vocabulary.encode(texts.map(featuresOf));
      const outputs = await session.run(inputsOf(bags));
      const row = (name: string, width: number, i: number): Float32Array =>
        (outputs[name]!.data as Float32Array).slice(i * width, (i + 1) * width);
      return texts.map((_, i) => ({
        margins: row('margins', classes, i),
        probabilities: row('probabilities', classes, i),
        embedding: row('embedding', manifest.dimension, i),
        coverage: bags.coverage[i]!,
      }));
    },
  };
}

/** Rows of one length, padded with features of value zero. */
function inputsOf({ offsets, ids, values }: Bags): Record<'ids' | 'values', Tensor> {
  const rows = offsets.length - 1;
  let length = 1;
  for (let row = 0; row < rows; row++) length = Math.max(length, offsets[row + 1]! - offsets[row]!);
  const padded = { ids: new Int32Array(rows * length), values: new Float32Array(rows * length) };
  for (let row = 0; row < rows; row++) {
    padded.ids.set(ids.subarray(offsets[row]!, offsets[row + 1]!), row * length);
    padded.values.set(values.subarray(offsets[row]!, offsets[row + 1]!), row * length);
  }
  return {
    ids: new Tensor('int32', padded.ids, [rows, length]),
    values: new Tensor('float32', padded.values, [rows, length]),
  };
}
