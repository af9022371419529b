/** Dates in figures: 2026-11-22, 2026/9, 20261122, 12/1, 3-7-2017. */

import { daySpan, nearestYear } from './absolute-dates.ts';
import { type Day, isDay, monthText } from './calendar.ts';
import type { DateSpan } from './date-span.ts';

const YMD =
  /(?<![\d.-])(?:(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})|((?:19|20)\d{2})((?:0[1-9]|1[0-2]))((?:0[1-9]|[12]\d|3[01])))(?!\d)/g;
const YM = /(?<![\d.-])((?:19|20)\d{2})[-/.](0?[1-9]|1[0-2])(?![\d.-])/g;
const BILLING = /(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])(?=的?(?:期|月|账|电费|这期))/g;
/** Day first with the year last, or two figures for the year first: 3-7-2017, 05/05/89, 27-7-3. */
const SHORT = /(?<![\d./:-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?![\d./:-])/g;
const MONTH_DAY =
  /(?<![\d./:-])(1[0-2]|0?[1-9])\/(3[01]|[12]\d|0?[1-9])(?![\d./:-]|\s?[个元块度天年月倍折%人口户千])/g;

export function numericDates(text: string, today: Day): DateSpan[] {
  if (!/\d[-/. ]\d|\d{6}/.test(text)) return [];
  const spans: DateSpan[] = [];
  const add = (match: RegExpMatchArray, day: Day) => {
    const start = match.index ?? 0;
    if (isDay(day)) spans.push(daySpan(start, start + match[0].length, day, 'date.numeric'));
  };
  for (const match of text.matchAll(YMD)) {
    const [, y, , m, d, year, month, day] = match;
    add(match, { year: Number(y ?? year), month: Number(m ?? month), day: Number(d ?? day) });
  }
  for (const match of text.matchAll(SHORT))
    add(match, shortDate(match[1] ?? '', match[3] ?? '', match[4] ?? ''));
  for (const match of text.matchAll(MONTH_DAY)) {
    add(match, nearestYear({ year: today.year, month: Number(match[1]), day: Number(match[2]) }, today));
  }
  for (const pattern of [YM, BILLING]) {
    for (const match of text.matchAll(pattern)) {
      const value = monthText({ year: Number(match[1]), month: Number(match[2]) });
      spans.push({
        start: match.index,
        end: match.index + match[0].length,
        grain: 'month',
        value,
        source: 'month.numeric',
      });
    }
  }
  return spans;
}

function shortDate(a: string, b: string, c: string): Day {
  const yearFirst = a.length === 2 && c.length <= 2 && Number(b) <= 12 && Number(c) <= 31 && a !== b;
  const [year, day] = yearFirst ? [a, c] : [c, a];
  const n = Number(year);
  return { year: year.length === 4 ? n : n + (n < 70 ? 2000 : 1900), month: Number(b), day: Number(day) };
}
