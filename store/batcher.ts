/** Gathers what arrives while the last batch is being worked on, so that many callers share one costly step. */
export class Batcher<Item> {
  readonly #flush: (batch: Item[]) => Promise<void>;
  readonly #limit: number;
  #waiting: Item[] = [];
  #scheduled = false;

  /** `flush` settles its items itself and never rejects; it gets at most `limit` items and runs one at a time. */
  constructor(flush: (batch: Item[]) => Promise<void>, limit: number) {
    this.#flush = flush;
    this.#limit = limit;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    this.#schedule();
  }

  /** Each batch starts in a new round of the event loop: after all I/O callbacks that may add to it, and without starving them. */
  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(async () => {
      await this.#flush(this.#waiting.splice(0, this.#limit));
      this.#scheduled = false;
      this.#schedule();
    });
  }
}
