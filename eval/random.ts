/** Owns the room's source of chance: a generator that a seed determines fully. */

export interface Random {
  /** The next number of [0, 1). */
  next(): number;
  /** An integer of 0..n-1. */
  below(n: number): number;
  /** One of the items, which must not be empty. */
  pick<T>(items: ArrayLike<T>): T;
}

/** A generator with 32 bits of state (mulberry32): the same seed gives the same numbers on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { next, below, pick: (items) => items[below(items.length)]! };
}
