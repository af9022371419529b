import { setImmediate as round } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurnstile } from './turnstile.ts';

it('lets a few begin in each round, in order, whether or not the earlier ones have ended', async () => {
  const pass = createTurnstile();
  const begun: number[] = [];
  for (let n = 0; n < 10; n++)
    void pass(() => {
      begun.push(n);
      return new Promise(() => {});
    }, true);
  const seen: number[] = [];
  for (let n = 0; n < 4; n++) {
    seen.push(begun.length);
    await round();
  }
  expect(seen).toEqual([0, 4, 8, 10]);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('gives what the work gives, and its error', async () => {
  const pass = createTurnstile();
  const [good, bad] = [pass(async () => '好', true), pass(() => Promise.reject(new Error('坏')), false)];
  await expect(good).resolves.toBe('好');
  await expect(bad).rejects.toThrow('坏');
});

it('opens again after it was empty', async () => {
  const pass = createTurnstile();
  expect(await pass(async () => 1, true)).toBe(1);
  expect(await pass(async () => 2, false)).toBe(2);
});

it('of the work that nobody waits for, one begins in a round, behind the other', async () => {
  const pass = createTurnstile();
  const begun: string[] = [];
  const work = (name: string) => async () => void begun.push(name);
  const all = [pass(work('late 1'), false), pass(work('late 2'), false)];
  all.push(...['a', 'b', 'c', 'd', 'e'].map((name) => pass(work(name), true)));
  await round();
  all.push(pass(work('f'), true));
  await Promise.all(all);
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'late 1', 'e', 'f', 'late 2']);
});
