import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBytes, toBytes } from './byte-table.ts';

test('no number is further away than half a step of its row', () => {
  const rows = fc.array(
    fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(rows, (table) => {
      const back = fromBytes(toBytes(Float32Array.from(table.flat()), 3));
      table.forEach((row, r) => {
        const step = Math.max(...row.map(Math.abs)) / 127;
        row.forEach((x, i) => {
          expect(Math.abs(back[r * 3 + i]! - x)).toBeLessThanOrEqual(0.5001 * step + 1e-30);
        });
      });
    }),
  );
});

test('a row of zeros stays one', () => {
  expect(fromBytes(toBytes(new Float32Array(4), 2))).toEqual(new Float32Array(4));
});
