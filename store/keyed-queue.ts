/** Work of one key in order of arrival, one at a time; work of different keys side by side. In process. */
export class KeyedQueue {
  /** The end of each key's queue; settles, never rejects. A key without work has no entry. */
  readonly #tails = new Map<string, Promise<void>>();

  /**
   * Runs `work` after all earlier work of this key has settled, and returns what it returns. Not reentrant: work that
   * queues more work under its own key and waits for it waits forever.
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key);
    const result = (before ?? Promise.resolve()).then(work);
    const tail = result.then(ignore, ignore).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    this.#tails.set(key, tail);
    return result;
  }

  /** The number of keys that have work running or waiting. */
  get size(): number {
    return this.#tails.size;
  }
}

function ignore(): void {}
