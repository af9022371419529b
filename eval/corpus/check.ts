/** Owns the check of the shipped corpus: its rules at once, and what models that have not seen its lines say of them. */
import { NONE } from '../kinds/intent.ts';
import { findLabelErrors, type LabelsResult } from '../kinds/labels.ts';
import { outOfFold } from '../kinds/out-of-fold.ts';
import { corpusExamples, intentIds, trainerFor } from '../model.ts';
import { adviceOf, type Need } from './advice.ts';
import { alikePairs, type Pair } from './likeness.ts';
import { type Fault, faultsOf } from './rules.ts';
import { testRows } from './suites.ts';

/** The rules that are broken, and the pairs of lines that are worth a look. Takes seconds. */
export function checkCorpus(): { faults: Fault[]; pairs: Pair[] } {
  const examples = corpusExamples();
  return { faults: faultsOf(examples, testRows()), pairs: alikePairs(examples) };
}

export interface AdviceOptions {
  folds: number;
  seed: number;
  progress: (done: number, of: number) => void;
}

/** Where to write, and which lines stand nearer to another intent. Trains once for each fold: minutes. */
export async function adviseCorpus(options: AdviceOptions): Promise<{ needs: Need[]; labels: LabelsResult }> {
  const train = trainerFor([...intentIds(), NONE]);
  // Nothing here depends on the day; a fixed one keeps runs comparable.
  const now = new Date('2026-11-21T02:00:00Z');
  const predictions = await outOfFold(corpusExamples(), train, { ...options, now });
  return { needs: adviceOf(predictions), labels: findLabelErrors(predictions) };
}
