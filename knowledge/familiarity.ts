/** Whether a text talks as the questions of the base do, or as texts do that are none of our business. */

/** Stands for occurrences that have not been seen yet. */
const SMOOTHING = 0.3;

export type Side = 'ours' | 'foreign';

/** What is kept of it once it has learnt. */
export interface FamiliarityState {
  unknown: number;
  ratios: [string, number][];
}

export class Familiarity {
  private readonly counts = new Map<string, Record<Side, number>>();
  private readonly totals: Record<Side, number> = { ours: 0, foreign: 0 };
  private ratios = new Map<string, number>();
  private unknown: number;

  /** @param ours texts as lists of different terms; likewise `foreign` */
  constructor(ours: Iterable<readonly string[]>, foreign: Iterable<readonly string[]>) {
    for (const terms of ours) this.add('ours', terms);
    for (const terms of foreign) this.add('foreign', terms);
    for (const [term, counts] of this.counts) this.ratios.set(term, this.ratio(counts.ours, counts.foreign));
    this.unknown = this.ratio(0, 0);
  }

  /** One that has learnt already; it answers `of` only. */
  static restore({ unknown, ratios }: FamiliarityState): Familiarity {
    const restored = new Familiarity([], []);
    restored.unknown = unknown;
    restored.ratios = new Map(ratios);
    return restored;
  }

  state(): FamiliarityState {
    return { unknown: this.unknown, ratios: [...this.ratios] };
  }

  /** Mean log-likelihood ratio of the different terms of a text: above 0 they are rather ours. */
  of(terms: readonly string[]): number {
    let sum = 0;
    for (const term of terms) sum += this.ratios.get(term) ?? this.unknown;
    return terms.length === 0 ? 0 : sum / terms.length;
  }

  /** The same for a text that was counted on a side, as if it had not been. */
  ofKnown(terms: readonly string[], side: Side): number {
    let sum = 0;
    for (const term of terms) {
      const counts = { ...(this.counts.get(term) ?? { ours: 0, foreign: 0 }) };
      counts[side] = Math.max(0, counts[side] - 1);
      sum += this.ratio(counts.ours, counts.foreign);
    }
    return terms.length === 0 ? 0 : sum / terms.length;
  }

  private ratio(ours: number, foreign: number): number {
    const rate = (count: number, total: number) => (count + SMOOTHING) / (total + 1);
    return Math.log(rate(ours, this.totals.ours) / rate(foreign, this.totals.foreign));
  }

  private add(side: Side, terms: readonly string[]): void {
    for (const term of terms) {
      const counts = this.counts.get(term) ?? { ours: 0, foreign: 0 };
      counts[side]++;
      this.counts.set(term, counts);
      this.totals[side]++;
    }
  }
}
