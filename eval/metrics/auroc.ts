/** Owns the area under the ROC curve. */

/**
 * How well `scores` rank the positives above the rest: the probability that a positive scores higher than a negative,
 * ties counted half (Mann–Whitney). NaN when there are no positives or no negatives.
 */
export function auroc(scores: readonly number[], positive: readonly boolean[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const positives = positive.filter(Boolean).length;
  const negatives = positive.length - positives;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    const midRank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (positive[order[i]!]) rankSum += midRank;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
