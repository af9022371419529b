import { describe, expect, it } from 'vitest';
import { PEOPLE, Utility } from './testing.ts';

describe('payment.link', () => {
  it('is for all that is owed with its late fee, unless another amount is named', async () => {
    const utility = new Utility();
    expect((await utility.perform('payment.link', { account: PEOPLE.overdue })).data).toMatchObject({
      amount: 21386,
      owed: 21132,
      lateFee: 254,
    });
    expect(
      (await utility.perform('payment.link', { account: PEOPLE.prepaid, amount: 10000 })).data,
    ).toMatchObject({ amount: 10000, prepaid: true, balance: 3850 });
    expect((await utility.perform('arrears.read', { account: PEOPLE.overdue })).data.owed).toBe(21132);
  });
});

describe('payment.trace', () => {
  it('finds a payment by amount or by day', async () => {
    const utility = new Utility();
    expect(
      (await utility.perform('payment.trace', { account: PEOPLE.tou, date: '2026-11-05' })).data,
    ).toMatchObject({ amount: 24345, month: '2026-10' });
    expect((await utility.perform('payment.trace', { account: PEOPLE.tou, amount: 22168 })).outcome).toBe(
      'ok',
    );
  });

  it('tells the newest payment when nothing more is known of the one sought', async () => {
    const { outcome, data } = await new Utility().perform('payment.trace', { account: PEOPLE.tou });
    expect([outcome, data.lastAmount]).toEqual(['notFound', 24345]);
  });
});

describe('invoice.create', () => {
  it('takes the account’s own title and tax number, also for an unpaid bill', async () => {
    const { data } = await new Utility().perform('invoice.create', { account: PEOPLE.shop });
    expect(data).toMatchObject({
      amount: 348293,
      title: '无锡市梁溪区强记面馆',
      taxNo: '92320213MA00000000',
      paid: false,
      kind: 'ordinary',
    });
  });

  it('takes another title with its own number', async () => {
    const params = {
      account: PEOPLE.tou,
      title: '南京某某有限公司',
      taxNo: '91320100MA00000001',
      kind: 'special',
    };
    expect((await new Utility().perform('invoice.create', params)).data).toMatchObject({
      title: '南京某某有限公司',
      kind: 'special',
    });
  });

  it('is issued once for a bill', async () => {
    const utility = new Utility();
    const first = await utility.perform('invoice.create', { account: PEOPLE.tou, month: '2026-09' });
    const again = await utility.perform('invoice.create', { account: PEOPLE.tou, month: '2026-09' });
    expect(again).toMatchObject({ outcome: 'exists', data: { id: first.data.id, same: true } });
  });
});

describe('what is set stays set', () => {
  it('reminders, notices, automatic payment, phone, binding', async () => {
    const utility = new Utility();
    const account = PEOPLE.tou;
    await utility.perform('reminder.set', { account, kind: 'balance', on: true, threshold: 5000 });
    await utility.perform('outage.subscribe', { account, on: true });
    await utility.perform('autopay.sign', { account, bank: '工商银行', cardLast4: '0001' });
    await utility.perform('contact.update', { account, phone: '13800000099' });
    expect((await utility.perform('account.read', { account })).data).toMatchObject({
      balanceReminder: true,
      outageNotice: true,
      autopay: '工商银行',
      phoneMasked: '138****0099',
    });
    await utility.perform('account.bind', { account });
    expect((await utility.perform('account.bind', { account })).outcome).toBe('exists');
    await utility.perform('account.unbind', { account });
    expect((await utility.perform('account.bind', { account })).outcome).toBe('ok');
  });

  it('a reported reading', async () => {
    const utility = new Utility();
    const before = (await utility.perform('meter.read', { account: PEOPLE.tou })).data;
    await utility.perform('meter.report', { account: PEOPLE.tou, reading: before.reading + 200 });
    expect((await utility.perform('meter.read', { account: PEOPLE.tou })).data).toMatchObject({
      reading: before.reading,
      reportedReading: before.reading + 200,
    });
  });

  it('a reading far too high only when the customer is sure', async () => {
    const report = (sure: boolean) =>
      new Utility().perform('meter.report', { account: PEOPLE.tou, reading: 99999, sure });
    expect((await report(false)).data).toMatchObject({ expected: 330, days: 20 });
    expect((await report(true)).outcome).toBe('ok');
  });
});

describe('application.create', () => {
  it('gives number, next step and deadline, and is found again', async () => {
    const utility = new Utility();
    const { data } = await utility.perform('application.create', {
      kind: 'rename',
      account: PEOPLE.tou,
      details: { reason: '买卖' },
    });
    expect(data).toMatchObject({
      id: '2026112100072',
      next: '2026-11-23前客户经理联系您',
      deadline: '2026-11-27',
      workdays: 5,
    });
    expect((await utility.perform('application.find', { account: PEOPLE.tou })).data.id).toBe(data.id);
  });

  it('has debts paid before an account changes hands', async () => {
    expect(
      await new Utility().perform('application.create', { kind: 'close', account: PEOPLE.overdue }),
    ).toMatchObject({ outcome: 'owes', data: { owed: 21132, lateFee: 254 } });
  });
});

describe('progress', () => {
  it('is told with its date apart, to be spoken', async () => {
    const utility = new Utility();
    expect((await utility.perform('order.find', { account: PEOPLE.tou })).data).toMatchObject({
      kindName: '投诉',
      status: '处理中',
      nextDate: '2026-11-25',
      nextRest: '前答复',
    });
    expect(
      (await utility.perform('application.find', { order: '2026111500032' }, { accounts: ['3201000000082'] }))
        .data,
    ).toMatchObject({
      status: '现场勘查已预约',
      nextDate: '2026-11-23',
      nextRest: '上午勘查',
    });
  });

  it('by number tells nothing of whose it is', async () => {
    const { data } = await new Utility().perform('order.find', { order: '2026112100071' });
    expect(JSON.stringify(data)).not.toMatch(/3201000000074|1380000|文昌里/);
  });

  it('of an application is found by whoever holds its account, and by nobody else', async () => {
    const find = (accounts: string[]) =>
      new Utility().perform('order.find', { order: '2026111500032' }, { accounts });
    expect((await find(['3201000000082'])).data.kindName).toBe('充电桩报装');
    expect((await find(['3201000000033'])).outcome).toBe('notFound');
    expect((await find([])).outcome).toBe('notFound');
  });
});

describe('tariff.compute', () => {
  it('counts what was used this year', async () => {
    const { data } = await new Utility().perform('tariff.compute', { kwh: 300, usedBefore: 2700 });
    expect(data).toMatchObject({ amount: 17049, tier: 2, tier1Kwh: 60, tier2Kwh: 240, tierLeft: 1800 });
  });

  it('compares with time of use', async () => {
    const { data } = await new Utility().perform('tariff.compute', { kwh: 512, peakKwh: 300 });
    expect(data).toMatchObject({ flatAmount: 27049, touAmount: 24345, touSaves: 2704 });
  });

  it('gives a big household more of the cheap tier', async () => {
    const { data } = await new Utility().perform('tariff.compute', {
      kwh: 300,
      usedBefore: 2700,
      persons: 5,
    });
    expect(data).toMatchObject({ amount: 15849, tier: 1, tier1Limit: 3960 });
  });
});

describe('usage.read', () => {
  it('agrees with the bill and shows the rise that its note tells of', async () => {
    const { data } = await new Utility().perform('usage.read', { account: PEOPLE.jump, month: '2026-10' });
    expect(data).toMatchObject({
      kwh: 1020,
      days: 31,
      jump: true,
      note: '10月8日起日均由10度升至约40度，电表抄读正常',
    });
    const week = await new Utility().perform('usage.read', {
      account: PEOPLE.jump,
      from: '2026-10-01',
      to: '2026-10-07',
    });
    expect(week.data.dailyKwh).toBe(10);
  });

  it('ends yesterday', async () => {
    const { data } = await new Utility().perform('usage.read', { account: PEOPLE.tou });
    expect([data.from, data.to, data.days]).toEqual(['2026-10-22', '2026-11-20', 30]);
  });
});

describe('halls and stations', () => {
  it('are found by district or road', async () => {
    const utility = new Utility();
    expect((await utility.perform('hall.find', { text: '梁溪区解放路' })).data).toMatchObject({
      count: 1,
      name: '梁溪供电营业厅',
      hoursSpoken: '周一至周六9点到17点',
    });
    expect((await utility.perform('station.find', { text: '云台路' })).data).toMatchObject({
      name: '云台路充电站',
      free: 5,
      full: false,
    });
  });
});

describe('complaint.create', () => {
  it('is answered within five working days', async () => {
    const { data } = await new Utility().perform('complaint.create', {
      description: '态度不好',
      phone: '13800000088',
    });
    expect(data).toMatchObject({ contactBy: '2026-11-22T10:00:00+08:00', answerBy: '2026-11-27' });
  });
});

describe('theft.create', () => {
  it('leaves the reporter unnamed though the channel knows the phone', async () => {
    const utility = new Utility();
    const { data } = await utility.perform(
      'theft.create',
      { address: '集庆里8号', description: '绕表' },
      { phone: '13800000001' },
    );
    expect(data.unnamed).toBe(true);
    const orders = await utility.sandbox.backends.workOrders.find({ id: data.id });
    expect(orders[0]?.phone).toBeNull();
  });
});
