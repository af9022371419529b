/** Owns out-of-fold prediction: every corpus line understood by a model that has not seen it. */
import type { Example, Train } from '../model.ts';
import { randomFrom } from '../random.ts';
import { type IntentPrediction, predictIntents } from './intent.ts';

export interface OutOfFold {
  example: Example;
  prediction: IntentPrediction;
  fold: number;
}

export interface FoldOptions {
  folds: number;
  seed: number;
  now: Date;
  progress?: (done: number, of: number) => void;
}

/** Trains once for each fold on all the others and predicts the fold. In the order of the examples. */
export async function outOfFold(
  examples: readonly Example[],
  train: Train,
  { folds, seed, now, progress = () => {} }: FoldOptions,
): Promise<OutOfFold[]> {
  const foldOf = deal(examples, folds, seed);
  const found: OutOfFold[] = [];
  for (let fold = 0; fold < folds; fold++) {
    progress(fold, folds);
    const held = examples.flatMap((example, at) => (foldOf[at] === fold ? [{ example, at }] : []));
    const model = await train(
      examples.filter((_, at) => foldOf[at] !== fold),
      seed,
    );
    const rows = held.map(({ example, at }) => ({ text: example.text, intent: example.intent, line: at }));
    const predictions = await predictIntents(rows, model, now);
    for (const [i, prediction] of predictions.entries()) {
      const { example, at } = held[i]!;
      found[at] = { example, prediction: { ...prediction, line: example.line }, fold };
    }
  }
  progress(folds, folds);
  return found;
}

/** Deals the examples into folds, each intent and voice evenly, by chance within them. */
export function deal(
  examples: readonly Pick<Example, 'intent' | 'voice'>[],
  folds: number,
  seed: number,
): number[] {
  const random = randomFrom(seed);
  const order = examples
    .map(({ intent, voice }, at) => ({ at, group: `${intent} ${voice}`, chance: random.next() }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : a.chance - b.chance));
  const foldOf: number[] = [];
  for (const [place, { at }] of order.entries()) foldOf[at] = place % folds;
  return foldOf;
}
