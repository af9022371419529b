/** Owns a loaded model: texts in, probabilities and embeddings out, by one call of onnxruntime. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Encoder } from '../transformer/encoder.ts';
import { headProbabilities, mix, parseHead } from '../transformer/head.ts';
import type { Prediction } from './ensemble.ts';
import { featuresOf } from './features.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { menderOf } from './mend.ts';
import { type Bags, parseVocabulary } from './vocabulary.ts';

/** Names of the files of a model directory. */
export const FILES = {
  manifest: 'manifest.json',
  network: 'model.onnx',
  vocabulary: 'vocabulary.bin',
} as const;

/** Names of the files that a model with an encoder has beside these. */
export const ENCODER_FILES = {
  head: 'encoder-head.bin',
  /** What training remembers; nobody else reads it. */
  vectors: 'encoder-vectors.bin',
} as const;

/** What the model says of one text. */
export interface Scored extends Prediction {
  /** Share of the text's weight that the vocabulary knows, 0..1. */
  coverage: number;
}

export interface Classifier {
  readonly manifest: Manifest;
  /** Scores prepared texts (see `prepare`) by one call of the network, and one of the encoder when there is one. */
  score(texts: readonly string[]): Promise<Scored[]>;
  /** The network's embeddings of prepared texts; the encoder is not asked. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/**
 * Loads what `npm run train` wrote. Throws when the directory holds no sound model, or one that was trained with
 * another encoder than the one given.
 */
export async function loadClassifier(dir: string, encoder?: Encoder): Promise<Classifier> {
  const file = join(dir, FILES.manifest);
  const manifest = parseManifest(file, readFileSync(file, 'utf8'));
  refuseOtherEncoder(file, manifest, encoder);
  const vocabulary = parseVocabulary(readFileSync(join(dir, FILES.vocabulary)));
  const mend = menderOf(vocabulary);
  const session = await InferenceSession.create(join(dir, FILES.network), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const classes = manifest.intents.length;
  const places = new Uint32Array(vocabulary.size);
  const run = async (texts: readonly string[]): Promise<Scored[]> => {
    if (texts.length === 0) return [];
    const bags = vocabulary.encode(texts.map((text) => featuresOf(text, mend)));
    const outputs = await session.run(inputsOf(bags, places));
    const row = (name: string, width: number, i: number): Float32Array =>
      (outputs[name]!.data as Float32Array).slice(i * width, (i + 1) * width);
    return texts.map((_, i) => ({
      margins: row('margins', classes, i),
      probabilities: row('probabilities', classes, i),
      embedding: row('embedding', manifest.dimension, i),
      coverage: bags.coverage[i]!,
    }));
  };
  return {
    manifest,
    score: encoder ? joined(run, dir, manifest, encoder) : run,
    embed: async (texts) => (await run(texts)).map(({ embedding }) => embedding),
  };
}

function refuseOtherEncoder(file: string, manifest: Manifest, encoder: Encoder | undefined): void {
  if (manifest.encoder?.digest === encoder?.digest) return;
  const trained = manifest.encoder ? 'with another encoder, or this start has none' : 'without an encoder';
  throw new Error(`${file}: the model was trained ${trained}; set ENCODER_DIR as it was, or npm run train`);
}

type Score = Classifier['score'];

/** Scoring with the encoder's member mixed in, by the share that training chose. */
function joined(run: Score, dir: string, { encoder: trained, intents }: Manifest, encoder: Encoder): Score {
  const { weight, dimension } = trained!;
  if (weight === 0) return run;
  const head = parseHead(readFileSync(join(dir, ENCODER_FILES.head)), dimension, intents.length);
  return async (texts) => {
    const [scored, vectors] = await Promise.all([run(texts), encoder.encode(texts)]);
    const theirs = headProbabilities(head, vectors);
    return scored.map((one, i) => ({ ...one, probabilities: mix(one.probabilities, theirs[i]!, weight) }));
  };
}

/** Every feature of the texts once, and what it counts in each of them. `places` is zero everywhere, and is so again. */
function inputsOf({ offsets, ids, values }: Bags, places: Uint32Array): Record<'ids' | 'values', Tensor> {
  const rows = offsets.length - 1;
  const distinct = new Int32Array(ids.length + 1);
  let length = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (places[id]! > 0) continue;
    distinct[length] = id;
    places[id] = ++length;
  }
  const width = Math.max(1, length); // texts without any feature have the first, which counts nothing
  const dense = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++)
      dense[row * width + places[ids[i]!]! - 1] = values[i]!;
  }
  for (let i = 0; i < length; i++) places[distinct[i]!] = 0;
  return {
    ids: new Tensor('int32', distinct.subarray(0, width), [width]),
    values: new Tensor('float32', dense, [rows, width]),
  };
}
