/** The facts of one bill, flat, for conditions and texts: what was used, what it cost and why, against the bill before. */
import type { Bill, Customer, Tariff } from '../backends/schemas.ts';
import { NotComputable, type Price, priceOf, tariffOn, tierLimits } from '../backends/tariff.ts';
import { daysBetween } from '../backends/time.ts';
import { change, rounded } from './common.ts';

export const TIER_FACTS = {
  hasTiers: 'the tariff has yearly tiers',
  tier: 'highest tier reached: 1, 2, 3; null without tiers',
  tier1Kwh: 'kWh in tier 1; null without tiers',
  tier2Kwh: 'kWh in tier 2; null without tiers',
  tier3Kwh: 'kWh in tier 3; null without tiers',
  tier1Amount: 'fen in tier 1; null without tiers and by time of use',
  tier2Amount: 'fen in tier 2; null likewise',
  tier3Amount: 'fen in tier 3; null likewise',
  tier2Extra: 'fen of the surcharge for tier 2 (0.05 a kWh); null without tiers',
  tier3Extra: 'fen of the surcharge for tier 3 (0.30 a kWh); null without tiers',
  tier1Limit: 'kWh a year up to which tier 1 goes; null without tiers',
  tier2Limit: 'kWh a year up to which tier 2 goes; null without tiers',
  yearKwh: 'kWh of the calendar year up to and with this use; null without tiers',
  tierLeft: 'kWh left in the tier reached; null in tier 3 and without tiers',
};

/** The tier part of a price; all null (and `hasTiers` false) where there are none. */
export function tierFacts(
  price: Price | null,
  limits: [number, number] | null,
  yearKwh: number | null,
): Record<keyof typeof TIER_FACTS, unknown> {
  const split = price?.split ?? null;
  const extra = (kind: string) => (split ? (price!.items.find((i) => i.kind === kind)?.amount ?? 0) : null);
  const tier = limits && yearKwh !== null ? (yearKwh <= limits[0] ? 1 : yearKwh <= limits[1] ? 2 : 3) : null;
  return {
    hasTiers: limits !== null,
    tier,
    tier1Kwh: split?.[0] ?? null,
    tier2Kwh: split?.[1] ?? null,
    tier3Kwh: split?.[2] ?? null,
    tier1Amount: price?.tierAmounts?.[0] ?? null,
    tier2Amount: price?.tierAmounts?.[1] ?? null,
    tier3Amount: price?.tierAmounts?.[2] ?? null,
    tier2Extra: extra('tier2'),
    tier3Extra: extra('tier3'),
    tier1Limit: limits?.[0] ?? null,
    tier2Limit: limits?.[1] ?? null,
    yearKwh,
    tierLeft: tier && tier < 3 ? rounded(limits![tier - 1]! - yearKwh!) : null,
  };
}

export const BILL_FACTS = {
  month: 'YYYY-MM in which the period ends',
  latest: 'it is the newest bill',
  from: 'first day of the period',
  to: 'last day of the period',
  days: 'days of the period',
  twoMonths: 'billed every two months',
  kwh: 'kWh of the period',
  dailyKwh: 'kWh a day',
  amount: 'fen of the bill, late fee not in it',
  status: 'paid, unpaid (not due yet) or overdue',
  paid: 'status is paid',
  overdue: 'status is overdue',
  owed: 'fen of this bill still to pay, late fee not in it; 0 when paid',
  lateFee: 'fen of late fee to date',
  total: 'owed and late fee together, fen',
  paidAt: 'date of payment, or null',
  dueAt: 'last day to pay, or null',
  overdueSince: 'date since which it is overdue, or null',
  tariff: 'tariff code',
  price: 'yuan a kWh; null by time of use and for two-part tariffs',
  tou: 'by time of use (峰谷)',
  peakKwh: 'kWh at peak hours, or null',
  valleyKwh: 'kWh at valley hours, or null',
  peakAmount: 'fen of the peak energy, or null',
  valleyAmount: 'fen of the valley energy, or null',
  peakPrice: 'yuan a kWh, or null',
  valleyPrice: 'yuan a kWh, or null',
  explained: 'the tariff reproduces the amount; when false the amounts of tiers, peak and valley are null',
  ...TIER_FACTS,
  powerFactorAdjust: 'fen of 力调电费 (industrial), or null',
  previousMonth: 'month of the bill before, or null',
  previousKwh: 'kWh of the bill before, or null',
  previousDailyKwh: 'kWh a day of the bill before, or null',
  previousAmount: 'fen of the bill before, or null',
  kwhChange: 'kWh more than the bill before (negative: less), or null',
  amountChange: 'fen more than the bill before (negative: less), or null',
  changePercent: 'kwhChange as a part of the bill before: 2.21 = 221 %, or null',
  jump: 'usage at least 30 % above the bill before',
  usageNote: 'what the utility’s own data say of the usage, a Chinese sentence, or null',
};

/** @param before the bill before this one, when there is one */
export function billFacts(
  customer: Customer,
  bill: Bill,
  before: Bill | undefined,
  tariffs: readonly Tariff[],
): Omit<Record<keyof typeof BILL_FACTS, unknown>, 'latest'> {
  const days = daysBetween(bill.from, bill.to) + 1;
  const tariff = tariffOn(tariffs, customer.tariff, bill.to);
  const price = tariff && explain(tariff, customer, bill);
  const limits = tariff && tierLimits(tariff, customer.persons ?? 0);
  const owed = bill.status === 'paid' ? 0 : bill.amount;
  const amountOf = (kind: string) => price?.items.find((i) => i.kind === kind)?.amount ?? null;
  return {
    month: bill.month,
    from: bill.from,
    to: bill.to,
    days,
    twoMonths: customer.cycle === 'two-months',
    kwh: bill.kwh,
    dailyKwh: rounded(bill.kwh / days, 1),
    amount: bill.amount,
    status: bill.status,
    paid: bill.status === 'paid',
    overdue: bill.status === 'overdue',
    owed,
    lateFee: bill.lateFee,
    total: owed + bill.lateFee,
    paidAt: bill.paidAt,
    dueAt: bill.dueAt,
    overdueSince: bill.overdueSince,
    tariff: customer.tariff,
    price: tariff?.price ?? null,
    tou: Boolean(tariff?.peak),
    peakKwh: bill.peak,
    valleyKwh: bill.valley,
    peakAmount: amountOf('peak'),
    valleyAmount: amountOf('valley'),
    peakPrice: tariff?.peak?.price ?? null,
    valleyPrice: tariff?.valley?.price ?? null,
    explained: price !== null,
    ...tierFacts(price, limits, bill.yearToDateKwh),
    powerFactorAdjust: bill.powerFactorAdjust,
    ...comparison(bill, before),
    usageNote: bill.usageNote,
  };
}

/** The price of the bill by its tariff; null when it does not give the amount billed. */
function explain(tariff: Tariff, customer: Customer, bill: Bill): Price | null {
  try {
    const usedBefore = bill.yearToDateKwh === null ? 0 : bill.yearToDateKwh - bill.kwh;
    const price = priceOf(tariff, {
      kwh: bill.kwh,
      peak: bill.peak,
      valley: bill.valley,
      usedBefore,
      persons: customer.persons ?? 0,
    });
    return price.amount === bill.amount ? price : null;
  } catch (error) {
    if (error instanceof NotComputable) return null;
    throw error;
  }
}

function comparison(bill: Bill, before: Bill | undefined) {
  const changePercent = change(bill.kwh, before?.kwh ?? null);
  return {
    previousMonth: before?.month ?? null,
    previousKwh: before?.kwh ?? null,
    previousDailyKwh: before ? rounded(before.kwh / (daysBetween(before.from, before.to) + 1), 1) : null,
    previousAmount: before?.amount ?? null,
    kwhChange: before ? rounded(bill.kwh - before.kwh) : null,
    amountChange: before ? bill.amount - before.amount : null,
    changePercent,
    jump: changePercent !== null && changePercent >= 0.3,
  };
}
