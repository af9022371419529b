import { describe, expect, it } from 'vitest';
import { PEOPLE, Utility } from './testing.ts';

describe('arrears.read', () => {
  it.each([
    [
      'overdue and cut',
      PEOPLE.cut,
      {
        owed: 15638,
        lateFee: 547,
        overdue: true,
        overdueDays: 35,
        cut: true,
        cutAt: '2026-11-20',
        elderly: true,
      },
    ],
    [
      'overdue, may be cut later',
      PEOPLE.overdue,
      { owed: 21132, lateFee: 254, overdueDays: 12, cut: false, cutFrom: '2026-12-10' },
    ],
    [
      'due but in time',
      PEOPLE.due,
      { owed: 8820, lateFee: 0, due: true, overdue: false, dueAt: '2026-11-30' },
    ],
    ['nothing', PEOPLE.tou, { owes: false, owed: 0, status: 'none', monthsText: '' }],
  ])('%s', async (_, account, expected) => {
    expect((await new Utility().perform('arrears.read', { account })).data).toMatchObject(expected);
  });

  it('never names a day of cutting to a protected customer', async () => {
    const { data } = await new Utility().perform('arrears.read', { account: PEOPLE.lifeSupport });
    expect(data).toMatchObject({
      owed: 6475,
      lateFee: 130,
      protected: true,
      lifeSupport: true,
      cutFrom: null,
      cutAt: null,
    });
  });

  it('grows by the day', async () => {
    const utility = new Utility();
    utility.now = new Date('2026-11-22T10:00:00+08:00');
    expect((await utility.perform('arrears.read', { account: PEOPLE.cut })).data).toMatchObject({
      lateFee: 563,
      dailyFee: 16,
    });
  });
});

describe('supply.reconnect', () => {
  it('restores supply within a day once everything is paid, and only once', async () => {
    const utility = new Utility();
    expect((await utility.perform('supply.reconnect', { account: PEOPLE.cut })).outcome).toBe('stillOwes');
    utility.sandbox.settle(PEOPLE.cut, 15638);
    const { data } = await utility.perform('supply.reconnect', { account: PEOPLE.cut });
    expect(data).toMatchObject({ hours: 24, restoreBy: '2026-11-22T10:00:00+08:00' });
    expect((await utility.perform('supply.reconnect', { account: PEOPLE.cut })).outcome).toBe('notCut');
  });
});

describe('promise.create', () => {
  it('takes fifteen days ahead and not sixteen', async () => {
    const utility = new Utility();
    const late = await utility.perform('promise.create', { account: PEOPLE.overdue, date: '2026-12-07' });
    expect([late.outcome, late.data.latest]).toEqual(['tooLate', '2026-12-06']);
    const done = await utility.perform('promise.create', { account: PEOPLE.overdue, date: '2026-12-06' });
    expect(done.data).toMatchObject({ promised: true, promisedDate: '2026-12-06', owed: 21132 });
    expect((await utility.perform('arrears.read', { account: PEOPLE.overdue })).data).toMatchObject({
      promised: true,
      promisedId: done.data.id,
    });
  });
});
