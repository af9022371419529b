import { describe, expect, it } from 'vitest';
import { maskAddress, maskName, maskPhone } from './masks.ts';
import { PEOPLE, Utility } from './testing.ts';

const verify = (utility: Utility, proof: string) =>
  utility.perform('identity.verifyCode', { account: PEOPLE.tou, proof });

describe('identity', () => {
  it('is proved by the code or by the ID, and tells the name masked', async () => {
    const utility = new Utility();
    expect((await verify(utility, '246810')).data).toEqual({
      account: PEOPLE.tou,
      nameMasked: '张*',
      by: 'code',
    });
    expect((await verify(utility, '1234')).data.by).toBe('id');
  });

  it('is locked after five wrong proofs, for half an hour, in whatever conversation', async () => {
    const utility = new Utility();
    for (let i = 0; i < 4; i++) expect((await verify(utility, '0000')).outcome).toBe('wrong');
    expect((await verify(utility, '0000')).data).toEqual({ until: '2026-11-21T10:30:00+08:00', minutes: 30 });
    const elsewhere = { conversationId: 'c-2' };
    expect(
      (await utility.perform('identity.verifyCode', { account: PEOPLE.tou, proof: '1234' }, elsewhere))
        .outcome,
    ).toBe('locked');
    utility.now = new Date('2026-11-21T10:30:00+08:00');
    expect((await verify(utility, '1234')).outcome).toBe('ok');
  });

  it('of another account is not touched by that', async () => {
    const utility = new Utility();
    for (let i = 0; i < 5; i++) await verify(utility, '0000');
    expect(
      (await utility.perform('identity.verifyCode', { account: PEOPLE.cut, proof: '2345' })).outcome,
    ).toBe('ok');
  });

  it('sends the code to the phone on record and shows it masked', async () => {
    const { data } = await new Utility().perform('identity.sendCode', { account: PEOPLE.tou });
    expect(data).toMatchObject({ phoneMasked: '138****0001', minutes: 5 });
  });
});

describe('account.find', () => {
  it('lists what is under the channel’s own phone, addresses masked', async () => {
    const { data } = await new Utility().perform('account.find', {}, { phone: '13800000011' });
    expect(data).toMatchObject({ count: 2, account: PEOPLE.due, nameMasked: '郑**' });
    expect(JSON.stringify(data)).not.toMatch(/后街3号|家明/);
  });

  it('tells nothing of a phone that is only named, until its owner proves it', async () => {
    const utility = new Utility();
    const stranger = { phone: '13800000001' };
    expect(await utility.perform('account.find', { phone: '13800000011' }, stranger)).toEqual({
      outcome: 'proofNeeded',
      data: { phoneMasked: '138****0011', known: true },
    });
    expect(
      (await utility.perform('account.find', { phone: '13800000011', proof: '9999' }, stranger)).outcome,
    ).toBe('wrong');
    expect(
      (await utility.perform('account.find', { phone: '13800000011', proof: '246810' }, stranger)).outcome,
    ).toBe('ok');
  });
});

describe('callee.read', () => {
  it('names the holder only on the phone on record', async () => {
    const call = (phone: string, channel = 'voice') =>
      new Utility().perform('callee.read', { account: PEOPLE.lifeSupport }, { phone, channel });
    expect((await call('13800000012')).data).toMatchObject({ name: '冯玉兰', protected: true });
    expect((await call('13800000001')).outcome).toBe('notFound');
    expect((await call('13800000012', 'web')).outcome).toBe('notFound');
  });
});

describe('masks', () => {
  it('leave enough to know one’s own', () => {
    expect(['张伟', '李秀英', '江苏宏达机械有限公司'].map(maskName)).toEqual(['张*', '李**', '江苏****公司']);
    expect(maskAddress('南京市鼓楼区云台路18号3幢502室')).toBe('南京市鼓楼区云台路***');
    expect(maskPhone('13800000001')).toBe('138****0001');
  });
});
