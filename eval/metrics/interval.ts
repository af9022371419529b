/** Owns confidence intervals: Wilson's for a share, the bootstrap's for anything else. */
import { randomFrom } from '../random.ts';

/** Lower and upper bound of a 95 % interval. */
export type Interval = [low: number, high: number];

/** The 97.5 % point of the normal distribution: 95 % lie within ± this. */
const Z = 1.959964;

/**
 * Wilson's score interval of the share `hits / n` at 95 %. [NaN, NaN] of nothing.
 * Wilson, Journal of the American Statistical Association 22 (1927).
 */
export function wilson(hits: number, n: number): Interval {
  const p = hits / n;
  const centre = p + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  // The exact bounds are 0 and 1 at the ends; rounding may pass them.
  return n === 0
    ? [Number.NaN, Number.NaN]
    : [hits === 0 ? 0 : (centre - spread) / scale, hits === n ? 1 : (centre + spread) / scale];
}

/**
 * Percentile bootstrap at 95 %: `statistic` of `rounds` samples drawn from `rows` with replacement. Samples in which
 * the statistic is not a number are passed over; [NaN, NaN] when it never is. The seed fixes the draws.
 */
export function bootstrap<T>(
  rows: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { seed, rounds = 500 }: { seed: number; rounds?: number },
): Interval {
  const random = randomFrom(seed);
  const values: number[] = [];
  for (let round = 0; round < rounds && rows.length > 0; round++) {
    const value = statistic(rows.map(() => rows[random.below(rows.length)]!));
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number) =>
    values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

/**
 * The 95 % interval of the change in a share when the same `n` rows are answered twice: `lost` were right only before,
 * `won` only after. Bonett and Price's adjusted Wald interval, British Journal of Mathematical and Statistical
 * Psychology 65 (2012).
 */
export function pairedDifference(won: number, lost: number, n: number): Interval {
  const up = (won + 1) / (n + 2);
  const down = (lost + 1) / (n + 2);
  const spread = Z * Math.sqrt((up + down - (up - down) ** 2) / (n + 2));
  return [Math.max(-1, up - down - spread), Math.min(1, up - down + spread)];
}
