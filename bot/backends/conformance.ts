/** What every set of backends must do, as named checks; an adapter's test runs them all against fresh backends. */
import { deepEqual, equal, fail, notEqual, ok } from 'node:assert/strict';
import { BackendError } from './errors.ts';
import { type Backends, CONTRACT } from './ports.ts';
import type { WorkOrder } from './schemas.ts';
import { addDays } from './time.ts';

/** Who plays the parts, in the data of the backends under test. */
export interface Cast {
  /** 'YYYY-MM-DD' of the backends' clock. */
  today: string;
  /** A resident with at least two paid bills, no debt, and an open order. */
  resident: { account: string; phone: string; idLast4: string };
  /** A resident with overdue bills, cut off. */
  debtor: { account: string };
  /** An account within an area that has an outage now, and words for its place. */
  dark: { account: string; area: string; address: string };
  code: string;
  /** Well-formed, and not an account. */
  stranger: string;
  /** A text that names some but not all service halls. */
  hallText: string;
}

export interface Check {
  name: string;
  run(backends: Backends, cast: Cast): Promise<void>;
}

const reads: Check[] = [
  {
    name: 'an account that is not there reads as null or empty',
    async run({ marketing, metering }, { stranger: account, today }) {
      equal(await marketing.customer({ account }), null);
      deepEqual(await marketing.bills({ account }), []);
      equal(await marketing.balance({ account }), null);
      equal(await marketing.arrears({ account }), null);
      deepEqual(await marketing.payments({ account }), []);
      deepEqual(await marketing.applications({ account }), []);
      equal(await marketing.points({ account }), null);
      equal(await marketing.usage({ account, from: addDays(today, -3), to: today }), null);
      equal(await metering.reading({ account }), null);
    },
  },
  {
    name: 'a customer is found by account and by phone',
    async run({ marketing }, { resident }) {
      const customer = await marketing.customer({ account: resident.account });
      equal(customer?.phone, resident.phone);
      const found = await marketing.customersByPhone({ phone: resident.phone });
      ok(found.some((c) => c.account === resident.account));
    },
  },
  {
    name: 'bills come newest first',
    async run({ marketing }, { resident }) {
      const months = (await marketing.bills(resident)).map((b) => b.month);
      ok(months.length >= 2, 'at least two bills');
      deepEqual(months, [...months].sort().reverse());
    },
  },
  {
    name: 'a bill adds up: peak and valley, and the tiers, make its energy',
    async run({ marketing }, { resident }) {
      for (const b of await marketing.bills(resident)) {
        if (b.peak !== null && b.valley !== null) near(b.peak + b.valley, b.kwh);
        if (b.tierSplit) near(b.tierSplit[0] + b.tierSplit[1] + b.tierSplit[2], b.kwh);
        ok(b.from <= b.to && b.to.startsWith(b.month));
      }
    },
  },
  {
    name: 'arrears are the unpaid bills, principal and late fee apart',
    async run({ marketing }, { debtor }) {
      const unpaid = (await marketing.bills(debtor)).filter((b) => b.status !== 'paid');
      const arrears = (await marketing.arrears(debtor))!;
      equal(
        arrears.owed,
        unpaid.reduce((sum, b) => sum + b.amount, 0),
      );
      equal(
        arrears.lateFee,
        unpaid.reduce((sum, b) => sum + b.lateFee, 0),
      );
      equal(arrears.status, 'overdue');
      ok(arrears.owed > 0 && arrears.lateFee > 0 && arrears.overdueSince);
    },
  },
  {
    name: 'use by day is in order, without gaps, and never of a day that is not over',
    async run({ marketing }, { resident: { account }, today }) {
      const from = addDays(today, -10);
      const usage = await marketing.usage({ account, from, to: addDays(today, 5) });
      deepEqual(
        usage?.days.map((d) => d.date),
        Array.from({ length: 10 }, (_, i) => addDays(from, i)),
      );
    },
  },
  {
    name: 'a register never runs backwards',
    async run({ metering }, { resident }) {
      const reading = (await metering.reading(resident))!;
      ok(
        reading.total >= reading.previousTotal &&
          reading.readAt > reading.previousReadAt &&
          reading.nextReadAt > reading.readAt,
      );
    },
  },
  {
    name: 'an outage is found by account, by area and by words',
    async run({ outages }, { dark: { account, area, address }, resident }) {
      for (const query of [{ account }, { area }, { address }]) {
        const { outages: found } = await outages.find(query);
        ok(found.length > 0 && found.every((o) => o.areas.includes(area)), JSON.stringify(query));
      }
      deepEqual((await outages.find({ account: resident.account })).outages, []);
      equal((await outages.find({ address: '不知道什么地方' })).by, 'none');
    },
  },
  {
    name: 'halls are found by text',
    async run({ directory }, { hallText }) {
      const all = await directory.halls({});
      const found = await directory.halls({ text: hallText });
      ok(found.length > 0 && found.length < all.length);
    },
  },
  {
    name: 'prices and commitments are there',
    async run({ marketing, directory }) {
      ok((await marketing.tariffs({})).length > 0);
      ok((await directory.commitments({})).promiseMaxDays > 0);
    },
  },
];

/** Each kind of order, entered for an account. */
const ORDERS: Record<string, (b: Backends, c: Cast, key: string) => Promise<WorkOrder>> = {
  repair: ({ workOrders }, c, key) => workOrders.createRepair({ ...site(c), priority: false }, key),
  hazard: ({ workOrders }, c, key) => workOrders.createHazard(site(c), key),
  voltage: ({ workOrders }, c, key) => workOrders.createVoltage(site(c), key),
  meter_fault: ({ workOrders }, c, key) => workOrders.createMeterFault(site(c), key),
  complaint: ({ workOrders }, c, key) => workOrders.createComplaint(site(c), key),
  feedback: ({ workOrders }, c, key) => workOrders.createFeedback(site(c), key),
  theft: ({ workOrders }, c, key) => workOrders.createTheft(site(c), key),
  meter_check: ({ workOrders }, c, key) => workOrders.createMeterCheck(about(c), key),
  damage: ({ workOrders }, c, key) => workOrders.createDamage({ ...about(c), date: c.today }, key),
  payment: ({ workOrders }, c, key) =>
    workOrders.createPaymentTrace({ ...about(c), amount: 100, date: null }, key),
};

const orders: Check[] = Object.entries(ORDERS).map(([kind, create]) => ({
  name: `an order of kind ${kind} is entered once for a key, and is found again`,
  async run(backends, cast) {
    const { workOrders } = backends;
    const before = await workOrders.find({ account: cast.resident.account });
    const order = await create(backends, cast, 'one');
    deepEqual(await create(backends, cast, 'one'), order);
    equal(order.kind, kind);
    equal(order.open, true);
    const after = await workOrders.find({ account: cast.resident.account });
    equal(after.length, before.length + 1);
    equal(after[0]?.id, order.id, 'newest first');
    deepEqual(
      (await workOrders.find({ id: order.id })).map((o) => o.id),
      [order.id],
    );
    ok(
      (await workOrders.find({ phone: cast.resident.phone, kind: order.kind })).some(
        (o) => o.id === order.id,
      ),
    );
    notEqual((await create(backends, cast, 'two')).id, order.id);
  },
}));

const writes: Check[] = [
  {
    name: 'a write for an account that is not there is rejected, not to be retried',
    async run({ marketing, outages, payments }, { stranger: account, today }) {
      await rejected(marketing.promiseToPay({ account, date: today }, 'a'));
      await rejected(marketing.reconnect({ account }, 'b'));
      await rejected(marketing.bind({ account, userId: 'u' }, 'c'));
      await rejected(outages.subscribe({ account, on: true }, 'd'));
      await rejected(payments.link({ account, amount: 100 }, 'e'));
    },
  },
  {
    name: 'an application is entered once for a key and listed',
    async run({ marketing }, { resident: { account } }) {
      const request = { kind: 'rename' as const, account, details: { reason: '买卖' } };
      const done = await marketing.apply(request, 'k');
      equal((await marketing.apply(request, 'k')).id, done.id);
      deepEqual(
        (await marketing.applications({ account })).map((a) => a.id),
        [done.id],
      );
      equal((await marketing.applications({ id: done.id }))[0]?.kind, 'rename');
    },
  },
  {
    name: 'an invoice is issued once for a key, for the bill’s amount',
    async run({ marketing }, { resident }) {
      const bill = (await marketing.bills(resident))[0]!;
      const request = {
        account: resident.account,
        month: bill.month,
        kind: 'ordinary' as const,
        title: '某人',
        taxNo: null,
        email: null,
      };
      const invoice = await marketing.issueInvoice(request, 'k');
      equal((await marketing.issueInvoice(request, 'k')).id, invoice.id);
      equal(invoice.amount, bill.amount);
      deepEqual(
        (await marketing.invoices(resident)).map((i) => i.id),
        [invoice.id],
      );
      await rejected(marketing.issueInvoice({ ...request, month: '1999-01' }, 'other'));
    },
  },
  {
    name: 'a promise to pay shows in the arrears, and lies within the limit',
    async run({ marketing, directory }, { debtor: { account }, today }) {
      const { promiseMaxDays } = await directory.commitments({});
      await rejected(marketing.promiseToPay({ account, date: addDays(today, promiseMaxDays + 1) }, 'late'));
      const done = await marketing.promiseToPay({ account, date: addDays(today, promiseMaxDays) }, 'k');
      deepEqual((await marketing.arrears({ account }))?.promise, done);
    },
  },
  {
    name: 'who still owes is not reconnected',
    run: ({ marketing }, { debtor: { account } }) => rejected(marketing.reconnect({ account }, 'k')),
  },
  {
    name: 'a payment link pays nothing by itself',
    async run({ marketing, payments }, { debtor }) {
      const before = await marketing.arrears(debtor);
      const link = await payments.link({ account: debtor.account, amount: before!.owed }, 'k');
      equal(link.amount, before!.owed);
      equal((await payments.link({ account: debtor.account, amount: before!.owed }, 'k')).id, link.id);
      deepEqual(await marketing.arrears(debtor), before);
    },
  },
  {
    name: 'reminders, automatic payment, notices and contact change what is on record',
    async run({ marketing, outages }, { resident: { account } }) {
      await marketing.setReminder({ account, kind: 'bill', on: true, threshold: null }, 'a');
      await marketing.signAutopay({ account, bank: '工商银行', cardLast4: '0001' }, 'b');
      await outages.subscribe({ account, on: true }, 'c');
      await marketing.updateContact({ account, phone: '13800000099', address: null }, 'd');
      const after = (await marketing.customer({ account }))!;
      equal(after.reminders.bill && after.reminders.outage, true);
      deepEqual(after.autopay, { bank: '工商银行', cardLast4: '0001' });
      equal(after.phone, '13800000099');
      await marketing.cancelAutopay({ account }, 'e');
      equal((await marketing.customer({ account }))!.autopay, null);
    },
  },
  {
    name: 'a binding is made and ended',
    async run({ marketing }, { resident: { account } }) {
      await marketing.bind({ account, userId: 'user-1' }, 'a');
      deepEqual(await marketing.boundAccounts({ userId: 'user-1' }), [account]);
      deepEqual(await marketing.boundAccounts({ userId: 'user-2' }), []);
      await marketing.unbind({ account, userId: 'user-1' }, 'b');
      deepEqual(await marketing.boundAccounts({ userId: 'user-1' }), []);
    },
  },
  {
    name: 'a reported reading is kept, a lower one than the last is rejected',
    async run({ metering }, { resident: { account } }) {
      const before = (await metering.reading({ account }))!;
      await rejected(metering.report({ account, total: before.total - 1 }, 'low'));
      await metering.report({ account, total: before.total + 10 }, 'k');
      equal((await metering.reading({ account }))?.reported?.total, before.total + 10);
    },
  },
  {
    name: 'the code and the last four of the ID are both accepted, by account and by phone',
    async run({ sms }, { resident: { account, phone, idLast4 }, code }) {
      equal((await sms.sendCode({ phone }, 'a')).sent, true);
      const proofs = [
        await sms.verify({ account, proof: code }, 'b'),
        await sms.verify({ account, proof: idLast4 }, 'c'),
      ];
      deepEqual(
        proofs.map((p) => [p.result, p.by]),
        [
          ['ok', 'code'],
          ['ok', 'id'],
        ],
      );
      equal((await sms.verify({ phone, proof: code }, 'd')).result, 'ok');
    },
  },
  {
    name: 'a wrong proof counts once for a key; the fifth locks the account, and then the right one does not help',
    async run({ sms }, { resident: { account }, code }) {
      for (const left of [4, 3, 2, 1]) {
        equal((await sms.verify({ account, proof: '9999' }, `try ${left}`)).left, left);
        equal((await sms.verify({ account, proof: '9999' }, `try ${left}`)).left, left);
      }
      equal((await sms.verify({ account, proof: '9999' }, 'fifth')).result, 'locked');
      const after = await sms.verify({ account, proof: code }, 'right');
      equal(after.result, 'locked');
      ok(after.lockedUntil);
    },
  },
  {
    name: 'the desk takes a request once for a key',
    async run({ desk }) {
      const request = { conversationId: 'c', reason: '客户要求', summary: null, priority: false };
      deepEqual(await desk.request(request, 'k'), await desk.request(request, 'k'));
    },
  },
];

/** All checks. Each wants backends that no other check has touched. */
export const CHECKS: readonly Check[] = [...reads, ...orders, ...writes].map(({ name, run }) => ({
  name,
  run: (backends, cast) => run(bySchema(backends), cast),
}));

/** The same backends; an answer that is not of the contract's shape fails. */
function bySchema(backends: Backends): Backends {
  return Object.fromEntries(
    Object.entries(CONTRACT).map(([port, methods]) => {
      const target = backends[port as keyof Backends] as unknown as Record<
        string,
        (...args: unknown[]) => Promise<unknown>
      >;
      const wrapped = Object.entries(methods).map(([name, { output }]) => [
        name,
        async (...args: unknown[]) => {
          const answer = await target[name]!(...args);
          const parsed = output.safeParse(answer);
          if (!parsed.success) fail(`${port}.${name} answered against the contract: ${parsed.error.message}`);
          return answer;
        },
      ]);
      return [port, Object.fromEntries(wrapped)];
    }),
  ) as unknown as Backends;
}

async function rejected(write: Promise<unknown>): Promise<void> {
  const error = await write.then(
    () => fail('the write was accepted'),
    (e: unknown) => e,
  );
  ok(error instanceof BackendError, `not a BackendError: ${error}`);
  equal(error.kind, 'rejected');
  equal(error.retry, false);
}

function near(a: number, b: number): void {
  ok(Math.abs(a - b) < 0.005, `${a} is not ${b}`);
}

function site({ resident: { account, phone } }: Cast) {
  return { account, address: null, phone, description: '试' };
}

function about({ resident: { account, phone } }: Cast) {
  return { account, phone, description: '试' };
}
