/** Owns the recipe: from a corpus and a seed to a model, its calibration and its figures. */

import type { Encoder } from '../transformer/encoder.ts';
import { bagsOfVectors, chooseWeight, headProbabilities, mix, serialiseHead } from '../transformer/head.ts';
import { type BagOptions, type EmbeddingBag, joinBags } from './bag.ts';
import { calibrate, type HeldOut } from './calibrate.ts';
import { type Corpus, foldsOf } from './corpus.ts';
import { textsOf } from './cut.ts';
import { fitCuts, type Lesson, lessonsOf } from './cut-lessons.ts';
import { calibrated } from './decide.ts';
import { type Ensemble, type Prediction, predict, toOnnx } from './ensemble.ts';
import { type Features, featuresOf, prepare } from './features.ts';
import { type Manifest, RECIPE } from './manifest.ts';
import type { MarginOptions, Separators } from './margin.ts';
import { menderOf } from './mend.ts';
import { TrainingPool } from './pool.ts';
import { randomFrom } from './random.ts';
import { slipsAmong } from './slips.ts';
import { loadTaxonomy } from './taxonomy.ts';
import { learnVocabulary, type Vocabulary } from './vocabulary.ts';

/** A trained model, ready to be written. */
export interface Model {
  network: Uint8Array;
  vocabulary: Uint8Array;
  /** The member that reads an encoder's vectors, when there is an encoder. */
  head?: Uint8Array;
  manifest: Manifest;
}

export interface RecipeOptions {
  seed: number;
  threads: number;
  /** A transformer whose vectors the model reads as well. */
  encoder?: Encoder | undefined;
  /** Hears the name of the stage and the share of it that is done, 0..1. */
  progress(stage: string, share: number): void;
}

// All of these were chosen by cross-validation; docs/nlu.md has the figures.
export const MARGINS: Omit<MarginOptions, 'seed'> = { cost: 4, passes: 8 };
export const BAG: Omit<BagOptions, 'seed'> = { width: 48, epochs: 8, rate: 0.1, dropout: 0.3 };
/** Narrow bags of different seeds, joined to one: as quick to learn as one of twice the width, and better. */
const BAGS = 3;
const FOLDS = 4;
const MEMBERS = 1 + BAGS;
/** One text in so many is judged a second time, with slips in it: the thresholds must hold for such texts too. */
const SLIP_EVERY = 3;

/** Trains the model. The same corpus and seed give the same bytes, whatever the number of threads. */
export async function trainModel(corpus: Corpus, options: RecipeOptions): Promise<Model> {
  const { seed, encoder } = options;
  const samples = await samplesOf(corpus, options);
  const total = (encoder ? MEMBERS + 1 : MEMBERS) * (FOLDS + 1);
  const pool = new TrainingPool(options.threads, (done) => options.progress('training', done / total));
  try {
    const features = corpus.examples.map((_, at) => featuresOf(samples[at]!.text));
    const training = { corpus, samples, features, pool, seed, encoder };
    const everything = trainOn(training, samples);
    const classes = classesOf(corpus);
    const { heldOut, lessons } = await predictHeldOut(training, classes.acts);
    const { ensemble, vocabulary, head } = await everything;
    const joint = joinOf(
      corpus,
      heldOut.filter(({ slipped }) => !slipped),
      encoder,
    );
    const calibration = calibrate(
      heldOut.map((one) => joint.mixed(one)),
      corpus.intents,
      classes.urgent,
    );
    const { cut, figures } = fitCuts(
      lessons.map(({ lesson }) => lesson),
      lessons.map(({ opinions }) =>
        opinions.map((one) => calibrated(joint.mixed(one).probabilities, calibration.temperature)),
      ),
      { intents: corpus.intents, acts: classes.acts },
    );
    const manifest: Manifest = {
      recipe: RECIPE,
      seed,
      corpusHash: corpus.hash,
      intents: corpus.intents,
      ...classes,
      dimension: ensemble.bag.width,
      ...(joint.encoder ? { encoder: joint.encoder } : {}),
      ...calibration,
      cut,
      figures: { ...calibration.figures, ...joint.figures, ...figures },
    };
    return {
      network: toOnnx(ensemble),
      vocabulary: vocabulary.serialise(),
      ...(head ? { head: serialiseHead(head) } : {}),
      manifest,
    };
  } finally {
    await pool.close();
  }
}

/** A text to learn from or to be judged by. */
interface Sample extends Reading {
  /** The place of its example in the corpus. */
  at: number;
  /** Written worse than the example: only to be judged by. */
  slipped: boolean;
}

/** Every example, then some of them again with slips. */
async function samplesOf({ examples }: Corpus, options: RecipeOptions): Promise<Sample[]> {
  const texts = examples.map(({ text }) => prepare(text));
  const [random, slip] = [randomFrom(options.seed), slipsAmong(texts)];
  const again = [...texts.keys()]
    .filter((at) => at % SLIP_EVERY === 0)
    .map((at) => ({ at, text: prepare(slip(texts[at]!, random)), slipped: true }))
    .filter(({ at, text }) => text !== texts[at]);
  const all = [...texts.map((text, at) => ({ at, text, slipped: false })), ...again];
  const readings = await readAll(
    all.map(({ text }) => text),
    options.encoder,
    options.progress,
  );
  return all.map(({ at, slipped }, i) => ({ ...readings[i]!, at, slipped }));
}

interface Reading {
  /** Prepared. */
  text: string;
  /** By the encoder, when there is one. */
  vector?: Float32Array;
}

/** So many texts between two reports of progress. */
const REPORT = 500;

async function readAll(
  texts: readonly string[],
  encoder: Encoder | undefined,
  progress: RecipeOptions['progress'] = () => {},
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (let at = 0; at < texts.length; at += REPORT) {
    progress('reading', at / texts.length);
    const some = texts.slice(at, at + REPORT);
    const vectors = await encoder?.encode(some);
    for (const [i, text] of some.entries())
      readings.push({ text, ...(vectors ? { vector: vectors[i]! } : {}) });
  }
  progress('reading', 1);
  return readings;
}

interface Training {
  corpus: Corpus;
  samples: Sample[];
  /** Of every example. */
  features: Features[];
  pool: TrainingPool;
  seed: number;
  encoder: Encoder | undefined;
}

interface Trained {
  ensemble: Ensemble;
  vocabulary: Vocabulary;
  head?: Separators;
}

/** Trains all members on some of the samples, without those with slips: slips are mended, not learned. */
async function trainOn(
  { corpus, features, pool, seed, encoder }: Training,
  some: readonly Sample[],
): Promise<Trained> {
  const chosen = some.filter(({ slipped }) => !slipped);
  const rows = chosen.map(({ at }) => features[at]!);
  const vocabulary = learnVocabulary(rows);
  const labels = Int32Array.from(chosen, ({ at }) => corpus.intents.indexOf(corpus.examples[at]!.intent));
  const data = {
    bags: vocabulary.encode(rows),
    labels,
    features: vocabulary.size,
    classes: corpus.intents.length,
  };
  const [bags, margins, head] = await Promise.all([
    Promise.all(
      Array.from({ length: BAGS }, (_, i) =>
        pool.train({ ...data, kind: 'bag', options: { ...BAG, seed: seed + i } }),
      ),
    ),
    pool.train({ ...data, kind: 'margins', options: { ...MARGINS, seed } }),
    encoder &&
      pool.train({
        ...data,
        bags: bagsOfVectors(chosen.map(({ vector }) => vector!)),
        features: encoder.dimension,
        kind: 'margins',
        options: { ...MARGINS, seed },
      }),
  ]);
  const ensemble = {
    features: data.features,
    classes: data.classes,
    bag: joinBags(bags as EmbeddingBag[]),
    margins: margins as Separators,
  };
  return { ensemble, vocabulary, ...(head ? { head: head as Separators } : {}) };
}

/** What the members say of a text. */
interface Opinion extends Prediction {
  coverage: number;
  /** Probabilities of the member that reads the encoder's vectors. */
  theirs?: Float32Array;
}

interface Predicted {
  heldOut: (HeldOut & Opinion)[];
  /** Messages to learn cutting from, with the opinions of their texts. */
  lessons: { lesson: Lesson; opinions: Opinion[] }[];
}

/** Predicts every sample by a model that has not seen its fold; the first fold's also gives lessons in cutting. */
async function predictHeldOut(training: Training, acts: readonly string[]): Promise<Predicted> {
  const { corpus, samples, seed, encoder } = training;
  const folds = foldsOf(corpus.examples, FOLDS, seed);
  const predicted: Predicted = { heldOut: [], lessons: [] };
  const predictFold = async (fold: number): Promise<void> => {
    const places = [...samples.keys()].filter((i) => folds[samples[i]!.at] === fold);
    const inside = places.map((i) => samples[i]!);
    const trained = await trainOn(
      training,
      samples.filter(({ at }) => folds[at] !== fold),
    );
    predictAll(trained, inside).forEach((opinion, row) => {
      const { at, slipped } = inside[row]!;
      predicted.heldOut[places[row]!] = { ...opinion, slipped, intent: corpus.examples[at]!.intent };
    });
    if (fold > 0) return;
    const unseen = inside.filter(({ slipped }) => !slipped).map(({ at }) => corpus.examples[at]!);
    predicted.lessons = await predictLessons(trained, lessonsOf(unseen, acts, seed), encoder);
  };
  await Promise.all(Array.from({ length: FOLDS }, (_, fold) => predictFold(fold)));
  return predicted;
}

async function predictLessons(
  trained: Trained,
  lessons: readonly Lesson[],
  encoder: Encoder | undefined,
): Promise<Predicted['lessons']> {
  const texts = lessons.map(({ views }) => textsOf(views));
  const opinions = predictAll(trained, await readAll(texts.flat().map(prepare), encoder));
  return lessons.map((lesson, i) => ({ lesson, opinions: opinions.splice(0, texts[i]!.length) }));
}

function predictAll({ ensemble, vocabulary, head }: Trained, rows: readonly Reading[]): Opinion[] {
  const mend = menderOf(vocabulary);
  const bags = vocabulary.encode(rows.map(({ text }) => featuresOf(text, mend)));
  const theirs =
    head &&
    headProbabilities(
      head,
      rows.map(({ vector }) => vector!),
    );
  return rows.map((_, row) => ({
    ...predict(ensemble, bags, row),
    coverage: bags.coverage[row]!,
    ...(theirs ? { theirs: theirs[row]! } : {}),
  }));
}

/** How the members' opinions become one. */
interface Join {
  encoder?: Manifest['encoder'];
  mixed<T extends Opinion>(one: T): T;
  figures: Record<string, number>;
}

/** Chooses the encoder's share on held-out opinions. */
function joinOf(
  { intents }: Corpus,
  heldOut: readonly (HeldOut & Opinion)[],
  encoder: Encoder | undefined,
): Join {
  if (!encoder) return { mixed: (one) => one, figures: {} };
  const { weight, alone } = chooseWeight(
    heldOut.map(({ probabilities, theirs, intent }) => ({
      ours: probabilities,
      theirs: theirs!,
      label: intents.indexOf(intent),
    })),
  );
  return {
    encoder: { digest: encoder.digest, dimension: encoder.dimension, weight },
    mixed: (one) => ({ ...one, probabilities: mix(one.probabilities, one.theirs!, weight) }),
    figures: { encoderWeight: weight, accuracyWithoutEncoder: alone.ours, accuracyOfEncoder: alone.theirs },
  };
}

/** The classes with a special part, by the taxonomy. */
function classesOf({ intents }: Corpus): Pick<Manifest, 'urgent' | 'acts'> {
  const known = loadTaxonomy().filter(({ id }) => intents.includes(id));
  return {
    urgent: known.filter(({ urgent }) => urgent).map(({ id }) => id),
    acts: known.filter(({ kind }) => kind === 'act').map(({ id }) => id),
  };
}
