/** Moves the sandbox's dates so that the demo's `now` is the real now, and everything still makes sense. */
import {
  addDays,
  addMonths,
  daysBetween,
  isoDate,
  isoTime,
  monthsBetween,
  shiftDateByMonths,
} from '../time.ts';
import type { FileCustomer, SandboxFile } from './file.ts';

/**
 * Days move by whole days, bills by whole months, and what happens right now (faults, orders) by the minute, so that a
 * fault that began an hour ago still did. A customer who owes keeps the distance between the bill and its due date:
 * late fees depend on days. Payments of a month stay in the month after it, but never lie ahead of `now`.
 * Tariffs of the last year before the file's `now` move with the bills, older ones are law and stay.
 */
export function shiftFile(file: SandboxFile, now: Date): SandboxFile {
  const before = file.now.slice(0, 10);
  const today = isoDate(now);
  const days = daysBetween(before, today);
  const months = monthsBetween(before, today);
  const minutes = Math.round((now.getTime() - Date.parse(file.now)) / 60_000);
  const day = (d: string) => addDays(d, days);
  const wholeDays = (t: string) => day(t) + t.slice(10);
  const moment = (t: string) => isoTime(new Date(Date.parse(t) + minutes * 60_000));
  const dated = (text: string | undefined) => text?.replace(/\d{4}-\d{2}-\d{2}/g, day);
  const entry = <T extends { at: string; next?: string | undefined }>(e: T): T => ({
    ...e,
    at: moment(e.at),
    next: dated(e.next),
  });
  return {
    ...file,
    now: isoTime(now),
    tariffs: file.tariffs.map((t) =>
      t.effective < addDays(before, -366) ? t : { ...t, effective: shiftDateByMonths(t.effective, months) },
    ),
    customers: file.customers.map((c) => shiftCustomer(c, days, months, today)),
    outages: file.outages.map((o) => {
      const move = o.kind === 'fault' ? moment : wholeDays;
      return { ...o, from: move(o.from), to: o.to && move(o.to), eta: o.eta && move(o.eta) };
    }),
    orders: file.orders.map(entry),
    applications: file.applications.map(entry),
  };
}

function shiftCustomer(c: FileCustomer, days: number, months: number, today: string): FileCustomer {
  const due = c.overdueSince ?? c.dueAt;
  const billMonths = due ? Math.min(months, monthsBetween(due, addDays(due, days))) : months;
  const day = (d: string | null | undefined) => d && addDays(d, days);
  return {
    ...c,
    overdueSince: day(c.overdueSince),
    dueAt: day(c.dueAt),
    cutAt: c.cutAt && addDays(c.cutAt, days),
    bills: c.bills.map((b) => ({
      ...b,
      month: addMonths(b.month, billMonths),
      paidAt: b.paidAt && earlier(shiftDateByMonths(b.paidAt, billMonths), today),
    })),
    meterSince: c.meterSince && addDays(c.meterSince, days),
    pendingPayment: c.pendingPayment && {
      ...c.pendingPayment,
      at: addDays(c.pendingPayment.at.slice(0, 10), days) + c.pendingPayment.at.slice(10),
    },
    usageNote: c.usageNote?.replace(
      /(\d{1,2})月/g,
      (_, m) => `${Number(addMonths(`2000-${m.padStart(2, '0')}`, billMonths).slice(5))}月`,
    ),
  };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
