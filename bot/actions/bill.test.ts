import { describe, expect, it } from 'vitest';
import { PEOPLE, Utility } from './testing.ts';

async function read(name: string, params: object, now?: string) {
  const utility = new Utility();
  if (now) utility.now = new Date(now);
  return (await utility.perform(name, params)).data;
}

describe('bill.read', () => {
  it('explains a time-of-use bill by peak and valley', async () => {
    expect(await read('bill.read', { account: PEOPLE.tou, month: '2026-10' })).toMatchObject({
      amount: 24345,
      paid: true,
      tou: true,
      peakAmount: 16749,
      valleyAmount: 7596,
      explained: true,
    });
  });

  it('says why a bill jumped: usage, tiers, and what the utility’s data tell', async () => {
    expect(await read('bill.read', { account: PEOPLE.jump })).toMatchObject({
      amount: 58687,
      kwh: 1020,
      previousKwh: 318,
      kwhChange: 702,
      changePercent: 2.21,
      jump: true,
      tier1Kwh: 60,
      tier2Kwh: 960,
      tier3Kwh: 0,
      tier2Extra: 4800,
      yearKwh: 3720,
      usageNote: '10月8日起日均由10度升至约40度，电表抄读正常',
    });
  });

  it('does not pretend to explain an industrial bill', async () => {
    expect(await read('bill.read', { account: PEOPLE.factory })).toMatchObject({
      amount: 12893166,
      explained: false,
      hasTiers: false,
      powerFactorAdjust: 193212,
    });
  });

  it('covers two months where billing does', async () => {
    expect(await read('bill.read', { account: PEOPLE.cut })).toMatchObject({
      from: '2026-08-01',
      to: '2026-09-30',
      twoMonths: true,
      owed: 15638,
      lateFee: 547,
      total: 16185,
    });
  });

  it('names the months that there are when the one asked for is not', async () => {
    const { outcome, data } = await new Utility().perform('bill.read', {
      account: PEOPLE.tou,
      month: '2026-11',
    });
    expect(outcome).toBe('notFound');
    expect(data).toMatchObject({ month: '2026-11', monthsText: '10月、9月、8月', latestMonth: '2026-10' });
  });
});

describe('bill.history', () => {
  it('sums and compares', async () => {
    expect(await read('bill.history', { account: PEOPLE.tou })).toMatchObject({
      count: 3,
      totalAmount: 78122,
      highestMonth: '2026-08',
      lowestMonth: '2026-09',
      list: '10月512度，243.45元；9月468度，221.68元；8月655度，316.09元',
    });
  });

  it('names the year of a month that is not in this one', async () => {
    const { list } = await read(
      'bill.history',
      { account: PEOPLE.tou, year: 2026 },
      '2027-01-10T10:00:00+08:00',
    );
    expect(list).toContain('2026年10月512度');
  });
});

describe('balance.read', () => {
  it('says how many whole days a prepaid balance lasts', async () => {
    expect(await read('balance.read', { account: PEOPLE.prepaid })).toMatchObject({
      balance: 3850,
      low: true,
      days: 7,
      lastsUntil: '2026-11-28',
    });
  });

  it('has no days for a postpaid account', async () => {
    expect(await read('balance.read', { account: PEOPLE.due })).toMatchObject({
      prepaid: false,
      days: null,
      owed: 8820,
    });
  });
});

describe('while the tariffs cannot be read', () => {
  const without = async (name: string, account: string) => {
    const utility = new Utility();
    utility.sandbox.faults.set('marketing.tariffs', { kind: 'down' });
    return (await utility.perform(name, { account })).data;
  };

  it('a bill is told without its explanation', async () => {
    const bill = await without('bill.read', PEOPLE.jump);
    expect(bill).toMatchObject({ amount: 58687, explained: false, hasTiers: false, tier: null, price: null });
  });

  it('an account is told without its tiers', async () => {
    const account = await without('account.read', PEOPLE.jump);
    expect(account).toMatchObject({ category: 'residential', yearKwh: 3720, tier: null, tou: null });
  });

  it('a balance is told without the days it lasts', async () => {
    expect(await without('balance.read', PEOPLE.prepaid)).toMatchObject({ balance: 3850, days: null });
  });
});
