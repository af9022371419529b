/** Actions on bills and what is left: one bill, the history, the balance of a prepaid account. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import type { Bill, Customer } from '../backends/schemas.ts';
import { tariffOn } from '../backends/tariff.ts';
import { addDays, addMonths, isoDate } from '../backends/time.ts';
import { BILL_FACTS, billFacts } from './bill-facts.ts';
import { holder, monthName, param, rounded, tariffsIfKnown, WHO, who, yuan } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';

const MONTHS = {
  ...WHO,
  prepaid: 'a prepaid account has no bills; read its balance instead',
  months: 'list of the months that have a bill, newest first (may be empty)',
  monthsText: '"10月、9月、8月", empty when there are none',
  latestMonth: 'the newest of them, or null',
};

/** What a month without a bill gives instead. */
function monthsOf(
  customer: Customer,
  bills: readonly Bill[],
  today: string,
): Record<keyof typeof MONTHS, unknown> {
  const months = bills.map((b) => b.month);
  return {
    ...who(customer),
    prepaid: customer.billing === 'prepaid',
    months,
    monthsText: months.map((m) => monthName(m, today)).join('、'),
    latestMonth: months[0] ?? null,
  };
}

const billRead = (backends: Backends) =>
  defineAction({
    name: 'bill.read',
    about: 'One bill with all that explains it.',
    identity: 'bound',
    params: z.object({
      account: param.account,
      month: param.month.describe('YYYY-MM; default: the newest bill'),
    }),
    returns: {
      ok: { ...MONTHS, ...BILL_FACTS },
      notFound: { month: 'the month asked for, or null', ...MONTHS },
    },
    async perform({ account, month }, { now }) {
      const customer = await holder(backends, account);
      const [bills, tariffs] = await Promise.all([
        backends.marketing.bills({ account }),
        tariffsIfKnown(backends),
      ]);
      const index = month ? bills.findIndex((b) => b.month === month) : 0;
      const bill = bills[index];
      const months = monthsOf(customer, bills, isoDate(now));
      if (!bill) return other('notFound', { month: month ?? null, ...months });
      return ok({ ...months, latest: index === 0, ...billFacts(customer, bill, bills[index + 1], tariffs) });
    },
  });

const billHistory = (backends: Backends) =>
  defineAction({
    name: 'bill.history',
    about: 'Bills of several months, or of a year.',
    identity: 'bound',
    params: z.object({
      account: param.account,
      year: z.number().int().nullish().describe('calendar year, e.g. 2026'),
      from: param.month.describe('first month YYYY-MM; default: 12 months back'),
      to: param.month.describe('last month YYYY-MM; default: this month'),
    }),
    returns: {
      ok: {
        ...MONTHS,
        from: 'first month asked for',
        to: 'last month asked for',
        year: 'the year asked for, or null',
        count: 'how many bills',
        list: '"10月512度，243.45元；9月468度，221.68元"',
        bills: 'list of {month, kwh, amount, status}, newest first',
        totalKwh: 'kWh',
        totalAmount: 'fen',
        averageAmount: 'fen a bill',
        highestMonth: 'month of the largest amount',
        highestAmount: 'fen',
        highestKwh: 'kWh',
        lowestMonth: 'month of the smallest amount',
        lowestAmount: 'fen',
        lowestKwh: 'kWh',
      },
      nothing: {
        ...MONTHS,
        from: 'first month asked for',
        to: 'last month asked for',
        year: 'the year asked for, or null',
      },
    },
    async perform({ account, year, from, to }, { now }) {
      const today = isoDate(now);
      const customer = await holder(backends, account);
      const all = await backends.marketing.bills({ account });
      const thisMonth = today.slice(0, 7);
      const span = year
        ? { from: `${year}-01`, to: `${year}-12`, year }
        : { from: from ?? addMonths(thisMonth, -12), to: to ?? thisMonth, year: null };
      const bills = all.filter((b) => b.month >= span.from && b.month <= span.to);
      const months = monthsOf(customer, all, today);
      if (!bills.length) return other('nothing', { ...months, ...span });
      return ok({ ...months, ...span, ...summary(bills, today) });
    },
  });

function summary(bills: readonly Bill[], today: string) {
  const byAmount = [...bills].sort((a, b) => b.amount - a.amount);
  const [highest, lowest] = [byAmount[0]!, byAmount.at(-1)!];
  const totalAmount = bills.reduce((sum, b) => sum + b.amount, 0);
  return {
    count: bills.length,
    list: bills.map((b) => `${monthName(b.month, today)}${b.kwh}度，${yuan(b.amount)}`).join('；'),
    bills: bills.map(({ month, kwh, amount, status }) => ({ month, kwh, amount, status })),
    totalKwh: rounded(bills.reduce((sum, b) => sum + b.kwh, 0)),
    totalAmount,
    averageAmount: Math.round(totalAmount / bills.length),
    highestMonth: highest.month,
    highestAmount: highest.amount,
    highestKwh: highest.kwh,
    lowestMonth: lowest.month,
    lowestAmount: lowest.amount,
    lowestKwh: lowest.kwh,
  };
}

const balanceRead = (backends: Backends) =>
  defineAction({
    name: 'balance.read',
    about: 'What is left on a prepaid account and for how many days.',
    identity: 'bound',
    params: z.object({ account: param.account }),
    returns: {
      ok: {
        ...WHO,
        prepaid: 'true for prepaid; a postpaid account has no balance that lasts, tell its bills instead',
        balance: 'fen',
        low: 'below `alertBelow`',
        alertBelow: 'fen below which the customer is reminded, or null',
        dailyKwh: 'kWh a day of late, or null',
        dailyCost: 'fen a day, or null',
        days: 'whole days that the balance lasts, or null when not prepaid',
        lastsUntil: 'date up to which it lasts, or null',
        owed: 'fen billed and unpaid (postpaid), 0 for prepaid',
      },
    },
    async perform({ account }, { now }) {
      const customer = await holder(backends, account);
      const [left, debt, tariffs] = await Promise.all([
        backends.marketing.balance({ account }),
        backends.marketing.arrears({ account }),
        tariffsIfKnown(backends),
      ]);
      const today = isoDate(now);
      const price = tariffOn(tariffs, customer.tariff, today)?.price ?? null;
      const prepaid = customer.billing === 'prepaid';
      const dailyCost = left?.dailyKwh && price ? Math.round(left.dailyKwh * price * 100) : null;
      const days = prepaid && dailyCost ? Math.max(0, Math.floor(left!.balance / dailyCost)) : null;
      return ok({
        ...who(customer),
        prepaid,
        balance: left?.balance ?? 0,
        low: Boolean(left?.alertBelow && left.balance < left.alertBelow),
        alertBelow: left?.alertBelow ?? null,
        dailyKwh: left?.dailyKwh ?? null,
        dailyCost,
        days,
        lastsUntil: days === null ? null : addDays(today, days),
        owed: debt?.owed ?? 0,
      });
    },
  });

export const billActions = (backends: Backends): DocumentedAction[] => [
  billRead(backends),
  billHistory(backends),
  balanceRead(backends),
];
