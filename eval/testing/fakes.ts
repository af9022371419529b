/** Small stand-ins for the trained model, for the tests of this room. */
import type { Clause, Decision, Entity, Understander, Understanding } from '../../nlu/mod.ts';

export interface FakeAnswer {
  /** Candidates with their probabilities, the best first. */
  intents: [id: string, probability: number][];
  decision?: Decision;
  score?: number;
  clauses?: [id: string, decision?: Decision][];
  entities?: Entity[];
}

/** Understands what the table says, and rejects the rest. Texts are embedded by their characters. */
export function fakeUnderstander(answers: Record<string, FakeAnswer>): Understander {
  return {
    dimension: 64,
    understand: async (text) =>
      understandingOf(text, answers[text] ?? { intents: [['none', 0.9]], decision: 'reject' }),
    embed: async (texts) => texts.map(embedding),
  };
}

function understandingOf(text: string, answer: FakeAnswer): Understanding {
  const ranked = answer.intents.map(([id, probability]) => ({ id, probability }));
  const decision = answer.decision ?? 'accept';
  const whole: Clause = {
    text,
    intents: ranked,
    score: answer.score ?? ranked[0]?.probability ?? 0,
    decision,
  };
  const clauses = answer.clauses?.map(
    ([id, d = 'accept']): Clause => ({ text, intents: [{ id, probability: 1 }], score: 1, decision: d }),
  );
  return {
    ...whole,
    raw: text,
    normalised: text,
    entities: answer.entities ?? [],
    clauses: clauses ?? [whole],
    vector: embedding(text),
  };
}

function embedding(text: string): Float32Array {
  const vector = new Float32Array(64);
  for (const c of text) vector[c.codePointAt(0)! % 64]! += 1;
  const length = Math.hypot(...vector) || 1;
  return vector.map((x) => x / length);
}
