import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from './random.ts';
import { slipsAmong } from './slips.ts';
import { soundOf } from './sounds.ts';

const slip = slipsAmong(['上个月电费多少', '典型的话费', '伤到哪里了', '报修跳闸']);
const sounds = (text: string) => [...text].map(soundOf);

test('a slip drops, doubles or swaps a character, or takes another of its sound', () => {
  const text = '上个月电费多少';
  for (let seed = 0; seed < 200; seed++) {
    const written = slip(text, randomFrom(seed));
    const [before, after] = [sounds(text), sounds(written)];
    const sameSounds = before.join() === after.join() && written !== text;
    const swapped = [...written].sort().join() === [...text].sort().join();
    const oneMoreOrLess = Math.abs(before.length - after.length) === 1;
    expect(sameSounds || swapped || oneMoreOrLess, written).toBe(true);
  }
});

test.each(['ETC', '3201000000017', '嗯', ''])('%j stays as it is', (text) => {
  expect(slip(text, randomFrom(1))).toBe(text);
});

test('the same seed gives the same slips', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const text = '上个月电费多少'.repeat(6);
      expect(slip(text, randomFrom(seed))).toBe(slip(text, randomFrom(seed)));
    }),
  );
});
