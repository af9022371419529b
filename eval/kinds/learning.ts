/** Owns the learning curve: what more lines of corpus have bought, and so what more would buy. */
import { type Interval, wilson } from '../metrics/interval.ts';
import type { Example, Train } from '../model.ts';
import { type IntentRow, predictIntents } from './intent.ts';
import { deal } from './out-of-fold.ts';

export interface LearningPoint {
  /** Lines that the model learnt from. */
  lines: number;
  accuracy: number;
  interval: Interval;
}

/** The curve's points, as tenths of the corpus. */
const TENTHS = [1, 2, 4, 7, 10];

/** Trains on growing parts of the corpus, each intent and voice evenly, every part within the next. */
export async function learningCurve(
  examples: readonly Example[],
  rows: readonly IntentRow[],
  train: Train,
  {
    seed,
    now,
    progress = () => {},
  }: { seed: number; now: Date; progress?: (done: number, of: number) => void },
): Promise<LearningPoint[]> {
  const partOf = deal(examples, 10, seed);
  const points: LearningPoint[] = [];
  for (const [i, tenths] of TENTHS.entries()) {
    progress(i, TENTHS.length);
    const part = examples.filter((_, at) => partOf[at]! < tenths);
    const predictions = await predictIntents(rows, await train(part, seed), now);
    const right = predictions.filter((p) => p.predicted === p.gold).length;
    points.push({ lines: part.length, accuracy: right / rows.length, interval: wilson(right, rows.length) });
  }
  progress(TENTHS.length, TENTHS.length);
  return points;
}
