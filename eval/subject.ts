/** Owns what is evaluated: the trained model, the knowledge base, the robot, and what they have learnt from. */
import { sandboxNow } from '../bot/backends/sandbox/sandbox.ts';
import type { Knowledge } from '../knowledge/mod.ts';
import { loadTopics } from '../knowledge/topics.ts';
import { type Encoder, loadUnderstander, type Understander } from '../nlu/mod.ts';
import type { Theatre } from './kinds/dialog.ts';
import { NONE } from './kinds/intent.ts';
import type { Known } from './leaks.ts';
import { corpusExamples, type Example, intentIds, type Train, trainerFor } from './model.ts';

export interface Subject {
  understander: Understander;
  /** The clock of the suites: the sandbox's `now`. */
  now: Date;
  intents: readonly string[];
  topics: readonly string[];
  train: Train;
  /** The lines of a corpus directory; of the shipped one when none is named. */
  corpus(dir?: string): Example[];
  /** The questions of the articles. */
  questions(): Promise<Known[]>;
  knowledge(): Promise<Pick<Knowledge, 'search' | 'threshold'>>;
  theatre(): Promise<Theatre>;
}

/**
 * The shipped product with the model of a directory, and the encoder that it was trained with. Knowledge and robot are loaded when they are first asked for: most
 * evaluations need neither.
 * @throws when the directory holds no sound model
 */
export async function openSubject(modelDir: string, encoder?: Encoder): Promise<Subject> {
  const understander = await loadUnderstander(modelDir, encoder);
  const now = sandboxNow();
  const intents = intentIds();
  const product = () => import('./product.ts');
  let opened: Promise<Knowledge> | undefined;
  const knowledge = () => (opened ??= product().then((p) => p.openShippedKnowledge(understander, now)));
  return {
    understander,
    now,
    intents,
    topics: [...loadTopics().keys()],
    train: trainerFor([...intents, NONE]),
    corpus: corpusExamples,
    questions: async () => (await product()).shippedQuestions(),
    knowledge,
    theatre: async () => (await product()).openTheatre({ understander, knowledge: await knowledge(), now }),
  };
}
