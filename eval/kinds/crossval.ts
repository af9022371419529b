/** Owns cross-validation: how good the corpus makes a model, measured on the corpus itself. */
import { share } from '../metrics/accuracy.ts';
import { type Interval, wilson } from '../metrics/interval.ts';
import { mean } from '../metrics/ranking.ts';
import { type IntentResult, scoreIntents } from './intent.ts';
import type { OutOfFold } from './out-of-fold.ts';

export interface CrossvalResult extends IntentResult {
  folds: { n: number; accuracy: number }[];
  /** Standard deviation of the folds' accuracy. */
  spread: number;
  /** By the voice in which the lines are written. */
  perVoice: Record<string, { n: number; accuracy: number; interval: Interval }>;
}

export function scoreCrossval(predictions: readonly OutOfFold[], seed: number): CrossvalResult {
  const right = ({ prediction }: OutOfFold) => prediction.predicted === prediction.gold;
  const groups = <K>(key: (p: OutOfFold) => K) =>
    [...new Set(predictions.map(key))]
      .sort()
      .map((id) => [id, predictions.filter((p) => key(p) === id).map(right)] as const);
  const folds = groups((p) => p.fold).map(([, flags]) => ({ n: flags.length, accuracy: share(flags) }));
  const centre = mean(folds.map((f) => f.accuracy));
  return {
    ...scoreIntents(
      predictions.map((p) => p.prediction),
      seed,
    ),
    folds,
    spread: Math.sqrt(
      folds.reduce((sum, f) => sum + (f.accuracy - centre) ** 2, 0) / Math.max(1, folds.length - 1),
    ),
    perVoice: Object.fromEntries(
      groups((p) => p.example.voice).map(([voice, flags]) => [
        voice,
        {
          n: flags.length,
          accuracy: share(flags),
          interval: wilson(flags.filter(Boolean).length, flags.length),
        },
      ]),
    ),
  };
}
