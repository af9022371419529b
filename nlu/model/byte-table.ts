/** Owns keeping a table of numbers in bytes: a quarter of the memory, each row with a scale of its own. */

export interface ByteTable {
  bytes: Int8Array;
  /** What one step of a byte is worth, of each row. */
  scales: Float32Array;
}

const STEPS = 127;

/** Rounds each number to the nearest of 255 steps between minus and plus the largest of its row. */
export function toBytes(table: Float32Array, width: number): ByteTable {
  const [bytes, scales] = [new Int8Array(table.length), new Float32Array(table.length / width)];
  for (let row = 0, at = 0; row < scales.length; row++, at += width) {
    let largest = 0;
    for (let i = at; i < at + width; i++) largest = Math.max(largest, Math.abs(table[i]!));
    scales[row] = largest / STEPS;
    for (let i = at; i < at + width; i++) bytes[i] = Math.round(table[i]! / (scales[row] || 1));
  }
  return { bytes, scales };
}

/** The numbers that the bytes stand for. */
export function fromBytes({ bytes, scales }: ByteTable): Float32Array {
  const width = bytes.length / scales.length;
  return Float32Array.from(bytes, (byte, i) => byte * scales[Math.floor(i / width)]!);
}
