/** Owns the explanation of an error: the lines learnt from that are most like the text. */
import type { Understander } from '../nlu/mod.ts';
import type { Known } from './leaks.ts';
import type { Located } from './rows.ts';

export interface Neighbour {
  where: string;
  text: string;
  label: string;
  /** Cosine of the understander's embeddings. */
  likeness: number;
}

/** The nearest known lines of each error, by the error's line. */
export async function explain(
  errors: readonly (Located & { text: string })[],
  known: readonly Known[],
  understander: Pick<Understander, 'embed'>,
  perError = 4,
): Promise<Record<string, Neighbour[]>> {
  if (errors.length === 0) return {};
  const vectors = await understander.embed(known.map((k) => k.text));
  const queries = await understander.embed(errors.map((e) => e.text));
  return Object.fromEntries(
    errors.map(({ line }, i) => [String(line), nearest(queries[i]!, vectors, known, perError)]),
  );
}

function nearest(
  query: Float32Array,
  vectors: readonly Float32Array[],
  known: readonly Known[],
  k: number,
): Neighbour[] {
  return vectors
    .map((vector, at) => ({ at, likeness: dot(query, vector) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, k)
    .map(({ at, likeness }) => ({ ...known[at]!, likeness }));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
