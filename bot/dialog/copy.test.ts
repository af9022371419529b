import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyOf } from './copy.ts';

/** All the way down. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

/** The objects and arrays that a value is made of. */
function partsOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : [];
}

it('is equal, shares no part, and takes nothing from what it copies', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const value = freeze(json);
      const copy = copyOf(value);
      expect(copy).toStrictEqual(value);
      const originals = new Set(partsOf(value));
      expect(partsOf(copy).filter((part) => originals.has(part))).toEqual([]);
    }),
  );
});

it('keeps what is undefined', () => {
  expect(copyOf({ phone: undefined, list: [undefined] })).toStrictEqual({
    phone: undefined,
    list: [undefined],
  });
});
