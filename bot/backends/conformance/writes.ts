/** Checks of what the ports change, and of what they refuse. */
import { deepEqual, equal, fail, ok } from 'node:assert/strict';
import { BackendError } from '../errors.ts';
import { addDays } from '../time.ts';
import type { Check } from './check.ts';

export const writes: Check[] = [
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

async function rejected(write: Promise<unknown>): Promise<void> {
  const error = await write.then(
    () => fail('the write was accepted'),
    (e: unknown) => e,
  );
  ok(error instanceof BackendError, `not a BackendError: ${error}`);
  equal(error.kind, 'rejected');
  equal(error.retry, false);
}
