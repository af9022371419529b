/** Owns the recipe: from a corpus and a seed to a model, its calibration and its figures. */

import type { BagOptions, EmbeddingBag } from './bag.ts';
import { calibrate, type HeldOut } from './calibrate.ts';
import { type Corpus, foldsOf } from './corpus.ts';
import { textsOf } from './cut.ts';
import { fitCuts, type Lesson, lessonsOf } from './cut-lessons.ts';
import { calibrated } from './decide.ts';
import { type Ensemble, type Prediction, predict, toOnnx } from './ensemble.ts';
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
const MARGINS: Omit<MarginOptions, 'seed'> = { cost: 4, passes: 8 };
const BAG: Omit<BagOptions, 'seed'> = { width: 96, epochs: 8, rate: 0.1, dropout: 0.3 };
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
    const classes = classesOf(corpus);
    const { heldOut, lessons } = await predictHeldOut(training, classes.acts);
    const { ensemble, vocabulary } = await everything;
    const calibration = calibrate(heldOut, corpus.intents, classes.urgent);
    const { cut, figures } = fitCuts(
      lessons.map(({ lesson }) => lesson),
      lessons.map(({ probabilities }) => probabilities.map((p) => calibrated(p, calibration.temperature))),
      { intents: corpus.intents, acts: classes.acts },
    );
    const manifest: Manifest = {
      recipe: RECIPE,
      seed: options.seed,
      corpusHash: corpus.hash,
      intents: corpus.intents,
      ...classes,
      dimension: ensemble.bag.width,
      ...calibration,
      cut,
      figures: { ...calibration.figures, ...figures },
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

interface Trained {
  ensemble: Ensemble;
  vocabulary: Vocabulary;
}

/** Trains both members on some of the examples. */
async function trainOn(
  { corpus, features, pool, seed }: Training,
  chosen: readonly number[],
): Promise<Trained> {
  const rows = chosen.map((i) => features[i]!);
  const vocabulary = learnVocabulary(rows);
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

interface Predicted {
  heldOut: HeldOut[];
  /** Messages to learn cutting from, with the probabilities of their texts. */
  lessons: { lesson: Lesson; probabilities: Float32Array[] }[];
}

/** Predicts every example by a model that has not seen its fold; the first fold's also gives lessons in cutting. */
async function predictHeldOut(training: Training, acts: readonly string[]): Promise<Predicted> {
  const { corpus, features, seed } = training;
  const folds = foldsOf(corpus.examples, FOLDS, seed);
  const predicted: Predicted = { heldOut: [], lessons: [] };
  const predictFold = async (fold: number): Promise<void> => {
    const places = [...folds.keys()];
    const inside = places.filter((i) => folds[i] === fold);
    const trained = await trainOn(
      training,
      places.filter((i) => folds[i] !== fold),
    );
    predictAll(
      trained,
      inside.map((i) => features[i]!),
    ).forEach((prediction, row) => {
      predicted.heldOut[inside[row]!] = { ...prediction, intent: corpus.examples[inside[row]!]!.intent };
    });
    if (fold > 0) return;
    for (const lesson of lessonsOf(
      inside.map((i) => corpus.examples[i]!),
      acts,
      seed,
    )) {
      const rows = textsOf(lesson.views).map((text) => featuresOf(prepare(text)));
      predicted.lessons.push({
        lesson,
        probabilities: predictAll(trained, rows).map((p) => p.probabilities),
      });
    }
  };
  await Promise.all(Array.from({ length: FOLDS }, (_, fold) => predictFold(fold)));
  return predicted;
}

function predictAll(
  { ensemble, vocabulary }: Trained,
  rows: readonly Features[],
): (Prediction & { coverage: number })[] {
  const bags = vocabulary.encode(rows);
  return rows.map((_, row) => ({ ...predict(ensemble, bags, row), coverage: bags.coverage[row]! }));
}

/** The classes with a special part, by the taxonomy. */
function classesOf({ intents }: Corpus): Pick<Manifest, 'urgent' | 'acts'> {
  const known = loadTaxonomy().filter(({ id }) => intents.includes(id));
  return {
    urgent: known.filter(({ urgent }) => urgent).map(({ id }) => id),
    acts: known.filter(({ kind }) => kind === 'act').map(({ id }) => id),
  };
}
