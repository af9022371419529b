/** Owns a loaded model: texts in, probabilities and embeddings out, by one call of onnxruntime. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Manifest, parseManifest } from './manifest.ts';
import { parseVocabulary } from './vocabulary.ts';

/** Names of the files of a model directory. */
export const FILES = {
  manifest: 'manifest.json',
  network: 'model.onnx',
  vocabulary: 'vocabulary.bin',
} as const;

/** What the network says of one text. */
export interface Scored {
  /** One for each class, not yet calibrated. */
  probabilities: Float32Array;
  /** Unit length; zero when nothing of the text is known. */
  embedding: Float32Array;
  /** Share of the text's weight that the vocabulary knows, 0..1. */
  coverage: number;
}

export interface Classifier {
  readonly manifest: Manifest;
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
  return {
    manifest,
    async score(texts) {
      if (texts.length === 0) return [];
      const bags = vocabulary.encode(texts);
      const length = Math.max(1, ...texts.map((_, row) => bags.offsets[row + 1]! - bags.offsets[row]!));
      const ids = new Int32Array(texts.length * length);
      const values = new Float32Array(texts.length * length);
      for (let row = 0; row < texts.length; row++) {
        const [from, to] = [bags.offsets[row]!, bags.offsets[row + 1]!];
        ids.set(bags.ids.subarray(from, to), row * length);
        values.set(bags.values.subarray(from, to), row * length);
      }
      const shape = [texts.length, length];
      const result = await session.run({
        ids: new Tensor('int32', ids, shape),
        values: new Tensor('float32', values, shape),
      });
      const probabilities = result.probabilities!.data as Float32Array;
      const embedding = result.embedding!.data as Float32Array;
      const classes = manifest.intents.length;
      return texts.map((_, row) => ({
        probabilities: probabilities.slice(row * classes, (row + 1) * classes),
        embedding: embedding.slice(row * manifest.dimension, (row + 1) * manifest.dimension),
        coverage: bags.coverage[row]!,
      }));
    },
  };
}
