/** Owns the plainest measure: how many were right. */

/** Share of `true` among the flags, 0..1; NaN of nothing. */
export function share(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length / flags.length;
}

/** Whether `gold` is among the first `k` of a ranked list. */
export function within(gold: string, ranked: readonly string[], k: number): boolean {
  return ranked.slice(0, k).includes(gold);
}
