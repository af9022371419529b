/** Owns what is evaluated: the trained model, the knowledge base, the robot, and what they have learnt from. */
import { fileURLToPath } from 'node:url';
import { Sandbox, sandboxNow } from '../bot/backends/sandbox/sandbox.ts';
import { loadArticles } from '../knowledge/article.ts';
import { createFacts, type Knowledge, openKnowledge } from '../knowledge/mod.ts';
import { loadTopics } from '../knowledge/topics.ts';
import { loadUnderstander, type Understander } from '../nlu/mod.ts';
import type { Theatre } from './kinds/dialog.ts';
import { NONE } from './kinds/intent.ts';
import type { Known } from './leaks.ts';
import { corpusExamples, type Example, intentIds, type Train, trainerFor } from './model.ts';
import { openTheatre } from './theatre.ts';

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
  questions(): Known[];
  knowledge(): Promise<Pick<Knowledge, 'search' | 'threshold'>>;
  theatre(): Promise<Theatre>;
}

const ARTICLES = fileURLToPath(new URL('../knowledge/articles', import.meta.url));

/** The shipped product with the model of a directory. Knowledge and robot are opened when they are first asked for. */
export async function openSubject(modelDir: string): Promise<Subject> {
  const understander = await loadUnderstander(modelDir);
  const now = sandboxNow();
  const intents = intentIds();
  const topics = loadTopics();
  let opened: Promise<Knowledge> | undefined;
  const knowledge = () => (opened ??= open(understander, now));
  return {
    understander,
    now,
    intents,
    topics: [...topics.keys()],
    train: trainerFor([...intents, NONE]),
    corpus: corpusExamples,
    questions: () =>
      loadArticles(ARTICLES, { topics, intents: new Set(intents) }).flatMap(({ topic, question, similar }) =>
        [question, ...similar].map((text) => ({ text, where: `${topic}.yaml`, label: topic })),
      ),
    knowledge,
    theatre: async () => openTheatre({ understander, knowledge: await knowledge(), now }),
  };
}

function open(understander: Understander, now: Date): Promise<Knowledge> {
  const clock = () => now;
  const sandbox = new Sandbox({ clock, shift: false });
  const facts = (at: Date) => createFacts(sandbox.tariffDocument, at);
  return openKnowledge({ understander, facts, region: sandbox.region, clock });
}
