/** Owns a worker thread that trains members, one after the other. */

import { parentPort } from 'node:worker_threads';
import { type BagOptions, type EmbeddingBag, trainBag } from './bag.ts';
import { type MarginOptions, type Separators, trainMargins } from './margin.ts';
import type { Bags } from './vocabulary.ts';

/** What to train a member on, and which. */
export type Task = {
  bags: Bags;
  labels: Int32Array;
  features: number;
  classes: number;
} & ({ kind: 'bag'; options: BagOptions } | { kind: 'margins'; options: MarginOptions });

export type Member = EmbeddingBag | Separators;
export type Message = { share: number } | { member: Member };

parentPort?.on('message', (task: Task) => {
  const report = (share: number): void => parentPort!.postMessage({ share } satisfies Message);
  const member = run(task, report);
  const buffers = [member.table, member.bias, ...('head' in member ? [member.head] : [])];
  parentPort!.postMessage(
    { member } satisfies Message,
    buffers.map((array) => array.buffer as ArrayBuffer),
  );
});

function run(task: Task, report: (share: number) => void): Member {
  const { bags, labels, features, classes } = task;
  return task.kind === 'bag'
    ? trainBag(bags, labels, features, classes, task.options, report)
    : trainMargins(bags, labels, features, classes, task.options, report);
}
