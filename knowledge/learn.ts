/** Teaches the search its weights and its threshold, from the articles' own questions and from foreign texts. */

import { EvidenceIndex, type IndexedArticle, indexAnswers } from './evidence.ts';
import { Familiarity, type Side } from './familiarity.ts';
import type { Query } from './query.ts';
import type { IndexedQuestion } from './questions.ts';
import { fitRanker, type RankerWeights, rank } from './ranker.ts';
import { fitScope, type ScopeFeatures, type ScopeWeights, scopeFeatures, scopeScore } from './scope.ts';
import type { Candidate } from './signals.ts';

export interface Lessons {
  articles: readonly IndexedArticle[];
  questions: readonly IndexedQuestion[];
  /** Some similar questions as they are understood when customers ask them; `place` is the one in `questions`. */
  asked: readonly { place: number; query: Query }[];
  /** Some texts that no article answers, understood. */
  foreign: readonly Query[];
  /** How customers talk of what the articles answer and of other things, as lists of different terms. */
  talk: Record<Side, readonly (readonly string[])[]>;
}

export interface Learned {
  ranker: RankerWeights;
  scope: ScopeWeights;
  familiarity: Familiarity;
  /** Score from which on a hit may be shown. */
  threshold: number;
}

/** Each similar question is asked of a base without it: first one half of those asked is taken out, then the other. */
const FOLDS = 2;
/** The share of our business in what customers send, as far as a wrong answer or none matters. */
const OURS_SHARE = 0.8;
/** Differences of the share of right decisions below this are chance with some hundred examples. */
const AS_GOOD = 0.005;

interface Example {
  query: Query;
  candidates: Candidate[];
  /** The right article; -1 for a foreign text. */
  article: number;
}

/** The same lessons teach the same. `index` holds all articles and questions of the lessons. */
export function learn(lessons: Lessons, index: EvidenceIndex): Learned {
  const { articles, questions, foreign, talk } = lessons;
  const all = new Uint8Array(articles.length).fill(1);
  const asked = askWithout(lessons, all);
  const strange = foreign.map((query) => ({
    query,
    candidates: index.gather(query, all),
    article: -1,
  }));
  const ranker = fitRanker(asked.flatMap(rankingExample));
  const own = questions.map(({ distinct }) => distinct);
  const familiarity = new Familiarity([...own, ...talk.ours], talk.foreign);
  const featuresOf = ({ query, candidates, article }: Example) =>
    scopeFeatures(
      query,
      rank(candidates, ranker),
      familiarity.ofKnown(query.distinct, article < 0 ? 'foreign' : 'ours'),
    );
  const [ours, theirs] = [asked.map(featuresOf), strange.map(featuresOf)];
  const scope = fitScope(ours, theirs);
  const scores = (rows: ScopeFeatures[], examples: Example[]) =>
    examples.map(({ query }, i) => scopeScore(rows[i] as ScopeFeatures, scope, query.acceptance));
  return {
    ranker,
    scope,
    familiarity,
    threshold: bestThreshold(scores(ours, asked), scores(theirs, strange)),
  };
}

function askWithout({ articles, questions, asked }: Lessons, all: Uint8Array): Example[] {
  const answers = indexAnswers(articles);
  const examples: Example[] = [];
  for (let fold = 0; fold < Math.min(FOLDS, asked.length); fold++) {
    const taken = asked.filter((_, i) => i % FOLDS === fold);
    const places = new Set(taken.map(({ place }) => place));
    const rest = questions.filter((_, place) => !places.has(place));
    const index = new EvidenceIndex(articles, rest, answers);
    for (const { place, query } of taken) {
      const article = (questions[place] as IndexedQuestion).article;
      examples.push({ query, candidates: index.gather(query, all), article });
    }
  }
  return examples;
}

/** Nothing is to be learned about ranking where the right article is not among the candidates. */
function rankingExample({ candidates, article }: Example): { candidates: Candidate[]; right: number }[] {
  const right = candidates.findIndex((candidate) => candidate.article === article);
  return right < 0 ? [] : [{ candidates, right }];
}

/**
 * The score that best parts ours from foreign texts: where fewest of customers' texts come out wrong,
 * in the middle of the range around that where as few do. One half when a side is empty.
 */
export function bestThreshold(ours: readonly number[], foreign: readonly number[]): number {
  if (ours.length === 0 || foreign.length === 0) return 0.5;
  const marks = [
    ...ours.map((score) => ({ score, gain: OURS_SHARE / ours.length })),
    ...foreign.map((score) => ({ score, gain: (OURS_SHARE - 1) / foreign.length })),
  ].sort((a, b) => b.score - a.score);
  let index = 0;
  const cuts = [{ at: 1, index }];
  marks.forEach(({ score, gain }, i) => {
    index += gain;
    const next = marks[i + 1]?.score ?? 0;
    if (next < score) cuts.push({ at: (score + next) / 2, index });
  });
  const best = cuts.reduce((a, b) => (b.index > a.index ? b : a));
  const bad = cuts.filter((cut) => cut.index < best.index - AS_GOOD);
  const good = cuts.filter((cut) => !bad.some(({ at }) => between(at, cut.at, best.at))).map(({ at }) => at);
  return (Math.max(...good) + Math.min(...good)) / 2;
}

function between(x: number, a: number, b: number): boolean {
  return Math.min(a, b) <= x && x <= Math.max(a, b);
}
