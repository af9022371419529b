/** Counts calls of each API path: so many a minute (45011), so many a day (45009). */
import { Refusal } from './errors.ts';
import type { Platform } from './platform.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

export class Limits {
  readonly #counts = new Map<string, { slot: number; calls: number }>();

  constructor(private readonly platform: Platform) {}

  /** @throws Refusal when the path has been called too often */
  count(path: string): void {
    const { account, clock } = this.platform;
    const now = clock().getTime();
    if (this.#next(`day ${path}`, Math.floor(now / DAY)) > account.callsPerDay) throw new Refusal(45009);
    if (this.#next(`minute ${path}`, Math.floor(now / MINUTE)) > account.callsPerMinute)
      throw new Refusal(45011);
  }

  #next(key: string, slot: number): number {
    const count = this.#counts.get(key);
    if (!count || count.slot !== slot) this.#counts.set(key, { slot, calls: 1 });
    else count.calls++;
    return this.#counts.get(key)!.calls;
  }
}
