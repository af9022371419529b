/** Owns the model directory: writing a model in one piece, and training one when there is none that fits. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Encoder } from '../transformer/encoder.ts';
import { remember } from '../transformer/memory.ts';
import { ENCODER_FILES, FILES } from './classifier.ts';
import { corpusDir, loadCorpus } from './corpus.ts';
import { whileLocked } from './lock.ts';
import { parseManifest } from './manifest.ts';
import { type Model, type RecipeOptions, trainModel } from './recipe.ts';
import { loadTaxonomy } from './taxonomy.ts';

/** The seed of the shipped model. */
export const SEED = 1;

/**
 * Writes the files beside `dir` and then swaps the directories, so that a reader never sees half a model. `vectors`
 * is what the next training should remember of its encoder.
 */
export function writeModel(dir: string, model: Model, vectors?: Uint8Array): void {
  const [fresh, old] = [`${dir}.new-${process.pid}`, `${dir}.old-${process.pid}`];
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, FILES.network), model.network);
  writeFileSync(join(fresh, FILES.vocabulary), model.vocabulary);
  if (model.head) writeFileSync(join(fresh, ENCODER_FILES.head), model.head);
  if (vectors) writeFileSync(join(fresh, ENCODER_FILES.vectors), vectors);
  writeFileSync(join(fresh, FILES.manifest), `${JSON.stringify(model.manifest, null, 2)}\n`);
  try {
    renameSync(dir, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(fresh, dir);
  rmSync(old, { recursive: true, force: true });
}

/** Trains on the product's own corpus and writes the model to `dir`. Returns what it wrote. */
export async function trainInto(dir: string, options: RecipeOptions): Promise<Model> {
  const encoder = options.encoder && remember(options.encoder, earlierVectors(dir));
  const model = await trainModel(readCorpus(), { ...options, encoder });
  writeModel(dir, model, encoder?.serialise());
  return model;
}

function earlierVectors(dir: string): Uint8Array | undefined {
  const file = join(dir, ENCODER_FILES.vectors);
  return existsSync(file) ? readFileSync(file) : undefined;
}

/**
 * Makes sure that `dir` holds a model of the present corpus, recipe and encoder; trains one when it does not (under a
 * minute on two cores, plus the encoder's time for the corpus). One process trains, others wait for it. Returns whether
 * it had to train.
 */
export async function ensureModel(
  dir: string,
  progress: RecipeOptions['progress'] = () => {},
  encoder?: Encoder,
): Promise<boolean> {
  if (isCurrent(dir, encoder)) return false;
  return whileLocked(lockFor(dir), async () => {
    if (isCurrent(dir, encoder)) return false; // another process trained while we waited
    await trainInto(dir, { seed: SEED, threads: 2, progress, encoder });
    return true;
  });
}

function lockFor(dir: string): string {
  const name = createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 16);
  return join(tmpdir(), `intent-model-${name}.lock`);
}

function isCurrent(dir: string, encoder: Encoder | undefined): boolean {
  const file = join(dir, FILES.manifest);
  try {
    const manifest = parseManifest(file, readFileSync(file, 'utf8'));
    return manifest.encoder?.digest === encoder?.digest && manifest.corpusHash === readCorpus().hash;
  } catch {
    return false; // missing, damaged or of an older recipe: all mended by training
  }
}

function readCorpus() {
  return loadCorpus(
    corpusDir,
    loadTaxonomy().map((intent) => intent.id),
  );
}
