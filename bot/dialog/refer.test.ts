import { describe, expect, it } from 'vitest';
import { action, contextWith, flowFrom, Talk } from './testing.ts';

const REPAIR = flowFrom(`
id: repair
name: 停电报修
about: 报修
triggers: [outage.repair]
slots:
  address: {type: address, ask: 停电的地址是哪里？, again: 请说一下详细地址。}
  scope:
    type: choice
    ask: 只有您家停吗？
    again: 是一家还是整栋？
    choices: [{id: home, label: 一家, words: []}, {id: building, label: 整栋, words: []}]
  since: {type: date, ask: 哪天停的？, again: 请说日期。, unsure: today}
steps:
  - ask: address
  - ask: scope
  - ask: since
  - confirm: {text: "{address}从{since|date}停电，帮您登记报修，要登记吗？", spoken: "要登记吗？"}
  - call: repair.create
    with: {address: address, scope: scope}
    into: order
    on: {failed: [{end: true}], unknown: [{end: true}]}
  - say: 报上了。
`);
const BILL = flowFrom(`
id: bill
name: 查电费
about: 查电费
triggers: [bill.read]
slots:
  account: {type: account}
  month: {type: month, default: lastMonth}
  other: {type: month, remember: false, free: false}
steps:
  - call: bill.read
    with: {account: account, month: month}
    into: bill
    on: {failed: [{end: true}]}
  - say: {text: "{account}的{month}", spoken: "念{month|month}"}
`);
const RECHARGE = flowFrom(`
id: recharge
name: 充值
about: 充值
triggers: [bill.pay]
slots: {amount: {type: amount, ask: 充多少？, again: 请说金额。}}
steps:
  - ask: amount
  - confirm: {text: "充{amount|money}，可以吗？", spoken: "可以吗？"}
  - say: 好的。
`);
const CHOOSE = flowFrom(`
id: pattern-choose-account
name: 选户号
about: 选户号
pattern: true
slots: {account: {type: account, ask: 哪个户号？, again: 请说户号。}}
steps: [{ask: account}]
`);
const IDENTIFY = {
  ...CHOOSE,
  id: 'pattern-identify',
};

function talk(bound: string[] = ['3201000000017']) {
  const actions = [
    action('repair.create', { effect: true, params: { address: {}, scope: {} } as never }),
    action('bill.read', {
      identity: 'bound',
      params: { account: { required: true }, month: {} } as never,
    }),
  ];
  return new Talk(
    contextWith([REPAIR, BILL, RECHARGE, CHOOSE, IDENTIFY], actions),
    () => ({ outcome: 'ok', data: {} }),
    {
      bound,
    },
  );
}

function atConfirm() {
  const t = talk();
  t.say('停电了', { intent: 'outage.repair' });
  t.say('人民路1号', { entities: [['address', '人民路1号']] });
  t.say('整栋');
  return t;
}

describe('an answer at a confirmation', () => {
  it.each(['登记', '那就登记吧', '好的，登记'])('%s is the yes of 要登记吗', (text) => {
    const t = atConfirm();
    t.say('记不清了', { intent: 'chat.paid' });
    t.say(text, { intent: 'account.contact' });
    expect(t.calls.map((c) => c.action)).toEqual(['repair.create']);
  });
  it('不登记了 gives it up', () => {
    const t = atConfirm();
    t.say('今天', { entities: [['date', '2026-11-21']] });
    expect(t.say('不登记了')).toContain('不办了');
    expect(t.calls).toEqual([]);
  });
});

describe('a figure corrected at a confirmation', () => {
  it('needs no unit', () => {
    const t = talk();
    t.say('充100', { intent: 'bill.pay', entities: [['amount', 10_000]] });
    expect(t.say('改成200', { intent: 'apply.category', entities: [['number', 200, '200']] })).toContain(
      '200.00元',
    );
  });
});

describe('what the customer cannot say', () => {
  it('is taken from the flow where it can do without', () => {
    const t = atConfirm();
    expect(t.say('记不清了', { intent: 'chat.paid' })).toContain('11月21日');
  });
  it('is asked in other words where it cannot, without blame', () => {
    const t = talk();
    t.say('停电了', { intent: 'outage.repair' });
    const reply = t.say('我不知道');
    expect(reply).toContain('没关系');
    expect(reply).toContain('请说一下详细地址');
  });
});

describe('the same once more', () => {
  it('changes the one slot that the new value is for', () => {
    const t = talk();
    t.say('查电费', { intent: 'bill.read' });
    const reply = t.say('那9月呢', { entities: [['month', '2026-09', '9月']] });
    expect(reply).toContain('2026-09');
    expect(t.state.memory.last?.slots.other).toBeNull();
  });
  it('of another place asks again what was found out about the first', () => {
    const t = atConfirm();
    t.say('今天', { entities: [['date', '2026-11-21']] });
    t.say('是');
    const reply = t.say('那中山路8号呢', { entities: [['address', '中山路8号', '中山路8号']] });
    expect(reply).toContain('只有您家停吗');
    expect(t.slots.address).toBe('中山路8号');
  });
});

describe('another account', () => {
  it('换另一个户号 is no unbinding, whatever the words sound like', () => {
    const t = talk(['3201000000017', '3201000000024']);
    t.say('查3201000000017的电费', { intent: 'bill.read', entities: [['account', '3201000000017']] });
    expect(t.say('换另一个户号', { intent: 'account.unbind', probability: 0.85 })).toContain('3201000000024');
  });
});

describe('yes and no at a confirmation', () => {
  it.each(['先不了，改天再说', '那就算了', '好吧先别充', '不充了不充了'])('%s is a no', (text) => {
    const t = talk();
    t.say('充100', { intent: 'bill.pay', entities: [['amount', 10_000]] });
    t.say(text);
    expect(t.flow).toBeNull();
    expect(t.state.memory.last).toBeUndefined();
  });
  it('a yes after something was wrong reads out again what will be done', () => {
    const t = talk();
    t.say('充100', { intent: 'bill.pay', entities: [['amount', 10_000]] });
    expect(t.say('不对')).toContain('哪里不对');
    expect(t.say('好')).toContain('充100.00元，可以吗');
    expect(t.say('好')).toBe('好的。');
  });
});

describe('whose account', () => {
  const both = ['3201000000017', '3201000000025'];
  it('is told by its tail number', () => {
    const t = talk(both);
    expect(t.say('尾号0025的电费', { intent: 'bill.read' })).toContain('3201000000025');
  });
  it("is never the customer's when somebody else's was asked for", () => {
    const t = talk();
    t.say('查查我老丈人家的电费', { intent: 'bill.read' });
    expect(t.calls).toEqual([]);
  });
  it('is their own again when they say so', () => {
    const t = talk();
    t.state.identity.bound.push('3201000000025');
    t.state.identity.verified.push('3201000000025');
    t.state.memory.account = '3201000000025';
    expect(t.say('我自己家的呢', { intent: 'bill.read' })).toContain('3201000000017');
  });
});

describe('a month told by the one before', () => {
  it('再上个月 is a month before the one told last', () => {
    const t = talk();
    t.say('上上个月电费', { intent: 'bill.read', entities: [['month', '2026-09', '上上个月']] });
    expect(t.say('再上个月呢', { entities: [['month', '2026-10', '上个月']] })).toContain('2026-08');
  });
});

describe('both of the accounts', () => {
  it('are done one after the other', () => {
    const both = ['3201000000017', '3201000000025'];
    const t = talk(both);
    t.say('查电费', { intent: 'bill.read' });
    t.state.options = both.map((value) => ({ label: value, value }));
    const reply = t.say('两个都查');
    expect(reply).toMatch(/3201000000017.*3201000000025/s);
  });
});
