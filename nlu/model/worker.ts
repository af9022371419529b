/** Owns a worker thread that trains members, one after the other. */

import { parentPort } from 'node:worker_threads';
import { type MemberOptions, trainMember } from './trainer.ts';
import type { Bags } from './vocabulary.ts';

export interface Task {
  bags: Bags;
  labels: Int32Array;
  features: number;
  classes: number;
  options: MemberOptions;
}

parentPort?.on('message', ({ bags, labels, features, classes, options }: Task) => {
  const report = (share: number): void => parentPort!.postMessage({ share });
  const member = trainMember(bags, labels, features, classes, options, report);
  const transfer = [member.table, member.bias, ...(member.head ? [member.head] : [])].map(
    (a) => a.buffer as ArrayBuffer,
  );
  parentPort!.postMessage({ member }, transfer);
});
