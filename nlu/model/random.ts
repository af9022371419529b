/** Owns the room's only source of chance: a generator that a seed determines fully. */

export interface Random {
  /** The next number of [0, 1). */
  next(): number;
  /** An integer of 0..n-1. */
  below(n: number): number;
  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends unknown[] | Int32Array | Uint32Array>(items: T): T;
}

/** A generator with 32 bits of state (mulberry32): the same seed gives the same numbers on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = below(i + 1);
        const kept = items[i];
        items[i] = items[j]!;
        items[j] = kept!;
      }
      return items;
    },
  };
}
