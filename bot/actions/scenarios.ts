/** For tests: a way to every outcome of every action. */
import type { ActionContext } from './port.ts';
import { PEOPLE as P, type Utility } from './testing.ts';

export interface Scenario {
  action: string;
  outcome: string;
  params: unknown;
  context?: Partial<ActionContext>;
  /** What happened before. */
  before?: (utility: Utility) => unknown;
}

const ok = (action: string, params: unknown, more: Partial<Scenario> = {}): Scenario => ({
  action,
  outcome: 'ok',
  params,
  ...more,
});
const ends = (action: string, outcome: string, params: unknown, more: Partial<Scenario> = {}): Scenario => ({
  action,
  outcome,
  params,
  ...more,
});
const after = (...calls: [string, unknown][]) => ({
  before: async (utility: Utility) => {
    for (const [name, params] of calls) await utility.perform(name, params);
  },
});
const place = { address: '扬州市广陵区文昌里88号', phone: '13800000088' };
const wrongProof: [string, unknown] = ['identity.verifyCode', { account: P.tou, proof: '0000' }];

export const SCENARIOS: readonly Scenario[] = [
  ok('bill.read', { account: P.jump }),
  ends('bill.read', 'notFound', { account: P.jump, month: '2026-01' }),
  ok('bill.history', { account: P.tou, year: 2026 }),
  ends('bill.history', 'nothing', { account: P.tou, year: 2024 }),
  ok('balance.read', { account: P.prepaid }),
  ok('payment.link', { account: P.overdue }),
  ends('payment.link', 'nothing', { account: P.tou }),
  ends('payment.link', 'amountNeeded', { account: P.prepaid }),
  ok('payment.trace', { account: P.tou, amount: 24345 }),
  ends('payment.trace', 'pending', { account: P.tou, amount: 24345 }, { before: makePaymentsPending }),
  ends('payment.trace', 'notFound', { account: P.tou, amount: 1 }),
  ok('payment.claim', { account: P.tou, amount: 10000, date: '2026-11-20' }),
  ends(
    'payment.claim',
    'exists',
    { account: P.tou, amount: 10000 },
    after(['payment.claim', { account: P.tou, amount: 10000 }]),
  ),
  ok('refund.create', { account: P.tou, reason: 'duplicate', amount: 24345 }),
  ends(
    'refund.create',
    'exists',
    { account: P.tou, reason: 'duplicate' },
    after(['refund.create', { account: P.tou, reason: 'duplicate' }]),
  ),
  ok('invoice.create', { account: P.tou }),
  ends('invoice.create', 'exists', { account: P.tou }, after(['invoice.create', { account: P.tou }])),
  ends('invoice.create', 'notFound', { account: P.tou, month: '2025-01' }),
  ends('invoice.create', 'taxNoNeeded', { account: P.tou, title: '南京某某有限公司' }),
  ok('autopay.sign', { account: P.tou, bank: '工商银行' }),
  ends(
    'autopay.sign',
    'exists',
    { account: P.tou, bank: '微信' },
    after(['autopay.sign', { account: P.tou, bank: '工商银行' }]),
  ),
  ok('autopay.cancel', { account: P.tou }, after(['autopay.sign', { account: P.tou, bank: '工商银行' }])),
  ends('autopay.cancel', 'nothing', { account: P.tou }),
  ok('reminder.set', { account: P.tou, kind: 'bill', on: true }),
  ends('reminder.set', 'same', { account: P.tou, kind: 'bill', on: false }),
  ok('arrears.read', { account: P.overdue }),
  ok('supply.reconnect', { account: P.cut }, { before: ({ sandbox }) => sandbox.settle(P.cut, 16185) }),
  ends('supply.reconnect', 'stillOwes', { account: P.cut }),
  ends('supply.reconnect', 'notCut', { account: P.overdue }),
  ok('promise.create', { account: P.overdue, date: '2026-12-06' }),
  ends('promise.create', 'tooLate', { account: P.overdue, date: '2026-12-07' }),
  ends('promise.create', 'past', { account: P.overdue, date: '2026-11-20' }),
  ends('promise.create', 'nothing', { account: P.tou, date: '2026-11-25' }),
  ends(
    'promise.create',
    'exists',
    { account: P.overdue, date: '2026-11-25' },
    after(['promise.create', { account: P.overdue, date: '2026-11-24' }]),
  ),
  ok('tariff.compute', { kwh: 300 }),
  ends('tariff.compute', 'notComputable', { kwh: 300, tariff: 'RES_TOU' }),
  ok('tariff.read', { tariff: 'RES_TIER' }),
  ends('tariff.read', 'notFound', { tariff: 'BUSINESS_LV', date: '2026-09-30' }),
  ok('appliance.read', { appliance: '客厅空调' }),
  ends('appliance.read', 'notFound', { appliance: '永动机' }),
  ok('usage.read', { account: P.tou, month: '2026-10' }),
  ends('usage.read', 'nothing', { account: P.tou, month: '2026-12' }),
  ok('outage.find', { account: P.dark }),
  ok('outage.subscribe', { account: P.tou, on: true }),
  ends('outage.subscribe', 'same', { account: P.tou, on: false }),
  ok('repair.create', place),
  ends('repair.create', 'exists', place, after(['repair.create', place])),
  ok('repair.find', { account: P.dark }),
  ends('repair.find', 'notFound', { account: P.tou }),
  ok('hazard.create', place),
  ends('hazard.create', 'exists', place, after(['hazard.create', place])),
  ok('voltage.create', { account: P.tou }),
  ends('voltage.create', 'exists', { account: P.tou }, after(['voltage.create', { account: P.tou }])),
  ok('damage.create', { account: P.dark, appliances: '冰箱', date: '2026-11-21' }),
  ends('damage.create', 'tooLate', { account: P.dark, appliances: '冰箱', date: '2026-11-01' }),
  ends(
    'damage.create',
    'exists',
    { account: P.dark, appliances: '冰箱' },
    after(['damage.create', { account: P.dark, appliances: '电视' }]),
  ),
  ok('meter.read', { account: P.tou }),
  ends('meter.read', 'notFound', { account: P.tou }, { before: removeMeter }),
  ok('meter.report', { account: P.tou, reading: 26600 }),
  ends('meter.report', 'lower', { account: P.tou, reading: 100 }),
  ends('meter.report', 'tooHigh', { account: P.tou, reading: 90000 }),
  ends('meter.report', 'notFound', { account: P.tou, reading: 26600 }, { before: removeMeter }),
  ok('metercheck.create', { account: P.tou }),
  ends('metercheck.create', 'exists', { account: P.tou }, after(['metercheck.create', { account: P.tou }])),
  ok('meterfault.create', { account: P.tou }),
  ends('meterfault.create', 'exists', { account: P.tou }, after(['meterfault.create', { account: P.tou }])),
  ok('application.create', { kind: 'residential', address: '南京市鼓楼区云台路1号', phone: '13800000088' }),
  ends('application.create', 'exists', { kind: 'ev_charger', account: P.charger }),
  ends('application.create', 'owes', { kind: 'rename', account: P.overdue }),
  ends('application.create', 'accountNeeded', { kind: 'close' }),
  ok('application.find', { order: '2026111500032' }, { context: { accounts: ['3201000000082'] } }),
  ends('application.find', 'notFound', { account: P.tou }),
  ok('household.apply', { account: P.tou, persons: 5 }),
  ends('household.apply', 'tooFew', { account: P.tou, persons: 6, kind: 'shared' }),
  ends(
    'household.apply',
    'exists',
    { account: P.tou, persons: 5 },
    after(['household.apply', { account: P.tou, persons: 6 }]),
  ),
  ok('lowincome.apply', { account: P.tou, kind: 'dibao' }),
  ends('lowincome.apply', 'exists', { account: P.tou }, after(['lowincome.apply', { account: P.tou }])),
  ok('account.read', { account: P.tou }),
  ok('account.find', {}, { context: { phone: '13800000011' } }),
  ends('account.find', 'notFound', {}, { context: { phone: '13800000077' } }),
  ends('account.find', 'proofNeeded', { phone: '13800000011' }, { context: { phone: '13800000077' } }),
  ends('account.find', 'wrong', { phone: '13800000011', proof: '0000' }),
  ok('account.list', { accounts: [P.due, P.second] }),
  ok('account.bind', { account: P.tou }),
  ends('account.bind', 'exists', { account: P.tou }, after(['account.bind', { account: P.tou }])),
  ok('account.unbind', { account: P.tou }),
  ok('contact.update', { account: P.tou, phone: '13800000088' }),
  ends('contact.update', 'nothing', { account: P.tou, phone: '13800000001' }),
  ok('points.read', { account: P.tou }),
  ok('callee.read', { account: P.cut }, { context: { channel: 'voice', phone: '13800000002' } }),
  ends(
    'callee.read',
    'notFound',
    { account: P.cut },
    { context: { channel: 'voice', phone: '13800000001' } },
  ),
  ok('callee.confirm', { account: P.cut }, { context: { channel: 'voice', phone: '13800000002' } }),
  ends(
    'callee.confirm',
    'notFound',
    { account: P.cut },
    { context: { channel: 'web', phone: '13800000002' } },
  ),
  ok('hall.find', { text: '鼓楼' }),
  ends('hall.find', 'notFound', { text: '拉萨' }),
  ok('station.find', { text: '鼓楼区' }),
  ends('station.find', 'notFound', { text: '拉萨' }),
  ok('complaint.create', { description: '答复太慢', phone: '13800000088' }),
  ok('feedback.create', { kind: 'praise', description: '师傅很好' }),
  ok('theft.create', { address: '集庆里8号', description: '绕表接线' }),
  ok('order.find', { order: '2026111800015' }, { context: { accounts: ['3201000000017'] } }),
  ends('order.find', 'notFound', { order: '2026111899999' }),
  ok('callback.create', { phone: '13800000088', reason: '客户要求人工' }),
  ok('handoff.start', { reason: '客户要求人工' }),
  ends('handoff.start', 'closed', { reason: '客户要求人工' }, { before: closeDesk }),
  ok('identity.sendCode', { account: P.tou }),
  ends('identity.sendCode', 'notFound', { account: '3201999999999' }),
  ends(
    'identity.sendCode',
    'tooOften',
    { account: P.tou },
    after(...Array.from({ length: 5 }, (): [string, unknown] => ['identity.sendCode', { account: P.tou }])),
  ),
  ok('identity.verifyCode', { account: P.tou, proof: '1234' }),
  ends('identity.verifyCode', 'wrong', { account: P.tou, proof: '0000' }),
  ends(
    'identity.verifyCode',
    'locked',
    { account: P.tou, proof: '1234' },
    after(wrongProof, wrongProof, wrongProof, wrongProof, wrongProof),
  ),
  ends('identity.verifyCode', 'notFound', { account: '3201999999999', proof: '1234' }),
];

function makePaymentsPending(utility: Utility): void {
  const { marketing } = utility.sandbox.backends;
  const payments: typeof marketing.payments = async (query) =>
    (await marketing.payments(query)).map((p) => ({ ...p, status: 'pending' }));
  utility.replaced = { marketing: { ...marketing, payments } };
}

function removeMeter(utility: Utility): void {
  utility.replaced = { metering: { ...utility.sandbox.backends.metering, reading: async () => null } };
}

function closeDesk(utility: Utility): void {
  utility.replaced = { desk: { request: async () => ({ open: false, waiting: 0, waitMinutes: 0 }) } };
}
