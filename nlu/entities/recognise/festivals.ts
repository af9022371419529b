/** The days of festivals, by the solar and the lunar calendar. */

import { addDays, type Day, dayText } from './calendar.ts';

/** Solar festivals as [month, day]. */
const SOLAR: Readonly<Record<string, [number, number]>> = {
  元旦: [1, 1],
  情人节: [2, 14],
  妇女节: [3, 8],
  三八节: [3, 8],
  植树节: [3, 12],
  愚人节: [4, 1],
  劳动节: [5, 1],
  五一: [5, 1],
  青年节: [5, 4],
  儿童节: [6, 1],
  六一: [6, 1],
  建党节: [7, 1],
  建军节: [8, 1],
  教师节: [9, 10],
  国庆: [10, 1],
  十一: [10, 1],
  双十一: [11, 11],
  圣诞: [12, 25],
  平安夜: [12, 24],
};
/** Lunar festivals as [month, day]; day 0 is the eve of the new year. */
const LUNAR: Readonly<Record<string, [number, number]>> = {
  春节: [1, 1],
  过年: [1, 1],
  除夕: [1, 0],
  大年夜: [1, 0],
  元宵: [1, 15],
  端午: [5, 5],
  七夕: [7, 7],
  中元: [7, 15],
  中秋: [8, 15],
  重阳: [9, 9],
  腊八: [12, 8],
  小年: [12, 23],
};

/** All names, long ones first. */
export const FESTIVALS = [...Object.keys(SOLAR), ...Object.keys(LUNAR), '清明'].sort(
  (a, b) => b.length - a.length,
);

/** The day of the festival in the year. New Year's Eve belongs to the year in which the new year begins. */
export function festivalDay(name: string, year: number): Day | undefined {
  if (name === '清明') return qingming(year);
  const solar = SOLAR[name];
  if (solar) return { year, month: solar[0], day: solar[1] };
  const [month, day] = LUNAR[name] ?? [];
  if (month === undefined || day === undefined) return undefined;
  if (day > 0) return lunarDay(year, month, day);
  const newYear = lunarDay(year, 1, 1);
  return newYear && addDays(newYear, -1);
}

/** Solar term at 15 degrees; the usual approximation holds for 1900–2099. */
function qingming(year: number): Day {
  const y = year % 100;
  const base = year < 2000 ? 5.59 : 4.81;
  return { year, month: 4, day: Math.floor(y * 0.2422 + base) - Math.floor(y / 4) };
}

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
});
const tables = new Map<number, Map<string, Day>>();

/** The solar day of a day of the lunar year that begins in `year`; leap months are not named. */
export function lunarDay(year: number, month: number, day: number): Day | undefined {
  let table = tables.get(year);
  if (!table) {
    table = buildTable(year);
    tables.set(year, table);
  }
  return table.get(`${month}/${day}`);
}

/**
 * New years that begin within minutes of midnight and that ICU 78 puts on the wrong day: how far its first month is off,
 * by the almanac of the Purple Mountain Observatory.
 */
const MISPLACED: Readonly<Record<number, number>> = { 2027: -1, 2030: 1 };

function buildTable(year: number): Map<string, Day> {
  const table = new Map<string, Day>();
  let started = false;
  let at: Day = { year, month: 1, day: 20 };
  for (let i = 0; i < 410; i++, at = addDays(at, 1)) {
    const name = lunar.format(new Date(`${dayText(at)}T00:00:00Z`));
    if (name === '1/1') {
      if (started) break;
      started = true;
    }
    const shift = name.startsWith('1/') ? (MISPLACED[year] ?? 0) : 0;
    if (started && !table.has(name)) table.set(name, addDays(at, shift));
  }
  return table;
}
