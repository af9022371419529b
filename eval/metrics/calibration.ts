/** Owns the question whether a stated probability is honest: the reliability diagram and its expected error. */

export interface ReliabilityBin {
  /** Bounds of the confidence, 0..1; the last bin includes 1. */
  from: number;
  to: number;
  n: number;
  /** Mean confidence and share of right answers in the bin; NaN when it is empty. */
  confidence: number;
  accuracy: number;
}

/** Groups answers by confidence (0..1) into bins of equal width. */
export function reliability(
  confidence: readonly number[],
  correct: readonly boolean[],
  bins = 10,
): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, b) => {
    const members = confidence.flatMap((c, i) => (Math.min(bins - 1, Math.floor(c * bins)) === b ? [i] : []));
    const mean = (value: (i: number) => number) =>
      members.reduce((sum, i) => sum + value(i), 0) / members.length;
    return {
      from: b / bins,
      to: (b + 1) / bins,
      n: members.length,
      confidence: mean((i) => confidence[i]!),
      accuracy: mean((i) => (correct[i] ? 1 : 0)),
    };
  });
}

/** Expected calibration error, 0..1: the gap between confidence and accuracy, weighted by the bins' sizes. NaN of nothing. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const filled = bins.filter((bin) => bin.n > 0);
  const n = filled.reduce((sum, bin) => sum + bin.n, 0);
  return filled.reduce((sum, bin) => sum + bin.n * Math.abs(bin.confidence - bin.accuracy), 0) / n;
}
