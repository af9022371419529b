/** Owns the recipe: from a corpus and a seed to a model, its calibration and its figures. */

import type { BagOptions, EmbeddingBag } from './bag.ts';
import { calibrate, type HeldOut } from './calibrate.ts';
import { type Corpus, foldsOf } from './corpus.ts';
import { type Ensemble, predict, toOnnx } from './ensemble.ts';
import { type Features, featuresOf, prepare } from './features.ts';
import { type Manifest, RECIPE } from './manifest.ts';
import type { MarginOptions, Separators } from './margin.ts';
import { TrainingPool } from './pool.ts';
import { loadTaxonomy } from './taxonomy.ts';
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

// All of these were chosen by cross-validation; docs/nlu.md has the figures.
const MARGINS: Omit<MarginOptions, 'seed'> = { cost: 2, passes: 5 };
const BAG: Omit<BagOptions, 'seed'> = { width: 96, epochs: 8, rate: 0.1, dropout: 0.3 };
/** A feature that one text alone has teaches nothing that holds. */
const MINIMUM = 2;
const FOLDS = 4;
const MEMBERS = 2;

/** Trains the model. The same corpus and seed give the same bytes, whatever the number of threads. */
export async function trainModel(corpus: Corpus, options: RecipeOptions): Promise<Model> {
  const features = corpus.examples.map((example, i) => {
    if (i % 500 === 0) options.progress('reading', i / corpus.examples.length);
    return featuresOf(prepare(example.text));
  });
  options.progress('reading', 1);
  const total = MEMBERS * (FOLDS + 1);
  const pool = new TrainingPool(options.threads, (done) => options.progress('training', done / total));
  try {
    const training = { corpus, features, pool, seed: options.seed };
    const everything = trainOn(training, [...features.keys()]);
    const heldOut = await predictHeldOut(training);
    const { ensemble, vocabulary } = await everything;
    const urgent = urgentOf(corpus);
    const manifest: Manifest = {
      recipe: RECIPE,
      seed: options.seed,
      corpusHash: corpus.hash,
      intents: corpus.intents,
      urgent,
      dimension: ensemble.bag.width,
      ...calibrate(heldOut, corpus.intents, urgent),
    };
    return { network: toOnnx(ensemble), vocabulary: vocabulary.serialise(), manifest };
  } finally {
    await pool.close();
  }
}

interface Training {
  corpus: Corpus;
  /** Of each example. */
  features: Features[];
  pool: TrainingPool;
  seed: number;
}

/** Trains both members on some of the examples. */
async function trainOn(
  { corpus, features, pool, seed }: Training,
  chosen: readonly number[],
): Promise<{ ensemble: Ensemble; vocabulary: Vocabulary }> {
  const rows = chosen.map((i) => features[i]!);
  const vocabulary = learnVocabulary(rows, MINIMUM);
  const data = {
    bags: vocabulary.encode(rows),
    labels: Int32Array.from(chosen, (i) => corpus.intents.indexOf(corpus.examples[i]!.intent)),
    features: vocabulary.size,
    classes: corpus.intents.length,
  };
  const [bag, margins] = await Promise.all([
    pool.train({ ...data, kind: 'bag', options: { ...BAG, seed } }),
    pool.train({ ...data, kind: 'margins', options: { ...MARGINS, seed } }),
  ]);
  const ensemble = {
    features: data.features,
    classes: data.classes,
    bag: bag as EmbeddingBag,
    margins: margins as Separators,
  };
  return { ensemble, vocabulary };
}

/** Predicts every example by a model that has not seen its fold. */
async function predictHeldOut(training: Training): Promise<HeldOut[]> {
  const { corpus, features, seed } = training;
  const folds = foldsOf(corpus.examples, FOLDS, seed);
  const heldOut: HeldOut[] = [];
  const predictFold = async (fold: number): Promise<void> => {
    const inside = [...folds.keys()].filter((i) => folds[i] === fold);
    const { ensemble, vocabulary } = await trainOn(
      training,
      [...folds.keys()].filter((i) => folds[i] !== fold),
    );
    const bags = vocabulary.encode(inside.map((i) => features[i]!));
    inside.forEach((i, row) => {
      const coverage = bags.coverage[row]!;
      heldOut[i] = { ...predict(ensemble, bags, row), coverage, intent: corpus.examples[i]!.intent };
    });
  };
  await Promise.all(Array.from({ length: FOLDS }, (_, fold) => predictFold(fold)));
  return heldOut;
}

function urgentOf({ intents }: Corpus): string[] {
  return loadTaxonomy().flatMap(({ id, urgent }) => (urgent && intents.includes(id) ? [id] : []));
}
