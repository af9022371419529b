/** What the search made of its articles, kept in a file: making it anew at every start would cost seconds. */
import { createHash } from 'node:crypto';
import { Familiarity, type FamiliarityState } from './familiarity.ts';
import { readKept, writeKept } from './kept-file.ts';
import type { Learned } from './learn.ts';
import type { Article } from './types.ts';

/** Changes whenever the way of learning does. */
const VERSION = 2;

export interface Known {
  learned: Learned;
  /** Of the articles' questions, in their order. */
  vectors: readonly Float32Array[];
}

interface Kept extends Omit<Learned, 'familiarity'> {
  familiarity: FamiliarityState;
  /** Little-endian, all of one length, base64. */
  vectors: string;
  dimension: number;
}

/** Names what was learnt from: the same articles and the same model teach the same. */
export function keyOf(articles: readonly Article[], model: string): string {
  return createHash('sha256')
    .update(JSON.stringify([VERSION, model, articles]))
    .digest('hex');
}

/** What was known under this key; null when nothing was, or the file cannot be read. */
export function readKnown(file: string, key: string): Known | null {
  const kept = readKept(file, key) as Kept | null;
  if (!kept) return null;
  const { familiarity, vectors, dimension, ...weights } = kept;
  return {
    learned: { ...weights, familiarity: Familiarity.restore(familiarity) },
    vectors: unpack(vectors, dimension),
  };
}

export function writeKnown(file: string, key: string, { learned, vectors }: Known): void {
  const { familiarity, ...weights } = learned;
  const kept: Kept = {
    ...weights,
    familiarity: familiarity.state(),
    vectors: pack(vectors),
    dimension: vectors[0]?.length ?? 0,
  };
  writeKept(file, key, kept);
}

function pack(vectors: readonly Float32Array[]): string {
  return Buffer.concat(vectors.map((v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength))).toString(
    'base64',
  );
}

function unpack(packed: string, dimension: number): Float32Array[] {
  const { buffer } = new Uint8Array(Buffer.from(packed, 'base64')); // a copy is aligned
  const all = new Float32Array(buffer);
  return Array.from({ length: all.length / (dimension || 1) }, (_, i) =>
    all.subarray(i * dimension, (i + 1) * dimension),
  );
}
