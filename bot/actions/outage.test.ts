import { describe, expect, it } from 'vitest';
import { PEOPLE, Utility } from './testing.ts';

const find = async (params: object) => (await new Utility().perform('outage.find', params)).data;

describe('outage.find', () => {
  it.each([
    ['by account', { account: PEOPLE.dark }],
    ['by street', { address: '扬州文昌里30号2幢' }],
    ['by a homophone of the street', { address: '扬州市广陵区文仓里' }],
    ['by district', { address: '广陵区' }],
    ['by area', { area: 'YZ-GL-001' }],
  ])('finds a fault %s', async (_, params) => {
    expect(await find(params)).toMatchObject({
      kind: 'fault',
      current: true,
      eta: '2026-11-21T13:30:00+08:00',
      reason: '变压器故障',
      crew: '已到达现场',
    });
  });

  it('finds what is planned for tomorrow, and not on other days', async () => {
    expect(await find({ address: '建邺区江东门', date: '2026-11-22' })).toMatchObject({
      kind: 'planned',
      upcoming: true,
      sameDay: true,
    });
    expect(await find({ address: '建邺区江东门', date: '2026-11-23' })).toMatchObject({
      kind: 'none',
      placeKnown: true,
    });
  });

  it('does not take another road of the district for the one that is dark', async () => {
    expect(await find({ address: '广陵区运河西路' })).toMatchObject({ kind: 'none', placeKnown: false });
  });

  it('says that the account is cut for arrears, and owes how much', async () => {
    expect(await find({ account: PEOPLE.cut })).toMatchObject({
      kind: 'arrears',
      found: true,
      owed: 15638,
      lateFee: 547,
      cutAt: '2026-11-20',
    });
  });

  it('tells nothing of an account to who asks for its place', async () => {
    expect(await find({ address: '南京市秦淮区集庆里7号' })).toMatchObject({
      kind: 'none',
      owed: 0,
      cut: false,
      elderly: false,
    });
  });

  it('knows the repair that was reported', async () => {
    expect(await find({ account: PEOPLE.dark })).toMatchObject({ repairId: '2026112100071' });
  });
});

describe('repair.create', () => {
  it('promises arrival within 45 minutes in town and 90 in the country', async () => {
    const utility = new Utility();
    const town = await utility.perform('repair.create', { account: PEOPLE.tou });
    expect(town.data).toMatchObject({
      id: '2026112100072',
      arrivalMinutes: 45,
      arriveBy: '2026-11-21T10:45:00+08:00',
      phoneMasked: '138****0001',
    });
    const country = await utility.perform('repair.create', { account: PEOPLE.rural });
    expect(country.data).toMatchObject({ id: '2026112100073', arrivalMinutes: 90 });
  });

  it('puts life support before all others', async () => {
    const { data } = await new Utility().perform('repair.create', { account: PEOPLE.lifeSupport });
    expect(data).toMatchObject({ priority: true, lifeSupport: true });
    const told = await new Utility().perform('repair.create', {
      address: '南京市鼓楼区云台路1号',
      phone: '13800000088',
      lifeSupport: true,
    });
    expect(told.data.priority).toBe(true);
  });

  it('sends nobody twice to the same place', async () => {
    const utility = new Utility();
    expect((await utility.perform('repair.create', { account: PEOPLE.dark })).data.id).toBe('2026112100071');
    const first = await utility.perform('repair.create', { address: '云台路18号 3幢', phone: '13800000088' });
    const again = await utility.perform('repair.create', { address: '云台路18号3幢', phone: '13800000088' });
    expect([again.outcome, again.data.id]).toEqual(['exists', first.data.id]);
    const neighbour = await utility.perform('repair.create', {
      address: '扬州市广陵区文昌里30号2幢602室',
      phone: '13800000089',
    });
    expect([neighbour.outcome, neighbour.data.id]).toEqual(['exists', '2026112100071']);
    const otherWords = await utility.perform('repair.create', {
      address: '扬州文昌里三十号2栋602',
      phone: '13800000089',
    });
    expect([otherWords.outcome, otherWords.data.id]).toEqual(['exists', '2026112100071']);
    const vague = await utility.perform('repair.create', { address: '文昌里', phone: '13800000088' });
    const vagueToo = await utility.perform('repair.create', { address: '文昌里', phone: '13800000089' });
    expect([vague.outcome, vagueToo.outcome]).toEqual(['ok', 'ok']);
    const elsewhere = await utility.perform('repair.create', { address: '竹山路77号', phone: '13800000088' });
    expect(elsewhere.outcome).toBe('ok');
  });

  it('fails without a place', async () => {
    expect((await new Utility().perform('repair.create', { phone: '13800000088' })).outcome).toBe('failed');
  });
});

describe('repair.find', () => {
  it('tells the crew and the time of the fault behind it', async () => {
    const { data } = await new Utility().perform('repair.find', {}, { phone: '13800000007' });
    expect(data).toMatchObject({
      id: '2026112100071',
      status: '抢修中',
      minutesAgo: 65,
      crew: '已到达现场',
      eta: '2026-11-21T13:30:00+08:00',
      late: false,
    });
  });

  it('takes no phone for the channel’s own that only was typed', async () => {
    expect((await new Utility().perform('repair.find', {})).outcome).toBe('notFound');
  });
});

describe('hazard.create', () => {
  it('goes to the account’s own address, and is one with the same danger told by address', async () => {
    const utility = new Utility();
    const first = await utility.perform('hazard.create', { account: PEOPLE.tou });
    expect(first.data).toMatchObject({ addressMasked: '南京市鼓楼区云台路***', arrivalMinutes: 45 });
    const again = await utility.perform('hazard.create', { address: '云台路18号3栋502' });
    expect([again.outcome, again.data.id]).toEqual(['exists', first.data.id]);
  });
});

describe('damage.create', () => {
  it('takes claims for seven days', async () => {
    const claim = (date: string) =>
      new Utility().perform('damage.create', { account: PEOPLE.tou, appliances: '电视', date });
    expect((await claim('2026-11-14')).outcome).toBe('ok');
    expect(await claim('2026-11-13')).toMatchObject({
      outcome: 'tooLate',
      data: { limitDays: 7, earliest: '2026-11-14' },
    });
  });
});
