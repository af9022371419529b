/** The search over articles: filters first, then evidence, rank and score. Synchronous and pure once it is built. */

import type { Understander, Understanding } from '../nlu/mod.ts';
import type { Talk } from './corpus.ts';
import { EvidenceIndex } from './evidence.ts';
import { type Learned, learn } from './learn.ts';
import type { Known } from './learned-file.ts';
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
  /** Of the articles' questions, in their order. */
  vectors: readonly Float32Array[];
}

/** So many texts of either side are understood to learn from; more move the two dozen weights little. */
const EXAMPLES = { ours: 600, foreign: 500 };
/** So many corpus lines suffice to know how customers talk of our business. */
const LINES = 4000;
/** So many questions show whether the model still means what it meant. */
const PROBES = 8;
/** From this likeness on a text is one of the article's questions: that article answers it, whatever else speaks for another. */
const WORD_FOR_WORD = 0.999;
/** Components of a vector differ by less when only the company in which it was computed is another. */
const SAME = 1e-3;

/**
 * Indexes the articles and learns from their questions.
 * @param teach how customers talk of what articles answer, and of what they do not; the clock for understanding the
 *   examples; and what is known of the same articles and model from before, if it is, which counts only as long as the
 *   understander places some of the questions as it did then
 */
export async function buildSearch(
  articles: readonly Article[],
  understander: Understander,
  teach: { talk: () => Talk; now: Date; known: Known | null },
): Promise<SearchIndex> {
  const { now } = teach;
  const understand = async (texts: readonly string[]) =>
    (await Promise.all(texts.map((text) => understander.understand(text, { now })))).map(queryOf);
  const texts = articles.flatMap(({ question, similar }) => [question, ...similar]);
  const known = teach.known && (await isSame(teach.known.vectors, texts, understander)) ? teach.known : null;
  const vectors = known ? known.vectors : await understander.embed(texts);
  const questions = indexQuestions(articles, texts, vectors);
  const indexed = articles.map(({ intent, answer }) => ({ intent, answer: termsOf(answer.text) }));
  const evidence = new EvidenceIndex(indexed, questions);
  if (known) return { articles, evidence, ...known };
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
  return { articles, evidence, learned: learn(lessons, evidence), vectors };
}

function termsIn(text: string): string[] {
  return distinctTerms(termsOf(text));
}

/** Whether the understander still places some of the questions where these vectors are. */
async function isSame(
  vectors: readonly Float32Array[],
  texts: readonly string[],
  understander: Understander,
): Promise<boolean> {
  if (vectors.length !== texts.length) return false;
  const places = evenly([...texts.keys()], PROBES);
  const now = await understander.embed(places.map((place) => texts[place] as string));
  return places.every((place, i) => {
    const [was, is] = [vectors[place] as Float32Array, now[i] as Float32Array];
    return was.length === is.length && is.every((value, d) => Math.abs(value - (was[d] as number)) < SAME);
  });
}

function indexQuestions(
  articles: readonly Article[],
  texts: readonly string[],
  vectors: readonly Float32Array[],
): IndexedQuestion[] {
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
  const features = scopeFeatures(query, ranked, learned.familiarity.of(query.distinct));
  const asked = ranked.findIndex(({ signals }) => signals.wording >= WORD_FOR_WORD);
  if (asked > 0) ranked.unshift(...ranked.splice(asked, 1));
  const first = ranked[0];
  if (!first) return [];
  const score = scopeScore(features, learned.scope, query.acceptance);
  return ranked.slice(0, limit).map(({ article, signals, share }) => ({
    topic: (articles[article] as Article).topic,
    score: score * Math.min(1, share / first.share),
    similarity: Math.min(1, (signals.wording + signals.cosine) / 2),
  }));
}
