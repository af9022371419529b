/** Owns the port's implementation: from a text as typed to intents, entities, clauses and a vector. */

import { extractEntities } from '../entities/extract.ts';
import type { Encoder } from '../transformer/encoder.ts';
import type { Understander } from '../types.ts';
import { type Classifier, loadClassifier } from './classifier.ts';
import { readMessage } from './clauses.ts';
import { prepare } from './features.ts';

/** Texts embedded by one call; more have fewer features in common. */
const BATCH = 8;

/**
 * Loads a trained model as the room's understander; with the encoder that it was trained with, if it was. Throws when
 * the directory holds no sound model, or the model of another encoder.
 */
export async function loadUnderstander(modelDir: string, encoder?: Encoder): Promise<Understander> {
  return understanderOf(await loadClassifier(modelDir, encoder));
}

function understanderOf(classifier: Classifier): Understander {
  return {
    dimension: classifier.manifest.dimension,

    async understand(text, { now }) {
      const entities = extractEntities(text, { now });
      const { whole, requests, embedding, prepared } = await readMessage(text, classifier);
      return {
        ...whole,
        raw: text,
        normalised: prepared,
        entities,
        clauses: requests,
        vector: embedding,
      };
    },

    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        const batch = texts.slice(at, at + BATCH).map(prepare);
        vectors.push(...(await classifier.embed(batch)));
      }
      return vectors;
    },
  };
}
