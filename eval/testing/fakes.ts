/** Small stand-ins for the trained model and for the product around it, for the tests of this room. */
import type { Clause, Decision, Entity, Understander, Understanding } from '../../nlu/mod.ts';
import type { Subject } from '../subject.ts';

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

/** A product of two intents and one topic, which has learnt three lines and answers nothing in conversations. */
export function fakeSubject(): Subject {
  const understander = fakeUnderstander({
    电费多少: { intents: [['bill.query', 0.9]], score: 0.9 },
    怎么交: { intents: [['bill.query', 0.6]], score: 0.6 },
  });
  return {
    understander,
    now: new Date('2026-11-21T10:00:00+08:00'),
    intents: ['bill.query', 'bill.pay'],
    topics: ['pay.wechat'],
    train: async () => understander,
    corpus: () =>
      [
        ['电费多少？', 'bill.query'],
        ['怎么交费', 'bill.pay'],
        ['天气', 'none'],
      ].map(([text, intent], i) => ({
        text: text!,
        intent: intent!,
        voice: 'short',
        file: 'corpus/x.txt',
        line: i + 2,
      })),
    questions: async () => [{ text: '怎么用微信交', where: 'pay.wechat.yaml', label: 'pay.wechat' }],
    knowledge: async () => ({
      threshold: 0.5,
      search: () => [{ topic: 'pay.wechat', score: 0.8, similarity: 0.8 }],
    }),
    theatre: async () => ({
      now: new Date(0),
      flows: [{ flow: 'f', node: '1' }],
      open: async () => ({
        dialled: undefined,
        fail: () => {},
        pay: () => {},
        receive: async () => ({
          replies: [],
          flow: null,
          ended: true,
          handoff: false,
          called: [],
          intent: null,
        }),
        steps: async () => [],
        close: async () => {},
      }),
    }),
  };
}
