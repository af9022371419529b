import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BackendError } from '../errors.ts';
import { priceOf, tariffOn } from '../tariff.ts';
import { addMonths } from '../time.ts';
import { parseSandboxFile } from './file.ts';
import { placeFinder } from './places.ts';
import { Sandbox, sandboxNow } from './sandbox.ts';
import { distribute } from './seed.ts';
import { shiftFile } from './shift.ts';

const TEXT = readFileSync(new URL('./sandbox.yaml', import.meta.url), 'utf8');
const FILE = parseSandboxFile(TEXT, 'sandbox.yaml');
const frozen = () => new Sandbox({ clock: sandboxNow, shift: false });

describe('the data file', () => {
  it('says where it is wrong', () => {
    const parse = (from: string, to: string) => () =>
      parseSandboxFile(TEXT.replace(from, to), 'sandbox.yaml');
    expect(parse('owed: 211.32', 'owed: 211.33')).toThrow(
      'customers.13: owed is 21133 fen but the unpaid bills sum to 21132',
    );
    expect(parse('billing: prepaid', 'billing: sometimes')).toThrow('sandbox.yaml: customers.2.billing');
    expect(parse('amount: 243.45', 'amount: 243.455')).toThrow('customers.0.bills.0.amount');
    expect(parse('persons: 4', 'person: 4')).toThrow('person');
  });

  it('has bills that its own tariffs give, and late fees that its own rates give', async () => {
    const { marketing } = frozen().backends;
    const tariffs = await marketing.tariffs({});
    let checked = 0;
    for (const c of FILE.customers) {
      const arrears = await marketing.arrears({ account: c.account });
      expect([c.account, arrears?.lateFee]).toEqual([c.account, c.lateFee]);
      for (const b of await marketing.bills({ account: c.account })) {
        const tariff = tariffOn(tariffs, c.tariff, b.to)!;
        if (tariff.twoPart) continue;
        const usedBefore = (b.yearToDateKwh ?? b.kwh) - b.kwh;
        expect([c.account, b.month, priceOf(tariff, { ...b, usedBefore }).amount]).toEqual([
          c.account,
          b.month,
          b.amount,
        ]);
        checked++;
      }
    }
    expect(checked).toBe(12);
  });
});

describe('derived data', () => {
  it('use by day sums to the bill, to its peak and to its valley', async () => {
    const { marketing } = frozen().backends;
    for (const c of FILE.customers) {
      for (const b of await marketing.bills({ account: c.account })) {
        const days = (await marketing.usage({ account: c.account, from: b.from, to: b.to }))!.days;
        const sum = (field: 'kwh' | 'peak' | 'valley') =>
          days.reduce((total, d) => total + (d[field] ?? 0), 0);
        expect(sum('kwh')).toBeCloseTo(b.kwh, 6);
        expect(sum('peak')).toBeCloseTo(b.peak ?? 0, 6);
        expect(
          Math.min(...days.map((d) => Math.min(d.kwh, d.peak ?? 0, d.valley ?? 0))),
        ).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('is the same every time', async () => {
    const query = { account: '3201000000066', from: '2026-11-01', to: '2026-11-20' };
    expect(await frozen().backends.marketing.usage(query)).toEqual(
      await frozen().backends.marketing.usage(query),
    );
  });

  it('nothing is used after supply is cut', async () => {
    const sandbox = new Sandbox({ clock: () => new Date('2026-11-25T10:00:00+08:00'), shift: false });
    const usage = await sandbox.backends.marketing.usage({
      account: '3201000000025',
      from: '2026-11-19',
      to: '2026-11-24',
    });
    expect(usage!.days.map((d) => d.kwh > 0)).toEqual([true, true, false, false, false, false]);
  });

  it('a meter has read and sent nothing before it was fitted', async () => {
    const account = '3201000000066';
    const data = TEXT.replace(`account: "${account}"`, `account: "${account}", meterSince: 2026-11-19`);
    const { marketing, metering } = new Sandbox({ clock: sandboxNow, shift: false, data }).backends;
    const usage = await marketing.usage({ account, from: '2026-11-01', to: '2026-11-20' });
    expect(usage!.days.map((d) => d.date)).toEqual(['2026-11-19', '2026-11-20']);
    expect(await metering.reading({ account })).toBeNull();
    await expect(metering.report({ account, total: 12 }, 'k')).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('money on its way is a payment that is pending', async () => {
    const account = '3201000000140';
    const pending = '{amount: 213.86, at: "2026-11-21T08:20:00+08:00", channel: 银行代收}';
    const data = TEXT.replace(`account: "${account}"`, `account: "${account}", pendingPayment: ${pending}`);
    const { marketing } = new Sandbox({ clock: sandboxNow, shift: false, data }).backends;
    expect((await marketing.payments({ account }))[0]).toMatchObject({ amount: 21386, status: 'pending' });
    expect((await marketing.arrears({ account }))?.owed).toBe(21132);
  });

  it('the register grew by the bill', async () => {
    const reading = (await frozen().backends.metering.reading({ account: '3201000000017' }))!;
    expect([reading.total - reading.previousTotal, reading.readAt, reading.nextReadAt]).toEqual([
      512,
      '2026-11-01',
      '2026-12-01',
    ]);
  });

  it('a distribution sums exactly', () => {
    const weights = fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 1, maxLength: 62 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), weights, (hundredths, w) => {
        const parts = distribute(hundredths / 100, w);
        expect(Math.round(parts.reduce((a, b) => a + b, 0) * 100)).toBe(hundredths);
      }),
    );
  });
});

describe('shifting to the real now', () => {
  const anyMoment = fc.date({
    min: new Date('2026-11-21T02:00:00Z'),
    max: new Date('2031-12-31T00:00:00Z'),
    noInvalidDate: true,
  });

  it('changes nothing at the file’s own now', () => {
    expect(shiftFile(FILE, new Date(FILE.now))).toEqual(FILE);
  });

  it('keeps debts and late fees, the newest paid bill in the month before, and nothing paid in the future', async () => {
    await fc.assert(
      fc.asyncProperty(anyMoment, async (now) => {
        const { marketing } = new Sandbox({ clock: () => now, shift: true }).backends;
        const today = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
        const debt = await marketing.arrears({ account: '3201000000140' });
        expect([debt?.owed, debt?.lateFee]).toEqual([21132, 254]);
        const bills = await marketing.bills({ account: '3201000000017' });
        expect(bills.map((b) => b.month)).toEqual([-1, -2, -3].map((n) => addMonths(today.slice(0, 7), n)));
        expect(bills.every((b) => b.paidAt! <= today)).toBe(true);
        const overdue = (await marketing.bills({ account: '3201000000132' }))[0]!;
        expect(overdue.overdueSince! > overdue.to).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps a fault going and a planned outage at its hours of tomorrow', async () => {
    const now = new Date('2027-03-05T20:15:00+08:00');
    const { outages } = new Sandbox({ clock: () => now, shift: true }).backends;
    const fault = (await outages.find({ area: 'YZ-GL-001' })).outages[0]!;
    expect([fault.from, fault.eta]).toEqual(['2027-03-05T18:57:00+08:00', '2027-03-05T23:45:00+08:00']);
    const planned = (await outages.find({ area: 'NJ-JY-003' })).outages[0]!;
    expect([planned.from, planned.to]).toEqual(['2027-03-06T08:00:00+08:00', '2027-03-06T16:00:00+08:00']);
  });

  it('moves dates and months inside texts', async () => {
    const { marketing, workOrders } = new Sandbox({
      clock: () => new Date('2027-01-21T10:00:00+08:00'),
      shift: true,
    }).backends;
    expect((await workOrders.find({ account: '3201000000017' }))[0]?.next).toBe('2027-01-25前答复');
    expect((await marketing.bills({ account: '3201000000108' }))[0]?.usageNote).toContain('12月8日起');
  });
});

describe('faults', () => {
  const account = '3201000000017';

  it('a port that is down does nothing', async () => {
    const { backends, faults } = frozen();
    faults.set('workOrders', { kind: 'down' });
    await expect(
      backends.workOrders.createCallback({ phone: '13800000088', description: '试' }, 'k'),
    ).rejects.toMatchObject({ kind: 'unavailable', retry: true, outcomeUnknown: false });
    faults.clear();
    expect(await backends.workOrders.find({ phone: '13800000088' })).toEqual([]);
  });

  it('a write that times out has happened, and the same key does not do it again', async () => {
    const { backends, faults } = frozen();
    faults.set('workOrders.createCallback', { kind: 'timeoutAfterEffect' });
    const create = () => backends.workOrders.createCallback({ phone: '13800000088', description: '试' }, 'k');
    const error = await create().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(error).toMatchObject({ kind: 'timeout', outcomeUnknown: true });
    faults.clear();
    const order = await create();
    expect((await backends.workOrders.find({ phone: '13800000088' })).map((o) => o.id)).toEqual([order.id]);
  });

  it('a flaky one recovers, a slow one answers', async () => {
    const { backends, faults } = frozen();
    faults.set('marketing.customer', { kind: 'flaky', n: 2 });
    await expect(backends.marketing.customer({ account })).rejects.toThrow(BackendError);
    await expect(backends.marketing.customer({ account })).rejects.toThrow(BackendError);
    expect((await backends.marketing.customer({ account }))?.name).toBe('张伟');
    faults.set('marketing.customer', { kind: 'slow', ms: 5 });
    expect((await backends.marketing.customer({ account }))?.name).toBe('张伟');
  });

  it('of a name that is not there is refused', () => {
    expect(() => frozen().faults.set('workOrders.create', { kind: 'down' })).toThrow('no port or method');
  });
});

describe('places', () => {
  const find = placeFinder(FILE.areas);

  it.each([
    ['我在南京市鼓楼区云台路18号', ['NJ-GL-001'], 'street'],
    ['云抬路那边', ['NJ-GL-001'], 'street'],
    ['江宁区停电吗', ['NJ-JN-001'], 'district'],
    ['扬州', ['YZ-GL-001'], 'city'],
    ['鼓楼区中央路100号', [], 'none'],
    ['幸福小区', [], 'none'],
    ['我家', [], 'none'],
  ])('%s', (text, areas, by) => {
    expect(find(text)).toEqual({ areas, by });
  });

  it('a city means all its areas', () => {
    expect(find('南京市').areas).toHaveLength(5);
  });
});
