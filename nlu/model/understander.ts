/** Owns the port's implementation: from a text as typed to intents, entities, clauses and a vector. */

import { extractEntities } from '../entities/extract.ts';
import { splitClauses } from '../text/clauses.ts';
import type { Clause, Understander } from '../types.ts';
import { type Classifier, loadClassifier, type Scored } from './classifier.ts';
import { requestsOf } from './clauses.ts';
import { acceptanceInputs, acceptanceScore, calibrated, decide, rank } from './decide.ts';
import { prepare } from './features.ts';
import type { Manifest } from './manifest.ts';
import { NONE } from './taxonomy.ts';

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
      const normalised = prepare(text);
      const spans = splitClauses(normalised);
      const pieces = spans.length > 1 ? spans.map((span) => span.text) : [];
      const [whole, ...parts] = await classifier.score([normalised, ...pieces]);
      const clause = clauseOf(text, whole!, manifest);
      const candidates = parts.map((part, i) => clauseOf(pieces[i]!, part, manifest));
      return {
        ...clause,
        raw: text,
        normalised,
        entities: extractEntities(text, { now }),
        clauses: requestsOf(clause, candidates),
        vector: whole!.embedding,
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

/** What is told of a text; `none` is a candidate only of what is rejected. */
function clauseOf(text: string, scored: Scored, manifest: Manifest): Clause {
  const probabilities = calibrated(scored.probabilities, manifest.temperature);
  const inputs = acceptanceInputs({ ...scored, probabilities }, manifest.intents.indexOf(NONE));
  const score = acceptanceScore(inputs, manifest.acceptance);
  const ranked = rank(probabilities, manifest.intents, manifest.urgent);
  const decision = decide(score, ranked, manifest.decision);
  const told = decision === 'reject' ? ranked : ranked.filter(({ id }) => id !== NONE);
  return { text, intents: told.slice(0, CANDIDATES), score, decision };
}
