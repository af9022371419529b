import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tariff } from './schemas.ts';
import {
  billPeriod,
  cost,
  lateFee,
  NotComputable,
  priceOf,
  splitByTier,
  tariffOn,
  tierLimits,
} from './tariff.ts';

const base: Tariff = {
  code: 'RES_TIER',
  effective: '2012-07-01',
  price: 0.5283,
  peak: null,
  valley: null,
  tiers: [
    { upTo: 2760, add: 0 },
    { upTo: 4800, add: 0.05 },
    { upTo: null, add: 0.3 },
  ],
  extraPerYearFivePlus: 1200,
  freePerMonth: null,
  twoPart: false,
  note: null,
};
const tou: Tariff = {
  ...base,
  code: 'RES_TOU',
  price: null,
  peak: { from: '08:00', to: '21:00', price: 0.5583 },
  valley: { from: '21:00', to: '08:00', price: 0.3583 },
};
const shop: Tariff = { ...base, code: 'BUSINESS_LV', price: 0.8273, tiers: [] };
const rates = { residentialPerDay: 0.001, otherSameYearPerDay: 0.002, otherPastYearPerDay: 0.003 };

describe('the bills of the sandbox come out', () => {
  it.each([
    [1020, 2700, 58687, [60, 960, 0]],
    [318, 2382, 16800, [318, 0, 0]],
    [305, 2077, 16113, [305, 0, 0]],
    [296, 0, 15638, [296, 0, 0]],
    [166.95, 0, 8820, [166.95, 0, 0]],
    [122.56, 0, 6475, [122.56, 0, 0]],
    [400, 0, 21132, [400, 0, 0]],
    [352, 0, 18596, [352, 0, 0]],
  ])('%d kWh after %d', (kwh, usedBefore, amount, split) => {
    expect(priceOf(base, { kwh, usedBefore })).toMatchObject({ amount, split });
  });

  it.each([
    [300, 212, 24345],
    [270, 198, 22168],
    [407, 248, 31609],
  ])('%d at peak and %d at valley hours', (peak, valley, amount) => {
    expect(priceOf(tou, { kwh: peak + valley, peak, valley }).amount).toBe(amount);
  });

  it('a shop at one price', () => {
    expect(priceOf(shop, { kwh: 4210 })).toMatchObject({ amount: 348293, split: null, tierAmounts: null });
  });
});

describe('items', () => {
  it('surcharge what falls in the upper tiers, and leave out what does not occur', () => {
    expect(priceOf(base, { kwh: 1020, usedBefore: 2700 }).items).toEqual([
      { kind: 'energy', kwh: 1020, price: 0.5283, amount: 53887 },
      { kind: 'tier2', kwh: 960, price: 0.05, amount: 4800 },
    ]);
  });

  it('surcharge time of use as well', () => {
    expect(
      priceOf(tou, { kwh: 100, peak: 60, valley: 40, usedBefore: 4750 }).items.map((i) => [i.kind, i.amount]),
    ).toEqual([
      ['peak', 3350],
      ['valley', 1433],
      ['tier2', 250],
      ['tier3', 1500],
    ]);
  });

  it('are refused where the price is not by kWh or the split is missing', () => {
    expect(() => priceOf({ ...shop, price: null, twoPart: true }, { kwh: 1 })).toThrow(NotComputable);
    expect(() => priceOf(tou, { kwh: 1 })).toThrow(NotComputable);
  });

  it('round half up, exactly', () => {
    expect(cost(0.5, 0.01)).toBe(1);
    expect(cost(1.01, 0.5)).toBe(51);
    expect(cost(0.49, 0.01)).toBe(0);
  });
});

describe('tiers', () => {
  it('move up for five persons and more, and count part of a year by months', () => {
    expect(tierLimits(base, 4)).toEqual([2760, 4800]);
    expect(tierLimits(base, 5)).toEqual([3960, 6000]);
    expect(tierLimits(base, 1, 6)).toEqual([1380, 2400]);
    expect(tierLimits(shop, 1)).toBeNull();
  });

  it('a tariff holds from its day on', () => {
    const dearer = { ...base, effective: '2027-01-01', price: 0.6 };
    expect(tariffOn([dearer, base], 'RES_TIER', '2026-12-31')?.price).toBe(0.5283);
    expect(tariffOn([dearer, base], 'RES_TIER', '2027-01-01')?.price).toBe(0.6);
    expect(tariffOn([dearer], 'RES_TIER', '2026-12-31')).toBeNull();
  });
});

describe('billing periods', () => {
  it('of one month and of two, also across the year', () => {
    expect(billPeriod('2026-02', 'month')).toEqual({ from: '2026-02-01', to: '2026-02-28', days: 28 });
    expect(billPeriod('2027-01', 'two-months')).toEqual({ from: '2026-12-01', to: '2027-01-31', days: 62 });
  });
});

describe('the late fee', () => {
  it.each([
    [15638, '2026-10-17', 547],
    [6475, '2026-11-01', 130],
    [21132, '2026-11-09', 254],
  ])('of the sandbox: %d fen overdue since %s', (principal, since, fee) => {
    expect(lateFee(principal, since, '2026-11-21', 'residential', rates)).toBe(fee);
  });

  it('is dearer for others, and dearer still after the turn of the year', () => {
    expect(lateFee(10000, '2026-12-30', '2027-01-01', 'commercial', rates)).toBe(40);
    expect(lateFee(10000, '2026-12-30', '2027-01-03', 'commercial', rates)).toBe(100);
  });

  it('is nothing on the day itself and never more than the principal', () => {
    expect(lateFee(10000, '2026-11-21', '2026-11-21', 'residential', rates)).toBe(0);
    expect(lateFee(10000, '2026-11-22', '2026-11-21', 'residential', rates)).toBe(0);
    expect(lateFee(10000, '2020-01-01', '2026-11-21', 'residential', rates)).toBe(10000);
  });
});

describe('laws', () => {
  const kwh = fc.integer({ min: 0, max: 900_000 }).map((n) => n / 100);
  const persons = fc.integer({ min: 1, max: 9 });

  it('more energy never costs less', () => {
    fc.assert(
      fc.property(kwh, kwh, kwh, persons, (a, more, usedBefore, p) => {
        const less = priceOf(base, { kwh: a, usedBefore, persons: p }).amount;
        expect(priceOf(base, { kwh: a + more, usedBefore, persons: p }).amount).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  it('nothing is negative, and items and tier amounts sum to the amount', () => {
    fc.assert(
      fc.property(kwh, kwh, persons, (a, usedBefore, p) => {
        const price = priceOf(base, { kwh: a, usedBefore, persons: p });
        expect(Math.min(...price.items.map((i) => i.amount), ...price.tierAmounts!)).toBeGreaterThanOrEqual(
          0,
        );
        expect(price.items.reduce((sum, i) => sum + i.amount, 0)).toBe(price.amount);
        expect(price.tierAmounts!.reduce((x, y) => x + y)).toBe(price.amount);
      }),
    );
  });

  it('the split sums to the energy', () => {
    fc.assert(
      fc.property(kwh, kwh, persons, (a, usedBefore, p) => {
        const split = splitByTier(a, usedBefore, tierLimits(base, p)!);
        expect(split.reduce((x, y) => x + y)).toBeCloseTo(a, 6);
      }),
    );
  });

  it('a use in two parts costs the same as in one, up to the rounding of its items', () => {
    fc.assert(
      fc.property(kwh, kwh, kwh, (first, second, usedBefore) => {
        const whole = priceOf(base, { kwh: first + second, usedBefore }).amount;
        const parts =
          priceOf(base, { kwh: first, usedBefore }).amount +
          priceOf(base, { kwh: second, usedBefore: usedBefore + first }).amount;
        expect(Math.abs(whole - parts)).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('a bigger household never pays more', () => {
    fc.assert(
      fc.property(kwh, kwh, (a, usedBefore) => {
        const few = priceOf(base, { kwh: a, usedBefore, persons: 4 }).amount;
        expect(priceOf(base, { kwh: a, usedBefore, persons: 5 }).amount).toBeLessThanOrEqual(few);
      }),
    );
  });
});
