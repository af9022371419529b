/** Owns the recipe: from a corpus and a seed to a model, its calibration and its figures. */

import { calibrationError, fitLogistic, fitTemperature } from './calibrate.ts';
import { type Corpus, type Example, foldsOf } from './corpus.ts';
import { acceptanceInputs, acceptanceScore, calibrated } from './decide.ts';
import { dimensionOf, type Ensemble, predict, toOnnx } from './ensemble.ts';
import { type Manifest, RECIPE } from './manifest.ts';
import { trainAll } from './pool.ts';
import type { MemberOptions } from './trainer.ts';
import { learnVocabulary, type Vocabulary } from './vocabulary.ts';

/** A trained model, ready to be written. */
export interface Model {
  network: Uint8Array;
  vocabulary: Uint8Array;
  manifest: Manifest;
}

export interface RecipeOptions {
  seed: number;
  threads: number;
  /** Hears the name of the stage and the share of it that is done, 0..1. */
  progress(stage: string, share: number): void;
}

const MEMBERS: Omit<MemberOptions, 'seed'>[] = [
  { width: 0, epochs: 12, rate: 0.5, dropout: 0.3, smoothing: 0 },
  { width: 96, epochs: 12, rate: 0.2, dropout: 0.3, smoothing: 0 },
];
/** Features seen only once teach nothing that holds. */
const MINIMUM = 2;
const FOLDS = 5;

/** Trains the model. The same corpus and seed give the same bytes. */
export async function trainModel(corpus: Corpus, options: RecipeOptions): Promise<Model> {
  const folds = foldsOf(corpus.examples, FOLDS, options.seed);
  const kept = corpus.examples.filter((_, i) => folds[i] !== 0);
  const heldOut = corpus.examples.filter((_, i) => folds[i] === 0);
  const calibration = await calibrate(corpus, await trainOn(corpus, kept, 'calibrating', options), heldOut);
  const { ensemble, vocabulary } = await trainOn(corpus, corpus.examples, 'training', options);
  const manifest: Manifest = {
    recipe: RECIPE,
    seed: options.seed,
    corpusHash: corpus.hash,
    intents: corpus.intents,
    dimension: dimensionOf(ensemble),
    ...calibration,
  };
  return { network: toOnnx(ensemble), vocabulary: vocabulary.serialise(), manifest };
}

interface Trained {
  ensemble: Ensemble;
  vocabulary: Vocabulary;
}

async function trainOn(
  corpus: Corpus,
  examples: readonly Example[],
  stage: string,
  { seed, threads, progress }: RecipeOptions,
): Promise<Trained> {
  const texts = examples.map((e) => e.text);
  const vocabulary = learnVocabulary(texts, MINIMUM);
  const bags = vocabulary.encode(texts);
  const labels = labelsOf(corpus, examples);
  const shape = { features: vocabulary.size, classes: corpus.intents.length };
  const tasks = MEMBERS.map((options, i) => ({
    bags,
    labels,
    ...shape,
    options: { ...options, seed: seed + i },
  }));
  const members = await trainAll(tasks, threads, (share) => progress(stage, share));
  return { ensemble: { members, ...shape }, vocabulary };
}

function labelsOf(corpus: Corpus, examples: readonly Example[]): Int32Array {
  return Int32Array.from(examples, (e) => corpus.intents.indexOf(e.intent));
}

function calibrate(
  corpus: Corpus,
  { ensemble, vocabulary }: Trained,
  heldOut: readonly Example[],
): Pick<Manifest, 'temperature' | 'acceptance' | 'decision' | 'figures'> {
  const bags = vocabulary.encode(heldOut.map((e) => e.text));
  const labels = labelsOf(corpus, heldOut);
  const none = corpus.intents.length - 1;
  const raw = heldOut.map((_, row) => ({ ...predict(ensemble, bags, row), label: labels[row]! }));
  const temperature = fitTemperature(raw);
  const honest = raw.map((r) => ({ ...r, probabilities: calibrated(r.probabilities, temperature) }));
  const inputs = honest.map((r, row) =>
    acceptanceInputs({ probabilities: r.probabilities, coverage: bags.coverage[row]! }),
  );
  const acceptance = fitLogistic(
    inputs,
    honest.map((r) => r.label !== none),
  );
  const scores = inputs.map((row) => acceptanceScore(row, acceptance));
  const right = honest.filter((r) => r.probabilities[r.label] === Math.max(...r.probabilities)).length;
  return {
    temperature,
    acceptance,
    decision: { accept: 0.7, reject: 0.5, margin: 0.1, perIntent: {} },
    figures: {
      heldOut: heldOut.length,
      accuracy: right / heldOut.length,
      calibrationError: calibrationError(honest),
      auroc: auroc(
        scores,
        honest.map((r) => r.label !== none),
      ),
    },
  };
}

/** Chance that a random positive scores above a random negative. */
function auroc(scores: readonly number[], positive: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!);
  let [rankSum, positives] = [0, 0];
  order.forEach((i, rank) => {
    if (!positive[i]) return;
    rankSum += rank + 1;
    positives++;
  });
  const negatives = scores.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
