/** Days and months of the civil calendar in Shanghai. */

export interface Day {
  year: number;
  /** 1..12 */
  month: number;
  /** 1..31 */
  day: number;
}

export interface Month {
  year: number;
  /** 1..12 */
  month: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The day in Shanghai (UTC+8, no summer time) at the instant. */
export function dayAt(instant: Date): Day {
  return fromUtc(instant.getTime() + 8 * HOUR);
}

function fromUtc(time: number): Day {
  const date = new Date(time);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function toUtc({ year, month, day }: Day): number {
  const date = new Date(Date.UTC(2000, month - 1, day));
  // Years below 100 would be read as 19xx by Date.UTC.
  date.setUTCFullYear(year + (date.getUTCFullYear() - 2000), date.getUTCMonth(), date.getUTCDate());
  return date.getTime();
}

export function addDays(day: Day, days: number): Day {
  return fromUtc(toUtc(day) + days * DAY);
}

/** The same day so many months on; the end of a shorter month when it has no such day. */
export function addMonthsToDay(day: Day, months: number): Day {
  const month = addMonths(day, months);
  return { ...month, day: Math.min(day.day, daysIn(month)) };
}

export function addMonths({ year, month }: Month, months: number): Month {
  const index = year * 12 + month - 1 + months;
  return { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1 };
}

function daysIn({ year, month }: Month): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isDay({ year, month, day }: Day): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn({ year, month });
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(day: Day): number {
  return new Date(toUtc(day)).getUTCDay() || 7;
}

/** Days from `a` to `b`. */
export function daysBetween(a: Day, b: Day): number {
  return Math.round((toUtc(b) - toUtc(a)) / DAY);
}

export function lastDay(month: Month): Day {
  return { ...month, day: daysIn(month) };
}

/** 'YYYY-MM-DD' */
export function dayText(day: Day): string {
  return `${monthText(day)}-${String(day.day).padStart(2, '0')}`;
}

/** 'YYYY-MM' */
export function monthText({ year, month }: Month): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
}

/** Reads 'YYYY-MM-DD'. */
export function parseDay(date: string): Day {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return { year, month, day };
}
