/** The sandbox's bills: those of the file, made whole with what follows from them. */
import type { Bill, Tariff } from '../schemas.ts';
import { billPeriod, type LateFeeRates, lateFee, splitByTier, tariffOn, tierLimits } from '../tariff.ts';
import { addMonths } from '../time.ts';
import type { FileCustomer } from './file.ts';
import { seededBetween } from './seed.ts';

/** A bill but for the late fee, which grows with the days. */
export type KnownBill = Omit<Bill, 'lateFee'>;

/**
 * Newest first. Not in the file and derived: the year's energy before the known bills (so much that what the bills
 * show of the tiers stays true), the split over the tiers, and the day on which a paid bill was paid.
 */
export function billsOf(customer: FileCustomer, tariffs: readonly Tariff[], today: string): KnownBill[] {
  const bills = [...customer.bills].sort((a, b) => b.month.localeCompare(a.month));
  const newest = bills[0];
  if (!newest) return [];
  const tariff = tariffOn(tariffs, customer.tariff, billPeriod(newest.month, customer.cycle).to);
  const limits = tariff && tierLimits(tariff, customer.persons ?? 0);
  let yearToDate = limits ? yearOf(customer, newest.month.slice(0, 4), limits[0]) : 0;
  let year = newest.month.slice(0, 4);
  return bills.map((bill) => {
    if (bill.month.slice(0, 4) !== year) {
      year = bill.month.slice(0, 4);
      yearToDate = yearOf(customer, year, limits?.[0] ?? 0);
    }
    const yearToDateKwh = Math.round(yearToDate * 100) / 100;
    yearToDate -= bill.kwh;
    const split =
      bill.tierSplit ?? (limits && splitByTier(bill.kwh, Math.max(0, yearToDateKwh - bill.kwh), limits));
    const { from, to } = billPeriod(bill.month, customer.cycle);
    return {
      account: customer.account,
      month: bill.month,
      from,
      to,
      kwh: bill.kwh,
      peak: bill.peak ?? null,
      valley: bill.valley ?? null,
      amount: bill.amount,
      status: bill.status,
      paidAt: bill.status === 'paid' ? (bill.paidAt ?? paidOn(customer, bill.month, today)) : null,
      dueAt: bill.status === 'unpaid' ? (customer.dueAt ?? null) : null,
      overdueSince: bill.status === 'overdue' ? (customer.overdueSince ?? null) : null,
      tierSplit: split,
      yearToDateKwh: limits ? yearToDateKwh : null,
      powerFactorAdjust: bill.powerFactorAdjust ?? null,
      usageNote: bill === newest ? (customer.usageNote ?? null) : null,
    };
  });
}

/** kWh of a year up to its newest known bill: as in the file, else the known bills and an estimate of the months before. */
function yearOf(customer: FileCustomer, year: string, firstLimit: number): number {
  const ofYear = customer.bills.filter((b) => b.month.startsWith(year));
  const newestOfAll = customer.bills.every((b) => b.month.slice(0, 4) <= year);
  if (customer.yearToDateKwh !== undefined && newestOfAll) return customer.yearToDateKwh;
  const known = ofYear.reduce((sum, b) => sum + b.kwh, 0);
  const oldest = ofYear.map((b) => b.month).sort()[0]!;
  const monthsBefore = Number(oldest.slice(5)) - 1;
  const usual =
    (known / ofYear.length) * monthsBefore * seededBetween(`${customer.account} earlier`, 0.4, 0.7);
  const room = Math.max(0, firstLimit - known) * seededBetween(`${customer.account} room`, 0.5, 0.9);
  return known + Math.round(Math.min(usual, room));
}

function paidOn(customer: FileCustomer, month: string, today: string): string {
  const day = Math.floor(seededBetween(`${customer.account} ${month} paid`, 3, 13));
  const date = `${addMonths(month, 1)}-${String(day).padStart(2, '0')}`;
  return date < today ? date : today;
}

/** Adds the late fee as of today. */
export function withLateFee(
  bill: KnownBill,
  customer: FileCustomer,
  rates: LateFeeRates,
  today: string,
): Bill {
  const fee = bill.overdueSince
    ? lateFee(bill.amount, bill.overdueSince, today, customer.category, rates)
    : 0;
  return { ...bill, lateFee: fee };
}
