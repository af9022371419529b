/** Owns the search for lines of the corpus that may carry the wrong label. */
import { basename } from 'node:path';
import type { OutOfFold } from './out-of-fold.ts';

interface LabelSuspect {
  /** File name and line of the corpus. */
  where: string;
  text: string;
  label: string;
  suggested: string;
  /** Probability of the suggestion by a model that has not seen the line. */
  probability: number;
}

export interface LabelsResult {
  n: number;
  suspects: LabelSuspect[];
}

/**
 * Lines whose out-of-fold prediction disagrees with the label and is surer than such predictions are on average when
 * they are right: the rule of confident learning (Northcutt, Jiang and Chuang, 2021). The surest first.
 */
export function findLabelErrors(predictions: readonly OutOfFold[]): LabelsResult {
  const usual = usualProbability(predictions);
  const suspects = predictions.flatMap(({ example, prediction: { ranked, probability } }) => {
    const suggested = ranked[0];
    if (suggested === undefined || suggested === example.intent) return [];
    if (probability < (usual.get(suggested) ?? 1)) return [];
    const where = `${basename(example.file)}:${example.line}`;
    return [{ where, text: example.text, label: example.intent, suggested, probability }];
  });
  return { n: predictions.length, suspects: suspects.sort((a, b) => b.probability - a.probability) };
}

/** For each class, the mean probability of the lines that are rightly given to it. */
function usualProbability(predictions: readonly OutOfFold[]): Map<string, number> {
  const sums = new Map<string, { sum: number; n: number }>();
  for (const { example, prediction } of predictions) {
    if (prediction.ranked[0] !== example.intent) continue;
    const entry = sums.get(example.intent) ?? { sum: 0, n: 0 };
    sums.set(example.intent, { sum: entry.sum + prediction.probability, n: entry.n + 1 });
  }
  return new Map([...sums].map(([intent, { sum, n }]) => [intent, sum / n]));
}
