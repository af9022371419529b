import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENCODER_FILES, FILES } from '../model/classifier.ts';
import { writeModel } from '../model/ensure.ts';
import { prepare } from '../model/features.ts';
import { type Model, trainModel } from '../model/recipe.ts';
import { smallCorpus } from '../model/testing.ts';
import { loadUnderstander } from '../model/understander.ts';
import { type Encoder, openEncoder } from './encoder.ts';
import { writeTinyBert } from './tiny-bert.ts';

const now = new Date('2026-11-21T02:00:00Z');
const options = { seed: 3, threads: 2, progress: () => {} };
const corpus = smallCorpus();

/** The corpus with every third line under another intent, for no reason that the words could tell. */
const whimsical = {
  ...corpus,
  examples: corpus.examples.map((example, i) =>
    i % 3 ? example : { ...example, intent: corpus.intents[i % corpus.intents.length]! },
  ),
};

/** An encoder that has been told what every text means there. */
const oracle: Encoder = {
  dimension: corpus.intents.length,
  digest: 'f'.repeat(64),
  encode: async (texts) =>
    texts.map((text) => {
      const intent = whimsical.examples.find((example) => prepare(example.text) === text)?.intent;
      return Float32Array.from(corpus.intents, (id) => (id === intent ? 1 : 0));
    }),
};

describe('a model with an encoder', () => {
  let root: string;
  let dir: string;
  let model: Model;
  let encoder: Encoder;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'joined-'));
    dir = join(root, 'model');
    writeTinyBert(join(root, 'bert'), { characters: corpus.examples.map(({ text }) => text).join('') });
    encoder = await openEncoder(join(root, 'bert'));
    model = await trainModel(corpus, { ...options, encoder });
    writeModel(dir, model);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test('says which, what its share is and what each is worth alone', () => {
    const { weight, ...trained } = model.manifest.encoder!;
    expect(trained).toEqual({ digest: encoder.digest, dimension: encoder.dimension });
    expect(model.manifest.figures.encoderWeight).toBe(weight);
    expect(model.manifest.figures.accuracy).toBeGreaterThanOrEqual(
      model.manifest.figures.accuracyWithoutEncoder!,
    );
    expect(model.manifest.figures.accuracyOfEncoder).toBeGreaterThan(0.3); // even random layers tell words apart
  });

  test('understands, and its embeddings stay ours', async () => {
    const understander = await loadUnderstander(dir, encoder);
    expect((await understander.understand('转人工客服', { now })).intents[0]!.id).toBe('service.human');
    expect(understander.dimension).toBe(model.manifest.dimension);
  });

  test('is not used without its encoder, nor another model with it', async () => {
    await expect(loadUnderstander(dir)).rejects.toThrow(/with another encoder[\s\S]*ENCODER_DIR/);
    await expect(loadUnderstander(dir, oracle)).rejects.toThrow(/ENCODER_DIR/);
    const plain = join(root, 'plain');
    writeModel(plain, await trainModel(corpus, options));
    await expect(loadUnderstander(plain, encoder)).rejects.toThrow(/without an encoder/);
    expect(readdirSync(plain).sort()).toEqual(Object.values(FILES).sort());
  });

  test('lets a better encoder decide, at training and afterwards', async () => {
    const taught = await trainModel(whimsical, { ...options, encoder: oracle });
    expect(taught.manifest.encoder!.weight).toBeGreaterThan(0);
    const { accuracy, accuracyWithoutEncoder } = taught.manifest.figures;
    expect(accuracy! - accuracyWithoutEncoder!).toBeGreaterThan(0.1);

    const home = join(root, 'taught');
    writeModel(home, taught);
    const right = async (encoder: Encoder): Promise<number> => {
      const understander = await loadUnderstander(home, encoder);
      const { text, intent } = whimsical.examples[0]!;
      const { intents } = await understander.understand(text, { now });
      return intents.find(({ id }) => id === intent)!.probability;
    };
    const silent: Encoder = {
      ...oracle,
      encode: async (texts) => texts.map(() => new Float32Array(oracle.dimension)),
    };
    expect(await right(oracle)).toBeGreaterThan(await right(silent));

    writeFileSync(join(home, ENCODER_FILES.head), 'short');
    await expect(loadUnderstander(home, oracle)).rejects.toThrow(/head is damaged; train again/);
  });
});
