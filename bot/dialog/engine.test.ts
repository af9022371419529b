import { describe, expect, it } from 'vitest';
import { action, contextWith, flowFrom, Talk } from './testing.ts';

const REPAIR = flowFrom(`
id: repair
name: 报修
about: 报修
triggers: [outage.repair]
slots:
  address: {type: address, ask: 停电的地址是哪里？, again: 请说一下详细地址。}
  phone: {type: phone, ask: 留个电话？, again: 请说手机号码。}
steps:
  - ask: address
  - ask: phone
  - confirm: {text: "给{address}报修，电话{phone|digits}，对吗？", spoken: "给{address}报修，对吗？"}
  - call: repair.create
    with: {address: address, phone: phone}
    into: order
    on:
      failed: [{say: 没有报上。}, {end: true}]
      unknown: [{say: 结果还不知道。}, {end: true}]
  - say: {text: "报上了，单号{order.id}。", spoken: "报上了。"}
`);
const BILL = flowFrom(`
id: bill
name: 查电费
about: 查电费
triggers: [bill.read]
slots:
  account: {type: account}
  month: {type: month, default: lastMonth}
steps:
  - call: bill.read
    with: {account: account, month: month}
    into: bill
    on: {failed: [{say: 查不了。}, {end: true}]}
  - say: {text: "{bill.month|month}电费{bill.amount|money}。", spoken: "{bill.month|month}电费{bill.amount|money}。"}
`);
const DANGER = flowFrom(`
id: danger
name: 隐患
about: 隐患
triggers: [urgent.danger]
slots:
  address: {type: address, ask: 在哪里？, again: 请说地点。}
steps:
  - say: 请远离八米以外。
  - ask: address
`);
const HUMAN = flowFrom(`
id: service-human
name: 转人工
about: 转人工
triggers: [service.human]
steps:
  - handoff: 客户要求人工
`);
const IDENTIFY = flowFrom(`
id: pattern-identify
name: 核实
about: 核实
pattern: true
slots:
  account: {type: account, ask: 户号是多少？, again: 请说户号。}
  proof: {type: proof, remember: false, ask: 请报身份证后四位。, again: 请报后四位。}
steps:
  - ask: account
  - ask: proof
  - call: identity.verifyCode
    with: {account: account, proof: proof}
    on: {wrong: [{say: 对不上。}, {end: true}], failed: [{end: true}], unknown: [{end: true}]}
`);
const HANDLED = flowFrom(`
id: pattern-cannot-handle
name: 没听懂
about: 没听懂
pattern: true
steps: [{say: 没明白。}]
`);
const OUTSIDE = { ...HANDLED, id: 'pattern-out-of-scope' };

const ACTIONS = [
  action('repair.create', { effect: true }),
  action('bill.read', {
    identity: 'bound',
    params: { account: { required: true }, month: { required: false } },
  }),
  action('identity.verifyCode', { effect: true, unconfirmed: true }),
  action('handoff.start', { effect: true, unconfirmed: true }),
];
const BYE = flowFrom(`
id: chat-bye
name: 告别
about: 告别
pattern: true
triggers: [chat.bye]
steps: [{say: 再见。}]
`);
const FLOWS = [REPAIR, BILL, DANGER, HUMAN, IDENTIFY, HANDLED, OUTSIDE, BYE];

function talk(user: { bound?: string[] } = {}): Talk {
  return new Talk(
    contextWith(FLOWS, ACTIONS),
    (call) => {
      if (call.action === 'bill.read')
        return { outcome: 'ok', data: { month: call.params.month, amount: 24345 } };
      if (call.action === 'repair.create') return { outcome: 'ok', data: { id: '2026112100072' } };
      if (call.action === 'identity.verifyCode')
        return { outcome: call.params.proof === '1234' ? 'ok' : 'wrong' };
      return { outcome: 'ok' };
    },
    user,
  );
}

describe('a form', () => {
  it('asks for what is missing, confirms, acts once and tells the number', () => {
    const t = talk();
    expect(t.say('家里停电了', { intent: 'outage.repair' })).toContain('地址是哪里');
    expect(t.say('云台路18号', { entities: [['address', '云台路18号']] })).toContain('电话');
    expect(t.say('13800000001', { entities: [['phone', '13800000001']] })).toContain('对吗');
    expect(t.calls).toEqual([]);
    expect(t.say('对的')).toContain('2026112100072');
    expect(t.calls.map((c) => c.action)).toEqual(['repair.create']);
    expect(t.flow).toBeNull();
  });

  it('takes everything that the first message says and asks for nothing twice', () => {
    const t = talk();
    expect(
      t.say('云台路停电，电话13800000001', {
        intent: 'outage.repair',
        entities: [
          ['address', '云台路'],
          ['phone', '13800000001'],
        ],
      }),
    ).toContain('对吗');
  });

  it('takes a correction at the confirmation and confirms anew', () => {
    const t = talk();
    t.say('报修', {
      intent: 'outage.repair',
      entities: [
        ['address', '云台路18号'],
        ['phone', '13800000001'],
      ],
    });
    expect(t.say('不对，是集庆里7号', { entities: [['address', '集庆里7号']] })).toMatch(/集庆里7号.*对吗/);
    expect(t.calls).toEqual([]);
  });

  it('asks what is wrong when the customer only says that something is', () => {
    const t = talk();
    t.say('报修', {
      intent: 'outage.repair',
      entities: [
        ['address', '云台路18号'],
        ['phone', '13800000001'],
      ],
    });
    expect(t.say('不对')).toContain('哪里不对');
    expect(t.flow).toBe('repair');
  });

  it('does nothing when the customer declines', () => {
    const t = talk();
    t.say('报修', {
      intent: 'outage.repair',
      entities: [
        ['address', '云台路18号'],
        ['phone', '13800000001'],
      ],
    });
    expect(t.say('取消')).toContain('取消');
    expect(t.flow).toBeNull();
    expect(t.calls).toEqual([]);
  });

  it('goes one question back', () => {
    const t = talk();
    t.say('报修', { intent: 'outage.repair' });
    t.say('云台路18号', { entities: [['address', '云台路18号']] });
    expect(t.say('返回')).toContain('地址');
  });
});

describe('a goodbye', () => {
  it('in the middle of a form leaves no question open', () => {
    const t = talk();
    t.say('报修', { intent: 'outage.repair' });
    expect(t.say('没事了再见', { intent: 'chat.bye' })).not.toContain('地址');
    expect(t.flow).toBeNull();
  });
});

describe('an interruption', () => {
  it('is served, and the form goes on with its slots', () => {
    const t = talk({ bound: ['3201000000017'] });
    t.say('报修', { intent: 'outage.repair', entities: [['address', '云台路18号']] });
    const said = t.say('上个月电费多少', { intent: 'bill.read' });
    expect(said).toContain('243.45元');
    expect(said).toContain('接着刚才');
    expect(said).toMatch(/电话/);
    expect(t.slots).toMatchObject({ address: '云台路18号' });
  });

  it('of danger pre-empts whatever runs', () => {
    const t = talk();
    t.say('报修', { intent: 'outage.repair' });
    expect(t.say('电线掉下来冒火了', { intent: 'urgent.danger' })).toContain('远离');
    expect(t.flow).toBe('danger');
  });

  it('by a second request in the same message waits its turn', () => {
    const t = talk({ bound: ['3201000000017'] });
    t.say('报修，顺便查电费', {
      intent: 'outage.repair',
      clauses: ['outage.repair', 'bill.read'],
      entities: [
        ['address', '云台路'],
        ['phone', '13800000001'],
      ],
    });
    expect(t.say('确认')).toMatch(/2026112100072.*另一件事.*243.45元/);
  });
});

describe('identity', () => {
  it('is proved before a private figure is told', () => {
    const t = talk();
    expect(t.say('查电费', { intent: 'bill.read' })).toContain('户号');
    expect(t.say('3201000000017', { entities: [['account', '3201000000017']] })).toContain('后四位');
    expect(t.say('1234')).toContain('243.45元');
  });

  it('keeps another person’s account closed', () => {
    const t = talk({ bound: ['3201000000017'] });
    expect(
      t.say('查3201000000025的电费', { intent: 'bill.read', entities: [['account', '3201000000025']] }),
    ).not.toContain('243.45');
    expect(t.say('9999')).not.toContain('243.45');
  });
});

describe('what is not understood', () => {
  it('is asked in other words, then helped, then given to a human', () => {
    const t = talk();
    t.say('报修', { intent: 'outage.repair' });
    expect(t.say('啊啊吗')).toContain('详细地址');
    expect(t.say('什么吗')).toContain('转人工');
    t.say('怎么呢');
    expect(t.state.handoff?.reason).toContain('人工');
  });
});

it('a flow file that breaks a rule while running throws rather than guesses', () => {
  const bad = flowFrom(`
id: bad
name: 坏
about: 坏
triggers: [bad.one]
steps:
  - branch: [{when: nothing > 3, then: [{say: 大。}]}, {else: []}]
`);
  const t = new Talk(contextWith([bad, HUMAN, HANDLED], ACTIONS));
  expect(() => t.say('试', { intent: 'bad.one' })).toThrow();
});
