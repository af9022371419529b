/** Owns the threads of a training: tasks in, members out, first come first served. */

import { Worker } from 'node:worker_threads';
import type { Member, Message, Task } from './worker.ts';

interface Job {
  task: Task;
  resolve(member: Member): void;
  reject(error: Error): void;
}

/** Threads that train members. Close it, also after an error, or the process does not end. */
export class TrainingPool {
  private readonly idle: Worker[];
  private readonly workers: Worker[];
  private readonly waiting: Job[] = [];
  private readonly shares: number[] = [];

  /** `progress` hears how many tasks' worth of work is done. */
  constructor(
    threads: number,
    private readonly progress: (done: number) => void,
  ) {
    this.workers = Array.from(
      { length: threads },
      () => new Worker(new URL('./thread.mjs', import.meta.url)),
    );
    this.idle = [...this.workers];
  }

  /** Trains one member on the next free thread. Rejects when the thread fails. */
  train(task: Task): Promise<Member> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private next(): void {
    const job = this.waiting[0];
    const worker = this.idle.pop();
    if (!job || !worker) {
      if (worker) this.idle.push(worker);
      return;
    }
    this.waiting.shift();
    this.run(worker, job, this.shares.push(0) - 1);
  }

  private run(worker: Worker, { task, resolve, reject }: Job, slot: number): void {
    const settle = (finish: () => void): void => {
      worker.off('message', hear);
      worker.off('error', fail);
      this.idle.push(worker);
      finish();
      this.next();
    };
    const hear = (message: Message): void => {
      this.shares[slot] = 'share' in message ? message.share : 1;
      this.progress(this.shares.reduce((a, b) => a + b, 0));
      if ('member' in message) settle(() => resolve(message.member));
    };
    const fail = (error: Error): void => settle(() => reject(error));
    worker.on('message', hear);
    worker.on('error', fail);
    worker.postMessage(task);
  }
}
