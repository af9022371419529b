/** Owns the advice where to write more: the intents whose unseen lines are understood worst. */
import { loadTaxonomy } from '../../nlu/mod.ts';
import type { OutOfFold } from '../kinds/out-of-fold.ts';
import { share } from '../metrics/accuracy.ts';
import { groupBy } from './group.ts';

export interface Need {
  intent: string;
  lines: number;
  /** Share of its lines that a model understands that has not seen them, 0..1. */
  recall: number;
  /** What a missed line costs, times the share that is missed: the order of the advice. */
  loss: number;
  /** What its lines are taken for, the most frequent first. */
  takenFor: { intent: string; lines: number }[];
  /** Its voices, the least understood first. */
  voices: { voice: string; lines: number; recall: number }[];
}

/** To miss danger is worst; a word of courtesy has only one meaning in its place in the dialogue. */
const COST = { urgent: 3, request: 1, act: 0.5 };

/** Every class, the one that costs most by its errors first. */
export function adviceOf(predictions: readonly OutOfFold[]): Need[] {
  const costs = new Map(
    loadTaxonomy().map(({ id, urgent, kind }) => [
      id,
      urgent ? COST.urgent : kind === 'act' ? COST.act : COST.request,
    ]),
  );
  return [...groupBy(predictions, ({ example }) => example.intent)]
    .map(([intent, all]) => {
      const recall = recallOf(all);
      const wrong = all.filter((one) => !isRight(one));
      return {
        intent,
        lines: all.length,
        recall,
        loss: (1 - recall) * (costs.get(intent) ?? COST.request),
        takenFor: [...groupBy(wrong, ({ prediction }) => prediction.predicted)]
          .map(([taken, lines]) => ({ intent: taken, lines: lines.length }))
          .sort((a, b) => b.lines - a.lines),
        voices: [...groupBy(all, ({ example }) => example.voice)]
          .map(([voice, lines]) => ({ voice, lines: lines.length, recall: recallOf(lines) }))
          .sort((a, b) => a.recall - b.recall),
      };
    })
    .sort((a, b) => b.loss - a.loss);
}

function isRight({ prediction: { predicted, gold } }: OutOfFold): boolean {
  return predicted === gold;
}

function recallOf(all: readonly OutOfFold[]): number {
  return share(all.map(isRight));
}
