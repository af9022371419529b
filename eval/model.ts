/** Owns the way to training: the shipped corpus, and an understander learnt from any part of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTaxonomy, loadUnderstander, type Understander } from '../nlu/mod.ts';
import { type Corpus, corpusDir, type Example, loadCorpus } from '../nlu/model/corpus.ts';
import { writeModel } from '../nlu/model/ensure.ts';
import { type Model, trainModel } from '../nlu/model/recipe.ts';
import { BadFile } from './bad-file.ts';

export type { Example } from '../nlu/model/corpus.ts';

/** Learns from examples; the same examples and seed give the same understander. */
export type Train = (examples: readonly Example[], seed: number) => Promise<Understander>;

/** Ids of the taxonomy, in its order, without `none`. */
export function intentIds(): string[] {
  return loadTaxonomy().map((intent) => intent.id);
}

/** Every line of a corpus directory; the shipped one when none is named. @throws BadFile when it is no corpus. */
export function corpusExamples(dir: string = corpusDir): Example[] {
  try {
    return loadCorpus(dir, intentIds()).examples;
  } catch (error) {
    throw new BadFile(dir, null, (error as Error).message);
  }
}

/** A trainer for these classes (`none` last), which writes its models to a directory that is gone afterwards. */
export function trainerFor(intents: readonly string[]): Train {
  return async (examples, seed) => {
    const corpus: Corpus = { examples: [...examples], intents: [...intents], hash: 'part of a corpus' };
    const model = await trainModel(corpus, {
      seed,
      threads: Math.min(4, availableParallelism()),
      progress: () => {},
    });
    const dir = mkdtempSync(join(tmpdir(), 'model-'));
    try {
      writeModel(join(dir, 'model'), { ...model, manifest: withFiniteFigures(model.manifest) });
      return await loadUnderstander(join(dir, 'model'));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
}

/** Of classes without `none`, the recipe's own figures of rejection are not numbers, which no model file may hold. */
function withFiniteFigures(manifest: Model['manifest']): Model['manifest'] {
  const figures = Object.entries(manifest.figures).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : 0,
  ]);
  return { ...manifest, figures: Object.fromEntries(figures) };
}
