import { expect, test } from 'vitest';
import type { Encoder } from './encoder.ts';
import { remember } from './memory.ts';

/** An encoder that says how long a text is, and tells what it was asked. */
function counting(digest = 'ab'.repeat(32)) {
  const asked: string[] = [];
  const encoder: Encoder = {
    dimension: 2,
    digest,
    encode: async (texts) => {
      asked.push(...texts);
      return texts.map((text) => Float32Array.of(text.length, 1));
    },
  };
  return { encoder, asked };
}

test('a text is read once, also by the next training', async () => {
  const first = counting();
  const memory = remember(first.encoder);
  expect(await memory.encode(['电费', '电', '电费'])).toEqual(
    [
      [2, 1],
      [1, 1],
      [2, 1],
    ].map((v) => Float32Array.from(v)),
  );
  await memory.encode(['电']);
  expect(first.asked.filter((text) => text === '电')).toHaveLength(1);

  const second = counting();
  const later = remember(second.encoder, memory.serialise());
  expect(await later.encode(['电', '停电了'])).toEqual([Float32Array.of(1, 1), Float32Array.of(3, 1)]);
  expect(second.asked).toEqual(['停电了']);
});

test('texts that are no longer asked for are forgotten', async () => {
  const memory = remember(counting().encoder);
  await memory.encode(['电费', '电']);
  const later = remember(counting().encoder, memory.serialise());
  await later.encode(['电']);
  const last = counting();
  await remember(last.encoder, later.serialise()).encode(['电', '电费']);
  expect(last.asked).toEqual(['电费']);
});

test('what another encoder said, or what is damaged, counts as nothing', async () => {
  const memory = remember(counting().encoder);
  await memory.encode(['电']);
  const kept = memory.serialise();
  for (const [digest, bytes] of [
    ['cd'.repeat(32), kept],
    ['ab'.repeat(32), kept.subarray(0, kept.length - 3)],
  ] as const) {
    const { encoder, asked } = counting(digest);
    await remember(encoder, bytes).encode(['电']);
    expect(asked).toEqual(['电']);
  }
});
