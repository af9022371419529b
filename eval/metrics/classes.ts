/** Owns what is measured class by class: precision, recall, F1, their mean, and which class is taken for which. */

export interface ClassScore {
  /** Rows whose gold label is this class. */
  n: number;
  precision: number;
  recall: number;
  f1: number;
}

export interface Confusion {
  gold: string;
  predicted: string;
  n: number;
}

export interface Labelled {
  gold: string;
  predicted: string;
}

/** Precision, recall and F1 of each class that occurs, as gold or as prediction, by id. A ratio of nothing is 0. */
export function perClass(rows: readonly Labelled[]): Map<string, ClassScore> {
  const gold = countBy(rows, (r) => r.gold);
  const predicted = countBy(rows, (r) => r.predicted);
  const hits = countBy(
    rows.filter((r) => r.gold === r.predicted),
    (r) => r.gold,
  );
  const ids = [...new Set([...gold.keys(), ...predicted.keys()])].sort();
  return new Map(
    ids.map((id) => [id, scoreOf(hits.get(id) ?? 0, gold.get(id) ?? 0, predicted.get(id) ?? 0)]),
  );
}

/** Scores of one class from its hits, its gold rows and its predictions. */
export function scoreOf(hits: number, gold: number, predicted: number): ClassScore {
  return {
    n: gold,
    precision: predicted === 0 ? 0 : hits / predicted,
    recall: gold === 0 ? 0 : hits / gold,
    f1: gold + predicted === 0 ? 0 : (2 * hits) / (gold + predicted),
  };
}

/** Mean F1 over the classes that have gold rows, each with the same weight; NaN when there are none. */
export function macroF1(rows: readonly Labelled[]): number {
  const scores = [...perClass(rows).values()].filter((s) => s.n > 0);
  return scores.reduce((sum, s) => sum + s.f1, 0) / scores.length;
}

/** The mistakes by pair, most frequent first. */
export function confusions(rows: readonly Labelled[]): Confusion[] {
  const pairs = new Map<string, Confusion>();
  for (const { gold, predicted } of rows) {
    if (gold === predicted) continue;
    const key = `${gold}\n${predicted}`;
    const pair = pairs.get(key) ?? { gold, predicted, n: 0 };
    pair.n += 1;
    pairs.set(key, pair);
  }
  return [...pairs.values()].sort(
    (a, b) => b.n - a.n || compare(a.gold, b.gold) || compare(a.predicted, b.predicted),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
