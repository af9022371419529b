/** Actions on paying: the link, tracing a payment, refunds, invoices, autopay, reminders. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { isoDate } from '../backends/time.ts';
import { holder, monthName, PROGRESS, param, progress, WHO, who } from './common.ts';
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

const INVOICE = {
  ...WHO,
  id: 'number of the invoice',
  month: 'bill',
  amount: 'fen',
  kind: 'ordinary or special',
  title: 'title (抬头)',
  taxNo: 'or null',
  url: 'where to download it; null while it is being issued',
};

const invoiceCreate = (backends: Backends) =>
  defineAction({
    name: 'invoice.create',
    about: 'An electronic invoice for one bill, paid or not, in the holder’s name or another title.',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.account,
      month: param.month.describe('YYYY-MM; default: the newest bill'),
      title: z.string().nullish().describe('default: the account’s own title or name'),
      taxNo: z.string().nullish().describe('default for the own title: the account’s own'),
      kind: z.enum(['ordinary', 'special']).nullish().describe('default ordinary; special = 增值税专用发票'),
      email: z.string().nullish(),
    }),
    returns: {
      ok: { ...INVOICE, paid: 'the bill is paid', email: 'as given, or null' },
      exists: { ...INVOICE, same: 'title and kind are the ones asked for now' },
      notFound: {
        month: 'the month asked for, or null',
        months: 'months that have a bill',
        monthsText: '"10月、9月"',
        ...WHO,
      },
      taxNoNeeded: { ...WHO, title: 'the title that needs a tax number', kind: 'ordinary or special' },
    },
    async perform({ account, month, title, taxNo, kind, email }, { key, now }) {
      const customer = await holder(backends, account);
      const bills = await backends.marketing.bills({ account });
      const bill = month ? bills.find((b) => b.month === month) : bills[0];
      if (!bill) {
        const months = bills.map((b) => b.month);
        const monthsText = months.map((m) => monthName(m, isoDate(now))).join('、');
        return other('notFound', { month: month ?? null, months, monthsText, ...who(customer) });
      }
      const ownTitle = customer.invoiceTitle ?? customer.name;
      const wanted = {
        title: title ?? ownTitle,
        taxNo: taxNo ?? (!title || title === ownTitle ? customer.taxNo : null),
        kind: kind ?? 'ordinary',
      };
      if (!wanted.taxNo && (wanted.kind === 'special' || isCompany(wanted.title))) {
        return other('taxNoNeeded', { ...who(customer), title: wanted.title, kind: wanted.kind });
      }
      const before = (await backends.marketing.invoices({ account })).find((i) => i.month === bill.month);
      const facts = ({ at: _, account: __, ...i }: NonNullable<typeof before>) => ({
        ...who(customer),
        ...i,
      });
      if (before) {
        return other('exists', {
          ...facts(before),
          same: before.title === wanted.title && before.kind === wanted.kind,
        });
      }
      const invoice = await backends.marketing.issueInvoice(
        { account, month: bill.month, ...wanted, email: email ?? null },
        key,
      );
      return ok({ ...facts(invoice), paid: bill.status === 'paid', email: email ?? null });
    },
  });

/** A company's invoice must carry its tax number (增值税发票管理: since 2017-07-01). */
function isCompany(title: string): boolean {
  return /公司|店|厂|馆|中心|集团|合作社|商行|酒店|学校|医院|事务所/.test(title);
}

const autopaySign = (backends: Backends) =>
  defineAction({
    name: 'autopay.sign',
    about: 'Signs up for automatic payment.',
    identity: 'verified',
    effect: true,
    params: z.object({
      account: param.account,
      bank: z.string().describe('bank or wallet: 工商银行, 微信, 支付宝'),
      cardLast4: z.string().nullish().describe('last four digits of the card'),
    }),
    returns: {
      ok: { ...WHO, id: 'number', bank: 'bank or wallet' },
      exists: { ...WHO, bank: 'the one signed already', same: 'it is the one asked for' },
    },
    async perform({ account, bank, cardLast4 }, { key }) {
      const customer = await holder(backends, account);
      if (customer.autopay) {
        return other('exists', {
          ...who(customer),
          bank: customer.autopay.bank,
          same: customer.autopay.bank === bank,
        });
      }
      const done = await backends.marketing.signAutopay({ account, bank, cardLast4: cardLast4 ?? null }, key);
      return ok({ ...who(customer), id: done.id, bank });
    },
  });

const autopayCancel = (backends: Backends) =>
  defineAction({
    name: 'autopay.cancel',
    about: 'Ends automatic payment.',
    identity: 'verified',
    effect: true,
    params: z.object({ account: param.account }),
    returns: { ok: { ...WHO, id: 'number', bank: 'the one that was signed' }, nothing: WHO },
    async perform({ account }, { key }) {
      const customer = await holder(backends, account);
      if (!customer.autopay) return other('nothing', who(customer));
      const done = await backends.marketing.cancelAutopay({ account }, key);
      return ok({ ...who(customer), id: done.id, bank: customer.autopay.bank });
    },
  });

const reminderSet = (backends: Backends) =>
  defineAction({
    name: 'reminder.set',
    about: 'Turns a reminder on or off: new bill, low balance, tier reached.',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.account,
      kind: z.enum(['bill', 'balance', 'tier']),
      on: z.boolean(),
      threshold: z.number().int().positive().nullish().describe('fen; for balance: remind below'),
    }),
    returns: {
      ok: { ...WHO, kind: 'bill, balance, tier', on: 'now on', threshold: 'fen, or null' },
      same: { ...WHO, kind: 'bill, balance, tier', on: 'it is so already' },
    },
    async perform({ account, kind, on, threshold }, { key }) {
      const customer = await holder(backends, account);
      if (customer.reminders[kind] === on && !threshold) return other('same', { ...who(customer), kind, on });
      await backends.marketing.setReminder({ account, kind, on, threshold: threshold ?? null }, key);
      return ok({ ...who(customer), kind, on, threshold: threshold ?? null });
    },
  });

export const paymentActions = (backends: Backends): DocumentedAction[] =>
  [
    paymentLink,
    paymentTrace,
    paymentClaim,
    refundCreate,
    invoiceCreate,
    autopaySign,
    autopayCancel,
    reminderSet,
  ].map((make) => make(backends));
