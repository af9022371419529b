/** Owns the shipped product around the model: its articles, its knowledge base and its robot on the sandbox. */
import { fileURLToPath } from 'node:url';
import { Sandbox } from '../bot/backends/sandbox/sandbox.ts';
import { loadArticles } from '../knowledge/article.ts';
import { createFacts, type Knowledge, openKnowledge } from '../knowledge/mod.ts';
import { loadTopics } from '../knowledge/topics.ts';
import type { Understander } from '../nlu/mod.ts';
import type { Known } from './leaks.ts';
import { intentIds } from './model.ts';

export { openTheatre } from './theatre.ts';

const ARTICLES = fileURLToPath(new URL('../knowledge/articles', import.meta.url));

/** The shipped articles, opened as the robot opens them, at `now`. */
export function openShippedKnowledge(understander: Understander, now: Date): Promise<Knowledge> {
  const clock = () => now;
  const sandbox = new Sandbox({ clock, shift: false });
  const facts = (at: Date) => createFacts(sandbox.tariffDocument, at);
  return openKnowledge({ understander, facts, region: sandbox.region, clock });
}

/** The questions that the shipped articles are found by. */
export function shippedQuestions(): Known[] {
  const catalogue = { topics: loadTopics(), intents: new Set(intentIds()) };
  return loadArticles(ARTICLES, catalogue).flatMap(({ topic, question, similar }) =>
    [question, ...similar].map((text) => ({ text, where: `${topic}.yaml`, label: topic })),
  );
}
