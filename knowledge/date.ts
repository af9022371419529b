/** The calendar of the knowledge room: dates YYYY-MM-DD in Asia/Shanghai. */

/** China keeps UTC+8 all year, without summer time since 1991. */
const OFFSET = 8 * 3600 * 1000;

/** The calendar date of an instant in Asia/Shanghai, YYYY-MM-DD. Such dates compare as strings. */
export function shanghaiDate(at: Date): string {
  return new Date(at.getTime() + OFFSET).toISOString().slice(0, 10);
}

/** Whether `text` is a date that exists, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
