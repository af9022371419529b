/** Owns how high the right answer stands in a ranked list. */

/** 1 / place of `gold` in the list (1 for the first), 0 when it is not there. */
export function reciprocalRank(gold: string, ranked: readonly string[]): number {
  const place = ranked.indexOf(gold);
  return place < 0 ? 0 : 1 / (place + 1);
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
