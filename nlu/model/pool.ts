/** Owns the threads of a training: tasks in, members out in the tasks' order, whatever order they finish in. */

import { Worker } from 'node:worker_threads';
import type { Member } from './trainer.ts';
import type { Task } from './worker.ts';

/** Trains all tasks on `threads` threads. `progress` hears the share of the whole work that is done, 0..1. */
export async function trainAll(
  tasks: readonly Task[],
  threads: number,
  progress: (share: number) => void,
): Promise<Member[]> {
  const members: Member[] = [];
  const shares = tasks.map(() => 0);
  let next = 0;
  const runThread = async (): Promise<void> => {
    const worker = new Worker(new URL('./thread.mjs', import.meta.url));
    try {
      while (next < tasks.length) {
        const index = next++;
        members[index] = await runTask(worker, tasks[index]!, (share) => {
          shares[index] = share;
          progress(shares.reduce((a, b) => a + b, 0) / shares.length);
        });
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, runThread));
  return members;
}

function runTask(worker: Worker, task: Task, progress: (share: number) => void): Promise<Member> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', hear);
      worker.off('error', fail);
      finish();
    };
    const hear = (message: { share: number } | { member: Member }): void => {
      if ('share' in message) progress(message.share);
      else settle(() => resolve(message.member));
    };
    const fail = (error: Error): void => settle(() => reject(error));
    worker.on('message', hear);
    worker.on('error', fail);
    worker.postMessage(task);
  });
}
