/** Owns the numbering of features: which ones the model knows, and how much each weighs (tf·idf). */

import type { Features } from './features.ts';

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
  /** The idf of a feature; undefined when the vocabulary does not know it. */
  rarity(hash: number): number | undefined;
  encode(rows: readonly Features[]): Bags;
  serialise(): Uint8Array;
}

/** The vocabulary of a set of texts: every feature that occurs in as many of them as its family demands. */
export function learnVocabulary(rows: readonly Features[]): Vocabulary {
  const seen = new Map<number, { texts: number; minimum: number }>();
  for (const { hashes, minima } of rows) {
    hashes.forEach((hash, i) => {
      const entry = seen.get(hash);
      if (entry) entry.texts++;
      else seen.set(hash, { texts: 1, minimum: minima[i]! });
    });
  }
  const known = [...seen].filter(([, { texts, minimum }]) => texts >= minimum).sort(([a], [b]) => a - b);
  const hashes = Uint32Array.from(known, ([hash]) => hash);
  const idf = Float32Array.from(known, ([, { texts }]) => Math.log((rows.length + 1) / (texts + 1)) + 1);
  return vocabularyOf(hashes, idf, Math.log(rows.length + 1) + 1);
}

const MAGIC = 0x42434f56; // 'VOCB'
const HEAD = 12;

/** Reads what `serialise` wrote. Throws when the bytes are not a vocabulary. */
export function parseVocabulary(bytes: Uint8Array): Vocabulary {
  const { buffer } = new Uint8Array(bytes); // a copy is aligned
  const [magic, size] = buffer.byteLength < HEAD ? [] : new Uint32Array(buffer, 0, 2);
  if (magic !== MAGIC || size === undefined || buffer.byteLength !== HEAD + size * 8) {
    throw new Error('the vocabulary file is damaged; train again with npm run train');
  }
  const unseen = new Float32Array(buffer, 8, 1)[0]!;
  return vocabularyOf(
    new Uint32Array(buffer, HEAD, size),
    new Float32Array(buffer, HEAD + size * 4, size),
    unseen,
  );
}

/** `unseen` is the idf of a feature that no text had. */
function vocabularyOf(hashes: Uint32Array, idf: Float32Array, unseen: number): Vocabulary {
  const find = finderOf(hashes);
  return {
    size: hashes.length,
    rarity: (hash) => idf[find(hash)],
    encode: (rows) => encode(rows, find, idf, unseen),
    serialise() {
      const bytes = new Uint8Array(HEAD + hashes.length * 8);
      new Uint32Array(bytes.buffer, 0, 2).set([MAGIC, hashes.length]);
      new Float32Array(bytes.buffer, 8, 1)[0] = unseen;
      new Uint32Array(bytes.buffer, HEAD, hashes.length).set(hashes);
      new Float32Array(bytes.buffer, HEAD + hashes.length * 4, idf.length).set(idf);
      return bytes;
    },
  };
}

function encode(
  rows: readonly Features[],
  find: (hash: number) => number,
  idf: Float32Array,
  unseen: number,
): Bags {
  let room = 0;
  for (const { hashes } of rows) room += hashes.length;
  const [ids, values] = [new Int32Array(room), new Float32Array(room)];
  const [offsets, coverage] = [new Int32Array(rows.length + 1), new Float32Array(rows.length)];
  let end = 0;
  rows.forEach(({ hashes, masses }, row) => {
    const start = end;
    let [known, all] = [0, 0];
    for (let i = 0; i < hashes.length; i++) {
      const id = find(hashes[i]!);
      const value = masses[i]! * (id < 0 ? unseen : idf[id]!);
      all += value * value;
      if (id < 0) continue;
      known += value * value;
      ids[end] = id;
      values[end++] = value;
    }
    const length = Math.sqrt(known) || 1;
    for (let i = start; i < end; i++) values[i]! /= length;
    offsets[row + 1] = end;
    coverage[row] = all > 0 ? known / all : 0;
  });
  return { offsets, ids: ids.slice(0, end), values: values.slice(0, end), coverage };
}

/** Finds the place of a hash among hashes in order: its first bits say where to look, and little lies there. */
function finderOf(hashes: Uint32Array): (hash: number) => number {
  const bits = Math.max(1, Math.ceil(Math.log2(hashes.length + 1)));
  const shift = 32 - bits;
  /** Where the hashes with these first bits begin; one more than there are such beginnings. */
  const begins = new Uint32Array(2 ** bits + 1);
  for (const hash of hashes) begins[(hash >>> shift) + 1]!++;
  for (let i = 1; i < begins.length; i++) begins[i]! += begins[i - 1]!;
  return (hash) => {
    const first = hash >>> shift;
    for (let id = begins[first]!; id < begins[first + 1]!; id++) if (hashes[id] === hash) return id;
    return -1;
  };
}
