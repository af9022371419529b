import { describe, expect, it } from 'vitest';
import type { Surroundings } from './check/finding.ts';
import { checkFlows } from './check.ts';
import { FlowError } from './program.ts';
import { action, flowFrom } from './testing.ts';

const AROUND: Surroundings = {
  actions: new Map(
    [
      action('bill.read', {
        identity: 'bound',
        outcomes: ['notFound'],
        params: { account: { required: true }, month: { required: false } },
      }),
      action('repair.create', {
        effect: true,
        params: { address: { required: true }, lifeSupport: { required: false } },
        waiver: 'lifeSupport',
      }),
    ].map((a) => [a.name, a]),
  ),
  topics: new Set(['tier.levels']),
  intents: new Set(['bill.query', 'bill.pay', 'outage.report']),
};

const SOUND = `
id: sound
name: 好
about: 一个没有毛病的流程
triggers: [bill.query]
slots:
  account: {type: account}
  address: {type: address, ask: 在哪里？, again: 请说地址。}
steps:
  - call: bill.read
    with: {account: account}
    into: bill
    on: {notFound: [{say: 没有账单。}], failed: [{say: 查不了。}, {end: true}]}
  - ask: address
  - confirm: 报修，对吗？
  - call: repair.create
    with: {address: address}
    on: {failed: [{say: 没有办成。}, {end: true}], unknown: [{say: 结果还不知道。}, {end: true}]}
  - branch: [{when: address == null, then: [{answer: tier.levels}]}, {else: []}]
`;

/** One flow with one fault for each rule: the steps (and what else is needed) of an otherwise sound flow. */
const FAULTS: Record<string, string> = {
  'unknown-intent': `triggers: [no.such]\nsteps: [{say: 好。}]`,
  'one-way-of-asking': `slots: {a: {type: number, ask: 多少？}}\nsteps: [{ask: a}]`,
  'choice-without-choices': `slots: {a: {type: choice, ask: 哪个？, again: 选哪个？}}\nsteps: [{ask: a}]`,
  'check-without-words': `slots: {a: {type: number, ask: 多少？, again: 几个？, check: value > 0}}\nsteps: [{ask: a}]`,
  'unknown-slot': `steps: [{ask: ghost}]`,
  'no-question': `slots: {a: {type: number}}\nsteps: [{ask: a}]`,
  'unknown-action': `steps: [{call: no.such, on: {failed: [{end: true}]}}]`,
  'unknown-parameter': `slots: {account: {type: account}}\nsteps: [{call: bill.read, with: {account: account, year: '1'}, on: {notFound: [{end: true}], failed: [{end: true}]}}]`,
  'missing-parameter': `slots: {account: {type: account}}\nsteps: [{call: bill.read, on: {notFound: [{end: true}], failed: [{end: true}]}}]`,
  'missing-failure-branch': `slots: {account: {type: account}}\nsteps: [{call: bill.read, with: {account: account}, on: {notFound: [{end: true}]}}]`,
  'unknown-outcome': `slots: {account: {type: account}}\nsteps: [{call: bill.read, with: {account: account}, on: {notFound: [{end: true}], failed: [{end: true}], rainy: [{end: true}]}}]`,
  'no-account-slot': `steps: [{call: bill.read, with: {account: "'1'"}, on: {notFound: [{end: true}], failed: [{end: true}]}}]`,
  'branch-without-else': `steps: [{branch: [{when: 1 == 1, then: [{say: 好。}]}, {when: 2 == 1, then: [{say: 坏。}]}]}]`,
  'unknown-flow': `steps: [{link: nowhere}]`,
  'link-ring': `steps: [{link: bad}]`,
  'unknown-article': `steps: [{answer: no.such}]`,
  unreachable: `steps: [{end: true}, {say: 到不了。}]`,
  'loop-without-exit': `slots: {a: {type: number, ask: 多少？, again: 几个？}}\nsteps: [{id: one, ask: a}, {say: 再来。, next: one}]`,
  'unconfirmed-effect': `steps: [{call: repair.create, with: {address: "'x'"}, on: {failed: [{end: true}], unknown: [{end: true}]}}]`,
  'spoken-form': `steps: [{say: 请拨打95598。}]`,
  'unknown-filter': `steps: [{say: "今天{today|lunar}。"}]`,
  'bad-expression': `steps: [{set: {a: "1 +"}}]`,
  'unknown-name': `steps: [{say: "{ghost}。"}]`,
};

const faulty = (body: string) => flowFrom(`id: bad\nname: 坏\nabout: 有一处毛病\n${body}`);

describe('the static check', () => {
  it('passes a sound flow', () => {
    expect(checkFlows([flowFrom(SOUND)], AROUND)).toEqual([]);
  });

  it.each(Object.entries(FAULTS))('refuses %s, and says where and how to mend it', (rule, body) => {
    const findings = checkFlows([faulty(body)], AROUND);
    expect(findings.map((f) => f.rule)).toContain(rule);
    for (const finding of findings) {
      expect(finding.step).not.toBe('');
      expect(finding.message.length).toBeGreaterThan(15);
    }
  });

  it('refuses two flows for one intent', () => {
    const other = { ...flowFrom(SOUND), id: 'other' };
    expect(checkFlows([flowFrom(SOUND), other], AROUND).map((f) => f.rule)).toEqual(['duplicate-trigger']);
  });

  it('lets an effect pass unconfirmed only where its waiver is given', () => {
    const body = (life: string) =>
      `steps: [{call: repair.create, with: {address: "'x'", lifeSupport: "${life}"}, on: {failed: [{end: true}], unknown: [{end: true}]}}]`;
    expect(checkFlows([faulty(body('true'))], AROUND)).toEqual([]);
    expect(checkFlows([faulty(body('1 == 1'))], AROUND).map((f) => f.rule)).toEqual(['unconfirmed-effect']);
  });

  it('refuses an effect that follows a question after the confirmation', () => {
    const body = `slots: {a: {type: number, ask: 多少？, again: 几个？}}
steps: [{confirm: 办吗？}, {ask: a}, {call: repair.create, with: {address: "'x'"}, on: {failed: [{end: true}], unknown: [{end: true}]}}]`;
    expect(checkFlows([faulty(body)], AROUND).map((f) => f.rule)).toEqual(['unconfirmed-effect']);
  });
});

describe('reading a flow file', () => {
  it.each([
    ['a step of no kind', 'steps: [{shout: 喂。}]', /none of the step kinds/],
    ['a jump to nowhere', 'steps: [{say: 好。, next: there}]', /"next: there" names no step/],
    ['a step id used twice', 'steps: [{id: a, say: 好。}, {id: a, say: 好。}]', /used twice/],
    ['no steps at all', 'slots: {}', /steps/],
  ])('refuses %s', (_, body, message) => {
    expect(() => faulty(body)).toThrow(FlowError);
    expect(() => faulty(body)).toThrow(message);
  });
});
