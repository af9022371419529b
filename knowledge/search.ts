/** The search over articles: filters first, then evidence, rank and score. Synchronous and pure once it is built. */

import type { Understander, Understanding } from '../nlu/mod.ts';
import type { Talk } from './corpus.ts';
import { EvidenceIndex } from './evidence.ts';
import { type Learned, learn } from './learn.ts';
import { type Query, queryOf } from './query.ts';
import type { IndexedQuestion } from './questions.ts';
import { rank } from './ranker.ts';
import { scopeFeatures, scopeScore } from './scope.ts';
import { distinctTerms, termsOf } from './terms.ts';
import type { Article, Hit } from './types.ts';

export interface SearchIndex {
  articles: readonly Article[];
  evidence: EvidenceIndex;
  learned: Learned;
}

/** So many texts of either side are understood to learn from; more move the two dozen weights little. */
const EXAMPLES = { ours: 600, foreign: 500 };
/** So many corpus lines suffice to know how customers talk of our business. */
const LINES = 4000;

/**
 * Indexes the articles and learns from their questions.
 * @param teach how customers talk of what articles answer, and of what they do not; the clock for understanding the
 *   examples; and what was learnt of the same articles and model before, if it was
 */
export async function buildSearch(
  articles: readonly Article[],
  understander: Understander,
  teach: { talk: () => Talk; now: Date; known: Learned | null },
): Promise<SearchIndex> {
  const { now, known } = teach;
  const understand = async (texts: readonly string[]) =>
    (await Promise.all(texts.map((text) => understander.understand(text, { now })))).map(queryOf);
  const texts = articles.flatMap(({ question, similar }) => [question, ...similar]);
  const questions = await indexQuestions(articles, texts, understander);
  const indexed = articles.map(({ intent, answer }) => ({ intent, answer: termsOf(answer.text) }));
  const evidence = new EvidenceIndex(indexed, questions);
  if (known) return { articles, evidence, learned: known };
  const talk = teach.talk();
  const similar = questions.flatMap(({ standard }, place) => (standard ? [] : [place]));
  const places = evenly(similar, EXAMPLES.ours);
  const queries = await understand(places.map((place) => texts[place] as string));
  const lessons = {
    articles: indexed,
    questions,
    asked: places.map((place, i) => ({ place, query: queries[i] as Query })),
    foreign: await understand(evenly(talk.foreign, EXAMPLES.foreign)),
    talk: { ours: evenly(talk.ours, LINES).map(termsIn), foreign: talk.foreign.map(termsIn) },
  };
  return { articles, evidence, learned: learn(lessons, evidence) };
}

function termsIn(text: string): string[] {
  return distinctTerms(termsOf(text));
}

async function indexQuestions(
  articles: readonly Article[],
  texts: string[],
  understander: Understander,
): Promise<IndexedQuestion[]> {
  const vectors = await understander.embed(texts);
  const owners = articles.flatMap(({ similar }, article) =>
    Array.from({ length: similar.length + 1 }, (_, i) => ({ article, standard: i === 0 })),
  );
  return owners.map((owner, i) => {
    const terms = termsOf(texts[i] as string);
    return { ...owner, terms, distinct: distinctTerms(terms), vector: vectors[i] as Float32Array };
  });
}

/** At most `count` of the items, at even distances. */
function evenly<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

/**
 * The best articles among the eligible ones (1 in `eligible`), best first, at most `limit`. The first one's score
 * says how surely the base answers the text; the others' are less in proportion to how much less likely they are.
 */
export function searchArticles(
  { articles, evidence, learned }: SearchIndex,
  understanding: Understanding,
  eligible: Uint8Array,
  limit: number,
): Hit[] {
  const query = queryOf(understanding);
  const ranked = rank(evidence.gather(query, eligible), learned.ranker);
  const first = ranked[0];
  if (!first) return [];
  const features = scopeFeatures(query, ranked, learned.familiarity.of(query.distinct));
  const score = scopeScore(features, learned.scope, query.acceptance);
  return ranked.slice(0, limit).map(({ article, signals, share }) => ({
    topic: (articles[article] as Article).topic,
    score: (score * share) / first.share,
    similarity: Math.min(1, (signals.wording + signals.cosine) / 2),
  }));
}
