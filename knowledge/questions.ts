/**
 * How near a query is to single questions: in wording (cosine over terms weighted by rarity) and in meaning (cosine
 * of vectors), both exact. The search asks for the few hundred questions of the articles that words and intent
 * brought forward, so plain loops cost some 30 µs however large the base is; an index over all vectors
 * (ONNX TopK, hnswlib) would cost more.
 */

import type { Terms } from './terms.ts';

export interface IndexedQuestion {
  /** Place of the article; the questions of one article stand together. */
  article: number;
  /** The article's own question, not one of its similar ones. */
  standard: boolean;
  terms: Terms;
  /** Each term once, over all families. */
  distinct: readonly string[];
  /** Unit length. */
  vector: Float32Array;
}

/** The largest value and the mean of the three largest. */
interface Nearest {
  best: number;
  three: number;
}

export interface Nearness {
  wording: Nearest;
  cosine: Nearest;
  /** Likeness in wording to the standard question. */
  title: number;
}

const FAR: Nearness = { wording: { best: 0, three: 0 }, cosine: { best: 0, three: 0 }, title: 0 };

export class Questions {
  private readonly vocabulary = new Map<string, number>();
  private readonly rarity: Float32Array;
  /** What a term weighs that no question has. */
  private readonly unknown: number;
  /** Row i's terms stand at starts[i] .. starts[i + 1], with their weights in a row of unit length. */
  private readonly starts: Int32Array;
  private readonly terms: Int32Array;
  private readonly weights: Float32Array;
  private readonly dimension: number;
  private readonly vectors: Float32Array;
  private readonly standard: Uint8Array;
  /** Article i's rows are ranges[i] .. ranges[i + 1]. */
  private readonly ranges: Int32Array;
  /** The prepared query's weight at each term. */
  private readonly asked: Float32Array;
  private touched: number[] = [];

  constructor(questions: readonly IndexedQuestion[], articles: number) {
    const rows = questions.map(({ distinct }) => Int32Array.from(distinct, (term) => this.idOf(term)));
    const holders = new Int32Array(this.vocabulary.size);
    for (const row of rows) for (const id of row) holders[id]!++;
    this.rarity = Float32Array.from(holders, (held) => Math.log(1 + rows.length / (held + 0.5)));
    this.unknown = Math.log(1 + 2 * rows.length);
    this.asked = new Float32Array(this.vocabulary.size);
    this.starts = offsets(rows.map((row) => row.length));
    this.terms = new Int32Array(this.starts[rows.length] as number);
    this.weights = new Float32Array(this.terms.length);
    rows.forEach((row, i) => {
      const weights =
        row.length > 0 ? Float32Array.from(row, (id) => this.rarity[id] as number) : new Float32Array();
      const length = Math.hypot(...weights) || 1;
      this.terms.set(row, this.starts[i] as number);
      this.weights.set(
        weights.map((weight) => weight / length),
        this.starts[i] as number,
      );
    });
    this.dimension = questions[0]?.vector.length ?? 0;
    this.vectors = new Float32Array(rows.length * this.dimension);
    questions.forEach(({ vector }, i) => {
      this.vectors.set(vector, i * this.dimension);
    });
    this.standard = Uint8Array.from(questions, (question) => Number(question.standard));
    const sizes = new Array<number>(articles).fill(0);
    for (const { article } of questions) sizes[article]!++;
    this.ranges = offsets(sizes);
  }

  /** Makes a query ready for `near`. Terms that no question has make every likeness smaller. */
  prepare(distinct: readonly string[]): void {
    for (const id of this.touched) this.asked[id] = 0;
    this.touched = [];
    let squares = 0;
    for (const term of distinct) {
      const id = this.vocabulary.get(term);
      const weight = id === undefined ? this.unknown : (this.rarity[id] as number);
      squares += weight * weight;
      if (id !== undefined) this.touched.push(id);
    }
    const length = Math.sqrt(squares) || 1;
    for (const id of this.touched) this.asked[id] = (this.rarity[id] as number) / length;
  }

  /** How near the prepared query is to the questions of an article. */
  near(article: number, vector: Float32Array): Nearness {
    const from = this.ranges[article] as number;
    const to = this.ranges[article + 1] as number;
    if (from === to) return FAR;
    const wording = new Largest();
    const cosine = new Largest();
    let title = 0;
    for (let row = from; row < to; row++) {
      const likeness = this.likeness(row);
      wording.add(likeness);
      cosine.add(this.cosine(row, vector));
      if (this.standard[row]) title = likeness;
    }
    return { wording: wording.nearest(), cosine: cosine.nearest(), title };
  }

  private likeness(row: number): number {
    const { terms, weights, asked } = this;
    const end = this.starts[row + 1] as number;
    let sum = 0;
    for (let i = this.starts[row] as number; i < end; i++)
      sum += (weights[i] as number) * (asked[terms[i] as number] as number);
    return sum;
  }

  /** Four sums at once, since a single one waits for each addition before the next. */
  private cosine(row: number, query: Float32Array): number {
    const { vectors, dimension } = this;
    const start = row * dimension;
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = 0;
    for (; i + 3 < dimension; i += 4) {
      a += (vectors[start + i] as number) * (query[i] as number);
      b += (vectors[start + i + 1] as number) * (query[i + 1] as number);
      c += (vectors[start + i + 2] as number) * (query[i + 2] as number);
      d += (vectors[start + i + 3] as number) * (query[i + 3] as number);
    }
    for (; i < dimension; i++) a += (vectors[start + i] as number) * (query[i] as number);
    return a + b + c + d;
  }

  private idOf(term: string): number {
    const known = this.vocabulary.get(term);
    if (known !== undefined) return known;
    this.vocabulary.set(term, this.vocabulary.size);
    return this.vocabulary.size - 1;
  }
}

/** Keeps the three largest values that were added. */
class Largest {
  private a = 0;
  private b = 0;
  private c = 0;
  private count = 0;

  add(value: number): void {
    this.count++;
    if (value > this.a) {
      this.c = this.b;
      this.b = this.a;
      this.a = value;
    } else if (value > this.b) {
      this.c = this.b;
      this.b = value;
    } else if (value > this.c) this.c = value;
  }

  nearest(): Nearest {
    return { best: this.a, three: (this.a + this.b + this.c) / Math.min(3, this.count) };
  }
}

/** Where each of the runs with these lengths begins, and the end of the last. */
function offsets(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    starts[i + 1] = (starts[i] as number) + length;
  });
  return starts;
}
