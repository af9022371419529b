/** Trouble on order: what the next calls of an API path meet instead of an answer. */

export type Fault =
  | { errcode: number; errmsg?: string }
  /** The answer comes, but so late, in milliseconds. */
  | { delayMs: number }
  /** A proxy's page instead of JSON. */
  | { status: number }
  /** The connection breaks. With `after`, the call was done all the same. */
  | { cut: 'before' | 'after' };

export class Faults {
  readonly #waiting = new Map<string, Fault[]>();

  /** The next `times` calls of the path (such as `/cgi-bin/message/custom/send`) meet the fault. */
  next(path: string, fault: Fault, times = 1): void {
    const queue = this.#waiting.get(path) ?? [];
    for (let i = 0; i < times; i++) queue.push(fault);
    this.#waiting.set(path, queue);
  }

  take(path: string): Fault | undefined {
    return this.#waiting.get(path)?.shift();
  }

  clear(): void {
    this.#waiting.clear();
  }
}
