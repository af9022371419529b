/** Actions on paying: the link, tracing a payment, refunds. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { holder, PROGRESS, param, progress, WHO, who } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskPhone } from './masks.ts';

const LINK = {
  ...WHO,
  prepaid: 'a top-up rather than a bill',
  owed: 'fen billed and unpaid, late fee not in it',
  lateFee: 'fen',
  balance: 'fen (prepaid), else 0',
};

const paymentLink = (backends: Backends) =>
  defineAction({
    name: 'payment.link',
    about: 'A link to pay what is owed, or an amount of one’s choice. Nothing is paid by it.',
    identity: 'bound',
    params: z.object({
      account: param.account,
      amount: z
        .number()
        .int()
        .positive()
        .nullish()
        .describe('fen; default: all that is owed with its late fee'),
    }),
    returns: {
      ok: { ...LINK, url: 'the link', amount: 'fen to pay', expiresAt: 'time until which the link works' },
      nothing: LINK,
      amountNeeded: LINK,
    },
    async perform({ account, amount }, { key }) {
      const customer = await holder(backends, account);
      const [debt, left] = await Promise.all([
        backends.marketing.arrears({ account }),
        backends.marketing.balance({ account }),
      ]);
      const prepaid = customer.billing === 'prepaid';
      const facts = {
        ...who(customer),
        prepaid,
        owed: debt?.owed ?? 0,
        lateFee: debt?.lateFee ?? 0,
        balance: prepaid ? (left?.balance ?? 0) : 0,
      };
      const due = amount ?? facts.owed + facts.lateFee;
      if (due === 0) return other(prepaid ? 'amountNeeded' : 'nothing', facts);
      const link = await backends.payments.link({ account, amount: due }, key);
      return ok({ ...facts, url: link.url, amount: link.amount, expiresAt: link.expiresAt });
    },
  });

const PAYMENT = {
  ...WHO,
  paymentId: 'number of the payment',
  amount: 'fen',
  at: 'time of the payment',
  channel: 'where it was paid: 网上国网',
  month: 'bill that it paid, or null',
};

const paymentTrace = (backends: Backends) =>
  defineAction({
    name: 'payment.trace',
    about: 'Looks for a payment that the customer made; ok = it is credited.',
    identity: 'bound',
    params: z.object({
      account: param.account,
      amount: z.number().int().positive().nullish().describe('fen paid'),
      date: param.date.describe('day of the payment'),
    }),
    returns: {
      ok: PAYMENT,
      pending: PAYMENT,
      notFound: {
        ...WHO,
        owed: 'fen still owed',
        lateFee: 'fen',
        total: 'fen',
        amount: 'fen as told, or null',
        date: 'day as told, or null',
        lastAmount: 'fen of the newest payment on the account, or null',
        lastAt: 'time of it, or null',
      },
    },
    async perform({ account, amount, date }) {
      const customer = await holder(backends, account);
      const all = await backends.marketing.payments({ account });
      const found = all.find(
        (p) => (!amount || p.amount === amount) && (!date || p.at.slice(0, 10) === date),
      );
      if (found && (amount || date)) {
        const { id, at, channel, month } = found;
        const data = { ...who(customer), paymentId: id, amount: found.amount, at, channel, month };
        return found.status === 'credited' ? ok(data) : other('pending', data);
      }
      const debt = await backends.marketing.arrears({ account });
      const [owed, lateFee] = [debt?.owed ?? 0, debt?.lateFee ?? 0];
      return other('notFound', {
        ...who(customer),
        owed,
        lateFee,
        total: owed + lateFee,
        amount: amount ?? null,
        date: date ?? null,
        lastAmount: all[0]?.amount ?? null,
        lastAt: all[0]?.at ?? null,
      });
    },
  });

const paymentClaim = (backends: Backends) =>
  defineAction({
    name: 'payment.claim',
    about: 'Has the utility search for a payment that is not on the account.',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.account,
      amount: z.number().int().positive().describe('fen paid'),
      date: param.date.describe('day of the payment'),
      description: param.description.describe('how it was paid: 微信, 银行 …'),
      phone: param.phone,
    }),
    returns: { ok: { ...PROGRESS, phoneMasked: 'where the answer goes' }, exists: PROGRESS },
    async perform({ account, amount, date, description, phone }, { key, phone: own }) {
      const customer = await holder(backends, account);
      const open = (await backends.workOrders.find({ account, kind: 'payment' })).find((o) => o.open);
      if (open) return other('exists', progress(open));
      const callback = phone ?? own ?? customer.phone;
      const order = await backends.workOrders.createPaymentTrace(
        { account, amount, date: date ?? null, description: description ?? '交费未到账', phone: callback },
        key,
      );
      return ok({ ...progress(order), phoneMasked: maskPhone(callback) });
    },
  });

const refundCreate = (backends: Backends) =>
  defineAction({
    name: 'refund.create',
    about:
      'Applies for a refund: paid to a wrong account, twice, too much, or what is left after moving out.',
    identity: 'verified',
    effect: true,
    params: z.object({
      account: param.account.describe('the account of the customer who wants the money back'),
      reason: z.enum(['wrongAccount', 'duplicate', 'overpaid', 'leftover']),
      amount: z.number().int().positive().nullish().describe('fen'),
      wrongAccount: z.string().nullish().describe('the account that was paid by mistake'),
      description: param.description,
    }),
    returns: {
      ok: {
        ...PROGRESS,
        amount: 'fen, or null',
        deadline: 'date by which it is done',
        workdays: 'working days it takes',
      },
      exists: PROGRESS,
    },
    async perform({ account, reason, amount, wrongAccount, description }, { key }) {
      await holder(backends, account);
      const open = (await backends.marketing.applications({ account })).find(
        (a) => a.open && a.kind === 'refund',
      );
      if (open) return other('exists', progress(open));
      const details = {
        reason,
        amount: amount ?? null,
        wrongAccount: wrongAccount ?? null,
        description: description ?? null,
      };
      const { applicationWorkdays } = await backends.directory.commitments({});
      const done = await backends.marketing.apply({ kind: 'refund', account, details }, key);
      return ok({
        ...progress(done),
        amount: amount ?? null,
        deadline: done.deadline,
        workdays: applicationWorkdays.refund ?? null,
      });
    },
  });

export const paymentActions = (backends: Backends): DocumentedAction[] =>
  [paymentLink, paymentTrace, paymentClaim, refundCreate].map((make) => make(backends));
