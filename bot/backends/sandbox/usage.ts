/** Use by day and the register of the meter, derived: they agree with the bills' energy and with what their notes say. */
import type { Reading, UsageDay } from '../schemas.ts';
import { addDays, addMonths, daysBetween, isoDate } from '../time.ts';
import type { KnownBill } from './bills.ts';
import type { FileCustomer } from './file.ts';
import { distribute, seededBetween } from './seed.ts';

/** What the derivation stands on. */
export interface UsageSource {
  customer: FileCustomer;
  /** Newest first. */
  bills: readonly KnownBill[];
  tou: boolean;
  /** Supply is cut since this date. */
  cutAt: string | null;
}

/** Energy by day, both ends inclusive, oldest first. */
export function usageByDay(source: UsageSource, from: string, to: string): UsageDay[] {
  const billed = new Map(source.bills.flatMap((bill) => daysOfBill(bill)).map((d) => [d.date, d]));
  const days: UsageDay[] = [];
  for (let date = from; date <= to; date = addDays(date, 1))
    days.push(billed.get(date) ?? estimate(source, date));
  return days;
}

/** The days of a bill sum to its energy; a level that its note tells of ("10月8日起日均由10度升至约40度") is kept. */
function daysOfBill(bill: KnownBill): UsageDay[] {
  const dates = Array.from({ length: daysBetween(bill.from, bill.to) + 1 }, (_, i) => addDays(bill.from, i));
  const weights = dates.map((date) => jitter(bill.account, date));
  const rise = /(\d{1,2})月(\d{1,2})日起日均由(\d+)度/.exec(bill.usageNote ?? '');
  const start = rise
    ? dates.indexOf(`${bill.month.slice(0, 5)}${rise[1]!.padStart(2, '0')}-${rise[2]!.padStart(2, '0')}`)
    : 0;
  const before = start > 0 ? Number(rise![3]) * start : 0;
  const kwh = [
    ...distribute(before, weights.slice(0, start)),
    ...distribute(bill.kwh - before, weights.slice(start)),
  ];
  const peak = bill.peak === null ? null : distribute(bill.peak, kwh);
  return dates.map((date, i) => {
    const p = peak?.[i] ?? null;
    return { date, kwh: kwh[i]!, peak: p, valley: p === null ? null : hundredths(kwh[i]! - p) };
  });
}

/** A day without a bill: the level of the nearest bill, or a usual one; nothing while supply is cut. */
function estimate({ customer, bills, tou, cutAt }: UsageSource, date: string): UsageDay {
  const kwh =
    cutAt && date > cutAt ? 0 : hundredths(level(customer, bills, date) * jitter(customer.account, date));
  const share = bills[0]?.peak ? bills[0].peak / bills[0].kwh : 0.58;
  const peak = tou ? hundredths(kwh * share) : null;
  return { date, kwh, peak, valley: peak === null ? null : hundredths(kwh - peak) };
}

function level(customer: FileCustomer, bills: readonly KnownBill[], date: string): number {
  if (customer.dailyKwh !== undefined) return customer.dailyKwh;
  const newest = bills[0];
  if (!newest)
    return customer.category === 'residential' ? seededBetween(`${customer.account} level`, 4, 11) : 120;
  const nearest = date > newest.to ? newest : (bills.find((b) => b.to < date) ?? bills.at(-1)!);
  const last = daysOfBill(nearest).slice(-7);
  return last.reduce((sum, d) => sum + d.kwh, 0) / last.length;
}

/** Around 1; a little more at weekends. */
function jitter(account: string, date: string): number {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return seededBetween(`${account} ${date}`, 0.85, 1.15) * (weekday === 0 || weekday === 6 ? 1.08 : 1);
}

/** Daily average of comparable customers near by, kWh. */
export function areaAverage(customer: FileCustomer): number {
  const [low, high] = customer.category === 'residential' ? [7, 11] : [100, 160];
  return Math.round(seededBetween(customer.area, low, high) * 10) / 10;
}

/**
 * The register as read on the day after the newest bill's period (without bills: on the first of this month). It began
 * at a seeded number and grew by the known bills.
 */
export function readingOf(source: UsageSource, now: Date): Omit<Reading, 'reported'> {
  const { customer, bills } = source;
  const { account } = customer;
  const step = customer.cycle === 'two-months' ? 2 : 1;
  const newest = bills[0];
  const readAt = newest ? addDays(newest.to, 1) : `${isoDate(now).slice(0, 7)}-01`;
  const previousReadAt = newest?.from ?? `${addMonths(readAt.slice(0, 7), -step)}-01`;
  const last = newest ?? sum(usageByDay(source, previousReadAt, addDays(readAt, -1)));
  const began = Math.floor(seededBetween(`${account} register`, 3000, 30_000));
  const known = (field: 'kwh' | 'peak' | 'valley') =>
    bills.length ? bills.reduce((total, b) => total + (b[field] ?? 0), 0) : (last[field] ?? 0);
  const total = hundredths(began + known('kwh'));
  const startPeak = Math.floor(began * 0.58);
  return {
    account,
    meterNo: `32${String(Math.floor(seededBetween(`${account} meter`, 1e9, 9.9e9)))}`,
    total,
    peak: source.tou ? hundredths(startPeak + known('peak')) : null,
    valley: source.tou ? hundredths(began - startPeak + known('valley')) : null,
    readAt,
    previousTotal: hundredths(total - last.kwh),
    previousReadAt,
    nextReadAt: `${addMonths(readAt.slice(0, 7), step)}-01`,
  };
}

function sum(days: readonly UsageDay[]): { kwh: number; peak: number; valley: number } {
  const add = (field: 'kwh' | 'peak' | 'valley') => days.reduce((total, d) => total + (d[field] ?? 0), 0);
  return { kwh: add('kwh'), peak: add('peak'), valley: add('valley') };
}

function hundredths(x: number): number {
  return Math.round(x * 100) / 100;
}
