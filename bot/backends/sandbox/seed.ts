/** Numbers that look random and are always the same: made from names. */

/** 0 ≤ x < 1, from the text alone (FNV-1a with a final mix). */
export function seeded(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** Between `low` and `high`. */
export function seededBetween(text: string, low: number, high: number): number {
  return low + seeded(text) * (high - low);
}

/** Splits a total by weights into parts of 0.01 that sum to it exactly. */
export function distribute(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let cumulated = 0;
  let given = 0;
  return weights.map((weight) => {
    cumulated += weight;
    const upTo = sum > 0 ? Math.round((total * cumulated * 100) / sum) : 0;
    const part = (upTo - given) / 100;
    given = upTo;
    return part;
  });
}
