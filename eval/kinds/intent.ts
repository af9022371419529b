/** Owns the evaluation of intents: one label a row, `none` for what is out of scope. */
import { z } from 'zod';
import type { Understander } from '../../nlu/mod.ts';
import { type AcceptPoint, acceptErrorCurve } from '../metrics/acceptance.ts';
import { share, within } from '../metrics/accuracy.ts';
import { auroc } from '../metrics/auroc.ts';
import { expectedCalibrationError, type ReliabilityBin, reliability } from '../metrics/calibration.ts';
import {
  type ClassScore,
  type Confusion,
  confusions,
  macroF1,
  perClass,
  scoreOf,
} from '../metrics/classes.ts';
import { bootstrap, type Interval, wilson } from '../metrics/interval.ts';
import { type LatencyUs, latencyUs } from '../metrics/latency.ts';
import { type Located, oneOf } from '../rows.ts';
import { timed, warmUp } from '../stopwatch.ts';

/** Out of scope: the label of the rows, and the prediction for what is rejected. */
export const NONE = 'none';

export const intentRow = (intents: readonly string[]) =>
  z.looseObject({ text: z.string(), intent: oneOf([...intents, NONE], 'intent') });
export type IntentRow = z.infer<ReturnType<typeof intentRow>> & Located;

export interface IntentPrediction extends Located {
  text: string;
  gold: string;
  /** The first candidate when it is accepted or to be clarified, `none` when rejected. */
  predicted: string;
  /** The candidates from the most probable on, rejected or not. */
  ranked: string[];
  /** Acceptance score, 0..1. */
  score: number;
  /** Probability of the first candidate. */
  probability: number;
  ms: number;
}

export interface IntentResult {
  n: number;
  accuracy: number;
  top3: number;
  macroF1: number;
  none: { precision: number; recall: number; f1: number; auroc: number; n: number };
  inScope: { n: number; accuracy: number; top3: number; ranked3: number };
  perIntent: Record<string, ClassScore>;
  confusions: Confusion[];
  latencyUs: LatencyUs;
  errors: IntentError[];
  intervals: Record<
    'accuracy' | 'macroF1' | 'inScope.accuracy' | 'inScope.top3' | 'none.f1' | 'none.auroc',
    Interval
  >;
  calibration: { ece: number; bins: ReliabilityBin[] };
  acceptCurve: AcceptPoint[];
}

interface IntentError extends Located {
  text: string;
  gold: string;
  predicted: string;
  score: number;
  ranked: string[];
}

/** Understands every row, one after another, as a conversation would. */
export async function predictIntents(
  rows: readonly IntentRow[],
  understander: Pick<Understander, 'understand'>,
  now: Date,
): Promise<IntentPrediction[]> {
  await warmUp(rows, (text) => understander.understand(text, { now }));
  const predictions: IntentPrediction[] = [];
  for (const { text, intent, line } of rows) {
    const { value, ms } = await timed(() => understander.understand(text, { now }));
    const [top] = value.intents;
    predictions.push({
      line,
      text,
      gold: intent,
      predicted: value.decision === 'reject' || !top ? NONE : top.id,
      ranked: value.intents.slice(0, 5).map((i) => i.id),
      score: value.score,
      probability: top?.probability ?? 0,
      ms,
    });
  }
  return predictions;
}

const right = (p: IntentPrediction) => p.predicted === p.gold;
const inScope = (p: IntentPrediction) => p.gold !== NONE;
/** What is rejected offers nothing, so a row in scope that is rejected is wrong at any depth. */
const right3 = (p: IntentPrediction) =>
  p.predicted === NONE ? p.gold === NONE : within(p.gold, p.ranked, 3);

/** All figures of the contract, then those that the report needs. Figures of nothing are NaN. */
export function scoreIntents(predictions: readonly IntentPrediction[], seed: number): IntentResult {
  const scoped = predictions.filter(inScope);
  const classes = perClass(predictions);
  return {
    n: predictions.length,
    accuracy: share(predictions.map(right)),
    top3: share(predictions.map(right3)),
    macroF1: macroF1(predictions),
    none: noneScores(predictions),
    inScope: {
      n: scoped.length,
      accuracy: share(scoped.map(right)),
      top3: share(scoped.map(right3)),
      ranked3: share(
        scoped.map((p) =>
          within(
            p.gold,
            p.ranked.filter((id) => id !== NONE),
            3,
          ),
        ),
      ),
    },
    perIntent: Object.fromEntries(classes),
    confusions: confusions(predictions),
    latencyUs: latencyUs(predictions.map((p) => p.ms)),
    errors: predictions
      .filter((p) => !right(p))
      .map(({ text, gold, predicted, score, line, ranked }) => ({
        text,
        gold,
        predicted,
        score,
        line,
        ranked,
      })),
    intervals: intervals(predictions, scoped, seed),
    calibration: calibration(predictions),
    acceptCurve: acceptErrorCurve(
      predictions.map((p) => p.score),
      predictions.map((p) => p.gold === p.ranked[0] && inScope(p)),
    ),
  };
}

/** Scores of `none`; NaN when no row is out of scope, since nothing was asked of it then. */
function noneScores(predictions: readonly IntentPrediction[]): IntentResult['none'] {
  const count = (test: (p: IntentPrediction) => boolean) => predictions.filter(test).length;
  const gold = count((p) => !inScope(p));
  const score = scoreOf(
    count((p) => !inScope(p) && right(p)),
    gold,
    count((p) => p.predicted === NONE),
  );
  const defined = (value: number) => (gold === 0 ? Number.NaN : value);
  return {
    precision: defined(score.precision),
    recall: defined(score.recall),
    f1: defined(score.f1),
    auroc: noneAuroc(predictions),
    n: gold,
  };
}

function noneAuroc(predictions: readonly IntentPrediction[]): number {
  return auroc(
    predictions.map((p) => 1 - p.score),
    predictions.map((p) => !inScope(p)),
  );
}

function intervals(
  predictions: readonly IntentPrediction[],
  scoped: readonly IntentPrediction[],
  seed: number,
): IntentResult['intervals'] {
  const of = (rows: readonly IntentPrediction[], test: (p: IntentPrediction) => boolean) =>
    wilson(rows.filter(test).length, rows.length);
  return {
    accuracy: of(predictions, right),
    macroF1: bootstrap(predictions, macroF1, { seed }),
    'inScope.accuracy': of(scoped, right),
    'inScope.top3': of(scoped, right3),
    'none.f1': bootstrap(predictions, (sample) => noneScores(sample).f1, { seed }),
    'none.auroc': bootstrap(predictions, noneAuroc, { seed }),
  };
}

function calibration(predictions: readonly IntentPrediction[]): IntentResult['calibration'] {
  const bins = reliability(
    predictions.map((p) => p.probability),
    predictions.map((p) => p.ranked[0] === p.gold),
  );
  return { ece: expectedCalibrationError(bins), bins };
}
