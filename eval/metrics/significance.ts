/** Owns the test whether two runs over the same rows differ by more than chance. */

/**
 * McNemar's test, exact and two-sided: the probability of a split at least as uneven as `won` against `lost`
 * (rows right in one run only) if both runs were equally good. 1 when they never differ.
 * McNemar, Psychometrika 12 (1947).
 */
export function mcNemar(won: number, lost: number): number {
  const n = won + lost;
  const fewer = Math.min(won, lost);
  // Sums binomial terms in logarithms, each from the one before: C(n, k) / 2^n.
  let term = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) term += Math.log(n - k + 1) - Math.log(k);
    tail += Math.exp(term);
  }
  return Math.min(1, 2 * tail);
}
