/** Owns the port's implementation: from a text as typed to intents, entities, clauses and a vector. */

import { extractEntities } from '../entities/extract.ts';
import { splitClauses } from '../text/clauses.ts';
import { normalise } from '../text/normalise.ts';
import type { Clause, Understander } from '../types.ts';
import { type Classifier, loadClassifier, type Scored } from './classifier.ts';
import { requestsOf } from './clauses.ts';
import { acceptanceInputs, acceptanceScore, calibrated, decide, rank } from './decide.ts';
import type { Manifest } from './manifest.ts';

/** So many candidates are told. */
const CANDIDATES = 5;
/** Texts embedded by one call; longer lists only cost memory. */
const BATCH = 64;

/** Loads a trained model as the room's understander. Throws when the directory holds no sound model. */
export async function loadUnderstander(modelDir: string): Promise<Understander> {
  return understanderOf(await loadClassifier(modelDir));
}

function understanderOf(classifier: Classifier): Understander {
  const { manifest } = classifier;
  return {
    dimension: manifest.dimension,

    async understand(text, { now }) {
      const normalised = normalise(text).text;
      const pieces = splitClauses(normalised).map((span) => span.text);
      const candidates = pieces.length > 1 ? pieces : [];
      const [whole, ...parts] = await classifier.score([normalised, ...candidates]);
      const clause = clauseOf(text, whole!, manifest);
      const requests = requestsOf(
        clause,
        parts.map((part, i) => clauseOf(candidates[i]!, part, manifest)),
      );
      return {
        ...clause,
        raw: text,
        normalised,
        entities: extractEntities(text, { now }),
        clauses: requests,
        vector: whole!.embedding,
      };
    },

    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        for (const { embedding } of await classifier.score(texts.slice(at, at + BATCH)))
          vectors.push(embedding);
      }
      return vectors;
    },
  };
}

function clauseOf(text: string, scored: Scored, manifest: Manifest): Clause {
  const probabilities = calibrated(scored.probabilities, manifest.temperature);
  const intents = rank(probabilities, manifest.intents, CANDIDATES);
  const score = acceptanceScore(
    acceptanceInputs({ probabilities, coverage: scored.coverage }),
    manifest.acceptance,
  );
  return { text, intents, score, decision: decide(score, intents, manifest.decision) };
}
