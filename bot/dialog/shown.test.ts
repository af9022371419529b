/** What was shown can be asked after in a few words, and only that. */
import { expect, test } from 'vitest';
import { action, contextWith, flowFrom, Talk } from './testing.ts';

const bill = flowFrom(
  `
id: bill-query
name: 查账单
about: 查一个月的账单
triggers: [bill.query]
slots:
  account: {type: account}
  month: {type: month}
steps:
  - call: bill.read
    with: {account: account, month: month}
    into: bill
    on: {failed: [{end: true}]}
  - say:
      text: "电费{bill.amount|money}。"
      spoken: "电费{bill.amount|money}。"
    card: {kind: bill, title: 账单, rows: {电费: "{bill.amount|money}", 违约金: "{bill.lateFee|money}", 交费期限: "{bill.dueAt|date}"}}
`.replace('      card:', '    card:'),
);
const report = flowFrom(`
id: outage-report
name: 报修
about: 报修
triggers: [outage.report]
slots:
  address: {type: address, ask: 在哪里？, again: 请说地址。}
steps:
  - ask: address
  - say: 好。
`);

const read = action('bill.read', {
  identity: 'bound',
  params: { account: 'account', month: 'month' } as never,
});
const data = { amount: 24345, lateFee: 120, dueAt: '2026-11-28' };

function talk(lateFee: number | null = data.lateFee) {
  const context = contextWith([bill, report], [read]);
  const t = new Talk(context, () => ({ outcome: 'ok', data: { ...data, lateFee } }), {
    bound: ['3201000000017'],
  });
  t.say('查电费', { intent: 'bill.query' });
  return t;
}

test.each([
  ['那最晚哪天交啊', '交费期限：11月28日。'],
  ['多少钱', '电费：243.45元。'],
  ['违约金是多少呢', '违约金：1.20元。'],
])('%s is answered from the card', (words, answer) => {
  expect(talk().say(words)).toBe(answer);
});

test('a row that was not shown is not told', () => {
  expect(talk(null).say('违约金是多少', { intent: 'bill.query' })).not.toContain('违约金：');
});

test('a plain other request goes first, unless so few words can only be about what was shown', () => {
  const long = talk();
  long.say('我家停电了违约金多少', { intent: 'outage.report' });
  expect(long.flow).toBe('outage-report');
  expect(talk().say('多少钱', { intent: 'outage.report' })).toBe('电费：243.45元。');
});

test('who names another month asks for that month', () => {
  const t = talk();
  t.say('九月多少钱', { intent: 'bill.query', entities: [['month', '2026-09', '九月']] });
  expect(t.calls.map((c) => c.params.month)).toEqual(['2026-09']);
});

test('in the midst of another business it is answered, and that goes on', () => {
  const t = talk();
  t.say('我家停电了', { intent: 'outage.report' });
  expect(t.say('违约金多少')).toMatch(/^违约金：1.20元。.*在哪里？$/);
  expect(t.flow).toBe('outage-report');
});

test('figures of an account that the customer holds no more are not told again', () => {
  const t = talk();
  t.state = { ...t.state, identity: { ...t.state.identity, bound: [] } };
  expect(t.say('多少钱', { intent: 'outage.report' })).toBe('在哪里？');
});
