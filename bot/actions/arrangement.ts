/** Actions on what goes with a bill: the invoice, automatic payment, reminders. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { isoDate } from '../backends/time.ts';
import { holder, monthName, param, WHO, who } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';

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

export const arrangementActions = (backends: Backends): DocumentedAction[] =>
  [invoiceCreate, autopaySign, autopayCancel, reminderSet].map((make) => make(backends));
