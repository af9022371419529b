/** Owns the numbering of features: which ones the model knows, and how much each weighs (tf·idf). */

import { extractFeatures } from './features.ts';

/** Utterances as weighted bags of features, row after row: row i is ids[offsets[i]..offsets[i+1]). */
export interface Bags {
  offsets: Int32Array;
  ids: Int32Array;
  /** tf·idf, each row of unit length. */
  values: Float32Array;
  /** Share of the tf·idf mass of each row that the vocabulary knows, 0..1. */
  coverage: Float32Array;
}

export interface Vocabulary {
  readonly size: number;
  encode(texts: readonly string[]): Bags;
  serialise(): Uint8Array;
}

/** Counts the features of one text; a feature's weight grows with the logarithm of its count. */
function count(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  extractFeatures(text, (hash) => counts.set(hash, (counts.get(hash) ?? 0) + 1));
  return counts;
}

/** The vocabulary of a set of texts: every feature that occurs in at least `minimum` of them. */
export function learnVocabulary(texts: readonly string[], minimum: number): Vocabulary {
  const frequency = new Map<number, number>();
  for (const text of texts) {
    for (const hash of count(text).keys()) frequency.set(hash, (frequency.get(hash) ?? 0) + 1);
  }
  const known = [...frequency].filter(([, n]) => n >= minimum).sort((a, b) => a[0] - b[0]);
  const hashes = Uint32Array.from(known, ([hash]) => hash);
  const idf = Float32Array.from(known, ([, n]) => Math.log((texts.length + 1) / (n + 1)) + 1);
  return vocabularyOf(hashes, idf, Math.log(texts.length + 1) + 1);
}

/** Reads what `serialise` wrote. Throws when the bytes are not a vocabulary. */
export function parseVocabulary(bytes: Uint8Array): Vocabulary {
  const copy = bytes.slice();
  const [magic, size] = new Uint32Array(copy.buffer, 0, 2);
  if (magic !== MAGIC || size === undefined || copy.length !== 12 + size * 8) {
    throw new Error('the vocabulary file is damaged; train again with npm run train');
  }
  const unseen = new Float32Array(copy.buffer, 8, 1)[0]!;
  return vocabularyOf(
    new Uint32Array(copy.buffer, 12, size),
    new Float32Array(copy.buffer, 12 + size * 4, size),
    unseen,
  );
}

const MAGIC = 0x42434f56; // 'VOCB'

function vocabularyOf(hashes: Uint32Array, idf: Float32Array, unseen: number): Vocabulary {
  const find = indexOf(hashes);
  return {
    size: hashes.length,
    encode(texts) {
      const offsets = new Int32Array(texts.length + 1);
      const coverage = new Float32Array(texts.length);
      const ids: number[] = [];
      const values: number[] = [];
      texts.forEach((text, row) => {
        const start = ids.length;
        let known = 0;
        let all = 0;
        for (const [hash, n] of count(text)) {
          const tf = 1 + Math.log(n);
          const id = find(hash);
          const weight = tf * (id < 0 ? unseen : idf[id]!);
          all += weight * weight;
          if (id < 0) continue;
          known += weight * weight;
          ids.push(id);
          values.push(weight);
        }
        const length = Math.sqrt(known) || 1;
        for (let i = start; i < values.length; i++) values[i]! /= length;
        offsets[row + 1] = ids.length;
        coverage[row] = all > 0 ? known / all : 0;
      });
      return { offsets, ids: Int32Array.from(ids), values: Float32Array.from(values), coverage };
    },
    serialise() {
      const bytes = new Uint8Array(12 + hashes.length * 8);
      new Uint32Array(bytes.buffer, 0, 2).set([MAGIC, hashes.length]);
      new Float32Array(bytes.buffer, 8, 1)[0] = unseen;
      new Uint32Array(bytes.buffer, 12, hashes.length).set(hashes);
      new Float32Array(bytes.buffer, 12 + hashes.length * 4, idf.length).set(idf);
      return bytes;
    },
  };
}

/** Finds the place of a hash by open addressing: no string is made and nothing is boxed. */
function indexOf(hashes: Uint32Array): (hash: number) => number {
  let capacity = 16;
  while (capacity < hashes.length * 2) capacity *= 2;
  const slots = new Int32Array(capacity).fill(-1);
  for (let id = 0; id < hashes.length; id++) {
    let slot = hashes[id]! & (capacity - 1);
    while (slots[slot]! >= 0) slot = (slot + 1) & (capacity - 1);
    slots[slot] = id;
  }
  return (hash) => {
    for (let slot = hash & (capacity - 1); ; slot = (slot + 1) & (capacity - 1)) {
      const id = slots[slot]!;
      if (id < 0 || hashes[id] === hash) return id;
    }
  };
}
