/** Owns the percentiles of measured times. */

/** Value below which the share `q` (0..1) of the samples lies, by nearest rank; NaN of nothing. */
export function percentile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

export interface LatencyUs {
  /** Microseconds. */
  p50: number;
  p99: number;
}

/** Median and 99th percentile of times in milliseconds, as microseconds to one decimal. */
export function latencyUs(millis: readonly number[]): LatencyUs {
  const micros = (q: number) => Math.round(percentile(millis, q) * 10_000) / 10;
  return { p50: micros(0.5), p99: micros(0.99) };
}
