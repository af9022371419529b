/** Owns reading a message as one request or several: scores its halves, cuts it or keeps it whole. */

import type { Clause } from '../types.ts';
import type { Classifier, Scored } from './classifier.ts';
import { askedPlace, bestCut, isTwoRequests, textsOf, viewsOf } from './cut.ts';
import { acceptanceInputs, acceptanceScore, calibrated, decide, type Evidence, rank } from './decide.ts';
import { prepare } from './features.ts';
import type { Manifest } from './manifest.ts';
import { NONE } from './taxonomy.ts';

/** So many candidates are told. */
const CANDIDATES = 5;

export interface Message {
  /** The message as one request. */
  whole: Clause;
  /** Its requests in order; the whole when it is one. */
  requests: Clause[];
  /** The whole as the model reads it. */
  prepared: string;
  /** Of the whole. */
  embedding: Float32Array;
}

/** Reads a text as typed: pauses are part of it, so it is cut before it is normalised. */
export async function readMessage(text: string, classifier: Classifier): Promise<Message> {
  const { manifest } = classifier;
  const views = viewsOf(text);
  const texts = textsOf(views).map(prepare);
  const prepared = texts[0]!;
  const scored = await classifier.score(texts);
  const evidence = scored.map((one) => evidenceOf(one, manifest));
  const cut = bestCut(
    views,
    evidence.map(({ probabilities }) => probabilities),
    manifest,
  );
  const asked = askedPlace(views);
  const whole = clauseOf(
    text,
    asked === null ? evidence[0]! : together(evidence[0]!, evidence[asked]!),
    manifest,
  );
  const embedding = scored[0]!.embedding;
  if (!cut || !isTwoRequests(cut, manifest.cut)) return { whole, requests: [whole], embedding, prepared };
  const [before, after] = [
    await readMessage(cut.before, classifier),
    await readMessage(cut.after, classifier),
  ];
  const requests = distinct([...before.requests, ...after.requests].filter((c) => c.decision !== 'reject'));
  return { whole, requests: requests.length > 1 ? requests : [whole], embedding, prepared };
}

function evidenceOf(scored: Scored, { temperature }: Manifest): Evidence {
  return { ...scored, probabilities: calibrated(scored.probabilities, temperature) };
}

/** The whole message with the part of it that is asked spoken louder. */
function together(whole: Evidence, asked: Evidence): Evidence {
  const mean = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array => {
    const means = new Float64Array(a.length);
    for (let i = 0; i < means.length; i++) means[i] = (a[i]! + b[i]!) / 2;
    return means;
  };
  return {
    probabilities: mean(whole.probabilities, asked.probabilities),
    margins: mean(whole.margins, asked.margins),
    coverage: whole.coverage,
  };
}

/** What is told of a text; `none` is a candidate only of what is rejected. */
function clauseOf(text: string, evidence: Evidence, manifest: Manifest): Clause {
  const score = acceptanceScore(
    acceptanceInputs(evidence, manifest.intents.indexOf(NONE)),
    manifest.acceptance,
  );
  const ranked = rank(evidence.probabilities, manifest.intents, manifest.urgent);
  const decision = decide(score, ranked, manifest.decision);
  const told = decision === 'reject' ? ranked : ranked.filter(({ id }) => id !== NONE);
  return { text, intents: told.slice(0, CANDIDATES), score, decision };
}

/** Neighbouring clauses of one intent are one request. */
function distinct(clauses: readonly Clause[]): Clause[] {
  return clauses.filter(
    (clause, i) => clauses.findIndex((c) => c.intents[0]?.id === clause.intents[0]?.id) === i,
  );
}
