/** Owns the memory of an encoder: the vectors of texts that it has read before, kept from training to training. */

import { createHash } from 'node:crypto';
import type { Encoder } from './encoder.ts';

/** An encoder that reads each text once. */
export interface RememberingEncoder extends Encoder {
  /** The vectors of all texts that it was asked for, for the next time. */
  serialise(): Uint8Array;
}

/** Bytes that stand for a text. */
const KEY = 16;

/**
 * Wraps an encoder; `kept` is what an earlier `serialise` gave. What was kept from another encoder, or was damaged,
 * counts as nothing.
 */
export function remember(encoder: Encoder, kept: Uint8Array = new Uint8Array()): RememberingEncoder {
  const known = parse(encoder, kept);
  const asked = new Map<string, Float32Array>();
  return {
    dimension: encoder.dimension,
    digest: encoder.digest,
    async encode(texts) {
      const keys = texts.map(keyOf);
      const fresh = texts.flatMap((text, i) => (known.has(keys[i]!) ? [] : [{ text, key: keys[i]! }]));
      const vectors = fresh.length > 0 ? await encoder.encode(fresh.map(({ text }) => text)) : [];
      for (const [i, { key }] of fresh.entries()) known.set(key, vectors[i]!);
      for (const key of keys) asked.set(key, known.get(key)!);
      return keys.map((key) => known.get(key)!);
    },
    serialise: () => serialise(encoder, asked),
  };
}

function keyOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * KEY);
}

/** The encoder's digest, then key and vector of each text. */
function serialise({ digest, dimension }: Encoder, vectors: ReadonlyMap<string, Float32Array>): Uint8Array {
  const head = Buffer.from(digest, 'hex');
  const size = KEY + 4 * dimension;
  const bytes = Buffer.alloc(head.length + vectors.size * size);
  head.copy(bytes);
  let at = head.length;
  for (const [key, vector] of vectors) {
    bytes.write(key, at, 'hex');
    Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).copy(bytes, at + KEY);
    at += size;
  }
  return bytes;
}

function parse({ digest, dimension }: Encoder, kept: Uint8Array): Map<string, Float32Array> {
  const vectors = new Map<string, Float32Array>();
  const bytes = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength);
  const head = digest.length / 2;
  const size = KEY + 4 * dimension;
  if (bytes.toString('hex', 0, head) !== digest || (bytes.length - head) % size !== 0) return vectors;
  for (let at = head; at < bytes.length; at += size) {
    const vector = new Uint8Array(bytes.subarray(at + KEY, at + size));
    vectors.set(bytes.toString('hex', at, at + KEY), new Float32Array(vector.buffer));
  }
  return vectors;
}
