/** Finds the candidates for a query and gathers what speaks for each. */

import { Bm25 } from './bm25.ts';
import type { Query } from './query.ts';
import { type IndexedQuestion, Questions } from './questions.ts';
import type { Candidate } from './signals.ts';
import { FAMILIES, type Family, type Terms } from './terms.ts';

export interface IndexedArticle {
  intent: string;
  answer: Terms;
}

/** So many articles are looked at closely; on the shipped base 98 % of unseen questions have theirs among them. */
const CANDIDATES = 12;
/** What an intent's certainty is worth beside full marks in one BM25, in choosing the candidates. */
const INTENT_SHARE = 0.5;
/** Added to a probability before its logarithm is taken. */
const FLOOR = 0.01;
const ANSWER_FAMILIES = ['chars', 'pairs', 'words'] as const;

/** One family's BM25 and the scores of the query at hand, one for each article. */
interface Field {
  family: Family;
  bm25: Bm25;
  scores: Float32Array;
}

/** The indexes over answers: the same whichever questions there are. */
export function indexAnswers(articles: readonly IndexedArticle[]): Bm25[] {
  return ANSWER_FAMILIES.map((family) => new Bm25(articles.map(({ answer }) => answer[family])));
}

export class EvidenceIndex {
  private readonly asked: Field[];
  private readonly answered: Field[];
  private readonly near: Questions;
  /** Each article's intent, by its number, and the numbers. */
  private readonly intents: Int32Array;
  private readonly intentNumbers: ReadonlyMap<string, number>;
  /** The query's probability of each intent. */
  private readonly probabilities: Float32Array;

  /** @param questions those of one article together, in the order of the articles */
  constructor(
    articles: readonly IndexedArticle[],
    questions: readonly IndexedQuestion[],
    answers: readonly Bm25[] = indexAnswers(articles),
  ) {
    const rows: IndexedQuestion[][] = articles.map(() => []);
    for (const question of questions) rows[question.article]?.push(question);
    const field = (family: Family, bm25: Bm25) => ({
      family,
      bm25,
      scores: new Float32Array(articles.length),
    });
    this.asked = FAMILIES.map((family) =>
      field(family, new Bm25(rows.map((row) => row.flatMap(({ terms }) => terms[family])))),
    );
    this.answered = ANSWER_FAMILIES.map((family, i) => field(family, answers[i] as Bm25));
    this.near = new Questions(questions, articles.length);
    this.intentNumbers = new Map([...new Set(articles.map(({ intent }) => intent))].map((id, i) => [id, i]));
    this.intents = Int32Array.from(articles, ({ intent }) => this.intentNumbers.get(intent) as number);
    this.probabilities = new Float32Array(this.intentNumbers.size);
  }

  /** The candidates among the articles that `eligible` marks with 1. */
  gather(query: Query, eligible: Uint8Array): Candidate[] {
    for (const { family, bm25, scores } of [...this.asked, ...this.answered]) {
      scores.fill(0);
      bm25.score(query.terms[family], scores);
    }
    this.near.prepare(query.distinct);
    this.probabilities.fill(0);
    for (const [id, probability] of query.intents) {
      const number = this.intentNumbers.get(id);
      if (number !== undefined) this.probabilities[number] = probability;
    }
    return this.best(eligible).map((article) => this.look(article, query));
  }

  private look(article: number, query: Query): Candidate {
    const [chars, pairs, words, concepts] = this.asked.map(({ scores }) => scores[article] as number);
    const [answerChars, answerPairs, answerWords] = this.answered.map(
      ({ scores }) => scores[article] as number,
    );
    const { wording, cosine, title } = this.near.near(article, query.vector);
    const intent = this.intentOf(article);
    return {
      article,
      signals: {
        chars: chars as number,
        pairs: pairs as number,
        words: words as number,
        concepts: concepts as number,
        answerChars: answerChars as number,
        answerPairs: answerPairs as number,
        answerWords: answerWords as number,
        intent,
        logIntent: Math.log(intent + FLOOR),
        wording: wording.best,
        wording3: wording.three,
        cosine: cosine.best,
        cosine3: cosine.three,
        title,
      },
    };
  }

  /** The eligible articles with the highest sum of the questions' BM25 and the intent, at most CANDIDATES. */
  private best(eligible: Uint8Array): number[] {
    const [chars, pairs, words, concepts] = this.asked.map(({ scores }) => scores) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const best: { article: number; score: number }[] = [];
    let least = -1;
    for (let article = 0; article < this.intents.length; article++) {
      const score =
        (chars[article] as number) +
        (pairs[article] as number) +
        (words[article] as number) +
        (concepts[article] as number) +
        INTENT_SHARE * this.intentOf(article);
      if (score <= least || !eligible[article]) continue;
      let at = best.length;
      while (at > 0 && (best[at - 1] as { score: number }).score < score) at--;
      best.splice(at, 0, { article, score });
      if (best.length > CANDIDATES) best.pop();
      if (best.length === CANDIDATES) least = (best[CANDIDATES - 1] as { score: number }).score;
    }
    return best.map(({ article }) => article);
  }

  private intentOf(article: number): number {
    return this.probabilities[this.intents[article] as number] as number;
  }
}
