import { describe, expect, it } from 'vitest';
import { createFacts } from './facts.ts';
import { NOW, sandboxFacts, tariffDocument } from './fixtures.ts';

describe('figures of the sandbox', () => {
  it.each([
    ['RES_TIER.price', 0.5283],
    ['RES_TIER.tier1.upTo', 2760],
    ['RES_TIER.tier1.upToMonth', 230],
    ['RES_TIER.tier1.price', 0.5283],
    ['RES_TIER.tier2.upTo', 4800],
    ['RES_TIER.tier2.upToMonth', 400],
    ['RES_TIER.tier2.add', 0.05],
    ['RES_TIER.tier2.price', 0.5783],
    ['RES_TIER.tier3.price', 0.8283],
    ['RES_TIER.extraPerYearFivePlus', 1200],
    ['RES_TOU.peak.price', 0.5583],
    ['RES_TOU.valley.hours', '21:00-08:00'],
    ['LOW_INCOME.freePerMonth', 15],
    ['lateFee.residentialPerDay', 0.001],
    ['commitments.faultArrivalMinutes.rural', 90],
  ])('%s is %s', (path, value) => {
    expect(sandboxFacts(path)).toBe(value);
  });

  it('an unknown path is an error that names the known ones', () => {
    expect(() => sandboxFacts('lateFee.perDay')).toThrow(
      /no figure “lateFee\.perDay” .*lateFee\.residentialPerDay/,
    );
    expect(() => sandboxFacts('RES_TIER.tier3.upTo')).toThrow(/no figure/);
    expect(() => sandboxFacts('ABC.price')).toThrow(/must be a tariff code, lateFee or commitments/);
  });
});

describe('a change of price', () => {
  const changed = {
    ...tariffDocument,
    tariffs: [{ code: 'RES_SHARED', effective: '2027-01-01', price: 0.6 }, ...tariffDocument.tariffs],
  };
  const priceAt = (time: string) => createFacts(changed, new Date(time))('RES_SHARED.price');

  it('holds from midnight of its day in Asia/Shanghai', () => {
    expect(priceAt('2026-12-31T23:59:59+08:00')).toBe(0.5483);
    expect(priceAt('2027-01-01T00:00:00+08:00')).toBe(0.6);
  });

  it('before the first price there is none', () => {
    expect(() => priceAt('2012-06-30T12:00:00+08:00')).toThrow(/no figure “RES_SHARED\.price” on 2012-06-30/);
  });
});

it('a malformed document is refused with the place', () => {
  const tariffs = [{ code: 'X', effective: '2026-13-01' }];
  expect(() => createFacts({ ...tariffDocument, tariffs }, NOW)).toThrow(
    /tariff data: [\s\S]*tariffs\[0\]\.effective/,
  );
});
