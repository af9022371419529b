/** Calendar arithmetic of the utility: Asia/Shanghai, which has had one offset (+08:00) since 1991. */

const OFFSET = 8 * 3_600_000;
const DAY = 86_400_000;

/** '2026-11-21T10:00:00+08:00' */
export function isoTime(at: Date): string {
  return `${new Date(at.getTime() + OFFSET).toISOString().slice(0, 19)}+08:00`;
}

/** 'YYYY-MM-DD' in Shanghai. */
export function isoDate(at: Date): string {
  return isoTime(at).slice(0, 10);
}

export function addMinutes(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

export function addDays(date: string, n: number): string {
  return new Date(dayNumber(date) * DAY + n * DAY).toISOString().slice(0, 10);
}

/** Days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

export function addMonths(month: string, n: number): string {
  const index = monthIndex(month) + n;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

export function monthsBetween(from: string, to: string): number {
  return monthIndex(to) - monthIndex(from);
}

/** The last day of a month, 'YYYY-MM-DD'. */
export function monthEnd(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

/** The same day of a shifted month, or that month's last day. */
export function shiftDateByMonths(date: string, n: number): string {
  const month = addMonths(date.slice(0, 7), n);
  const end = monthEnd(month);
  const day = `${month}-${date.slice(8, 10)}`;
  return day > end ? end : day;
}

/** The n-th working day after a date: Monday to Friday; public holidays are not known here. */
export function addWorkdays(date: string, n: number): string {
  let day = date;
  for (let left = n; left > 0; ) {
    day = addDays(day, 1);
    const weekday = new Date(dayNumber(day) * DAY).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return day;
}

function dayNumber(date: string): number {
  const at = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at)) throw new Error(`"${date}" is no date; write YYYY-MM-DD`);
  return at / DAY;
}

function monthIndex(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}
