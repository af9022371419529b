/** Owns the accept–error curve: what is answered wrongly when only the surest part is answered. */

export interface AcceptPoint {
  /** Answer when the acceptance score is at least this. */
  threshold: number;
  /** Share of all rows that are answered then. */
  accepted: number;
  /** Share of the answered rows that are answered wrongly. */
  error: number;
}

/**
 * The curve from the surest row to all rows, at most `points` of them. `right` says whether answering the row would be
 * right (a row that is out of scope is never right to answer). Rows of equal score are answered together.
 */
export function acceptErrorCurve(
  scores: readonly number[],
  right: readonly boolean[],
  points = 50,
): AcceptPoint[] {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const curve: AcceptPoint[] = [];
  let wrong = 0;
  order.forEach((row, i) => {
    if (!right[row]) wrong += 1;
    const threshold = scores[row]!;
    const next = order[i + 1];
    if (next !== undefined && scores[next] === threshold) return;
    curve.push({ threshold, accepted: (i + 1) / order.length, error: wrong / (i + 1) });
  });
  const step = (curve.length - 1) / (points - 1);
  return curve.length <= points
    ? curve
    : Array.from({ length: points }, (_, i) => curve[Math.round(i * step)]!);
}
