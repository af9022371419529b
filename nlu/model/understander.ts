/** Owns the port's implementation: from a text as typed to intents, entities, clauses and a vector. */

import { extractEntities } from '../entities/extract.ts';
import type { Understander } from '../types.ts';
import { type Classifier, loadClassifier } from './classifier.ts';
import { readMessage } from './clauses.ts';
import { prepare } from './features.ts';

/** Texts embedded by one call; longer lists only cost memory. */
const BATCH = 64;

/** Loads a trained model as the room's understander. Throws when the directory holds no sound model. */
export async function loadUnderstander(modelDir: string): Promise<Understander> {
  return understanderOf(await loadClassifier(modelDir));
}

function understanderOf(classifier: Classifier): Understander {
  return {
    dimension: classifier.manifest.dimension,

    async understand(text, { now }) {
      const { whole, requests, embedding } = await readMessage(text, classifier);
      return {
        ...whole,
        raw: text,
        normalised: prepare(text),
        entities: extractEntities(text, { now }),
        clauses: requests,
        vector: embedding,
      };
    },

    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        const batch = texts.slice(at, at + BATCH).map(prepare);
        for (const { embedding } of await classifier.score(batch)) vectors.push(embedding);
      }
      return vectors;
    },
  };
}
