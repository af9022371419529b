import { expect, it } from 'vitest';
import { stamp, startsGroup } from './time.ts';

const now = new Date('2026-11-21T10:00:00+08:00');

it.each([
  ['2026-11-21T00:05:00+08:00', '00:05'],
  ['2026-11-20T23:59:00+08:00', '昨天 23:59'],
  ['2026-11-19T09:30:00+08:00', '11月19日 09:30'],
  ['2025-12-31T08:00:00+08:00', '2025年12月31日 08:00'],
])('%s is written %s', (at, written) => {
  expect(stamp(new Date(at), now)).toBe(written);
});

it('messages within five minutes share a time stamp', () => {
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  expect(startsGroup(undefined, now)).toBe(true);
  expect(startsGroup(now, later(4))).toBe(false);
  expect(startsGroup(now, later(5))).toBe(true);
});
