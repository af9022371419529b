/** Owns the evaluation of retrieval: which article a customer would be shown for a text. */
import { z } from 'zod';
import type { Knowledge } from '../../knowledge/mod.ts';
import type { Understander } from '../../nlu/mod.ts';
import { share, within } from '../metrics/accuracy.ts';
import { auroc } from '../metrics/auroc.ts';
import { scoreOf } from '../metrics/classes.ts';
import { bootstrap, type Interval, wilson } from '../metrics/interval.ts';
import { type LatencyUs, latencyUs } from '../metrics/latency.ts';
import { mean, reciprocalRank } from '../metrics/ranking.ts';
import { type Located, oneOf } from '../rows.ts';
import { timed, warmUp } from '../stopwatch.ts';
import { NONE } from './intent.ts';

export const retrievalRow = (topics: readonly string[]) =>
  z.looseObject({ text: z.string(), topic: oneOf([...topics, NONE], 'topic') });
export type RetrievalRow = z.infer<ReturnType<typeof retrievalRow>> & Located;

export interface RetrievalPrediction extends Located {
  text: string;
  gold: string;
  /** Topics from the best hit on, whether they would be shown or not. */
  ranked: string[];
  /** Whether the best hit reaches the threshold, so that anything is shown. */
  shown: boolean;
  /** Score of the best hit, 0..1. */
  score: number;
  ms: number;
}

export interface RetrievalResult {
  n: number;
  hit1: number;
  hit3: number;
  mrr: number;
  none: { precision: number; recall: number; auroc: number; f1: number; n: number };
  latencyUs: LatencyUs;
  errors: { text: string; gold: string; predicted: string; score: number; line: number; ranked: string[] }[];
  inScope: { n: number; ranked1: number; ranked3: number };
  intervals: Record<'hit1' | 'hit3' | 'mrr' | 'none.auroc', Interval>;
}

/** Hits asked for: as many as the reciprocal rank looks at. */
const DEPTH = 10;

export async function predictTopics(
  rows: readonly RetrievalRow[],
  parts: {
    understander: Pick<Understander, 'understand'>;
    knowledge: Pick<Knowledge, 'search' | 'threshold'>;
  },
  now: Date,
): Promise<RetrievalPrediction[]> {
  const search = async (text: string) =>
    parts.knowledge.search(await parts.understander.understand(text, { now }), { limit: DEPTH, now });
  await warmUp(rows, search);
  const predictions: RetrievalPrediction[] = [];
  for (const { text, topic, line } of rows) {
    const { value: hits, ms } = await timed(() => search(text));
    const score = hits[0]?.score ?? 0;
    const shown = hits.length > 0 && score >= parts.knowledge.threshold;
    predictions.push({ line, text, gold: topic, ranked: hits.map((h) => h.topic), shown, score, ms });
  }
  return predictions;
}

const answerable = (p: RetrievalPrediction) => p.gold !== NONE;
const shownList = (p: RetrievalPrediction) => (p.shown ? p.ranked : []);
const predicted = (p: RetrievalPrediction) => shownList(p)[0] ?? NONE;
const noneAuroc = (sample: readonly RetrievalPrediction[]) =>
  auroc(
    sample.map((p) => 1 - p.score),
    sample.map((p) => !answerable(p)),
  );

/**
 * Hits and reciprocal rank over the rows that have an article, with nothing found where nothing would be shown;
 * `none` over all rows.
 */
export function scoreRetrieval(predictions: readonly RetrievalPrediction[], seed: number): RetrievalResult {
  const rows = predictions.filter(answerable);
  const hit = (k: number) => rows.map((p) => within(p.gold, shownList(p), k));
  const rankOf = (p: RetrievalPrediction) => reciprocalRank(p.gold, shownList(p));
  const interval = (flags: boolean[]) => wilson(flags.filter(Boolean).length, flags.length);
  return {
    n: predictions.length,
    hit1: share(hit(1)),
    hit3: share(hit(3)),
    mrr: mean(rows.map(rankOf)),
    none: noneScores(predictions),
    latencyUs: latencyUs(predictions.map((p) => p.ms)),
    errors: predictions
      .filter((p) => predicted(p) !== p.gold)
      .map((p) => ({
        text: p.text,
        gold: p.gold,
        predicted: predicted(p),
        score: p.score,
        line: p.line,
        ranked: p.ranked.slice(0, 3),
      })),
    inScope: {
      n: rows.length,
      ranked1: share(rows.map((p) => within(p.gold, p.ranked, 1))),
      ranked3: share(rows.map((p) => within(p.gold, p.ranked, 3))),
    },
    intervals: {
      hit1: interval(hit(1)),
      hit3: interval(hit(3)),
      mrr: bootstrap(rows, (sample) => mean(sample.map(rankOf)), { seed }),
      'none.auroc': bootstrap(predictions, noneAuroc, { seed }),
    },
  };
}

function noneScores(predictions: readonly RetrievalPrediction[]): RetrievalResult['none'] {
  const count = (test: (p: RetrievalPrediction) => boolean) => predictions.filter(test).length;
  const gold = count((p) => !answerable(p));
  const score = scoreOf(
    count((p) => !answerable(p) && !p.shown),
    gold,
    count((p) => !p.shown),
  );
  const defined = (value: number) => (gold === 0 ? Number.NaN : value);
  return {
    precision: defined(score.precision),
    recall: defined(score.recall),
    auroc: noneAuroc(predictions),
    f1: defined(score.f1),
    n: gold,
  };
}
