/** Stretches of days: 近三个月, 今年, 上半年, 9月到11月, 上周, 第三季度. */

import { parseNumeral } from '../text/numerals.ts';
import type { Found, Utterance } from './found.ts';
import { MONTH, monthOf, YEAR, yearOf } from './recognise/absolute-dates.ts';
import {
  addDays,
  addMonths,
  addMonthsToDay,
  type Day,
  daysBetween,
  dayText,
  lastDay,
  type Month,
  parseDay,
} from './recognise/calendar.ts';
import { monday, weekOffset } from './recognise/relative-dates.ts';

const TO = '\\s?(?:到|至|-|~|—|–)\\s?';
const COUNT = '\\d{1,3}|[一二两三四五六七八九十]{1,3}|半';
const LAST = new RegExp(
  `(?:最近|近|过去|之前|往前|(?<![提以之目电期])前(?=.{1,3}[月年度])|这)(?:的)?(?:这)?(${COUNT})(个半月|个月|个季度|个星期|个礼拜|星期|周|天|年)(?!前|后|之|以)`,
  'g',
);
const HALF_YEAR = new RegExp(`(?:(${YEAR})(?:的)?)?(上|下|前|后)半年`, 'g');
const QUARTER = new RegExp(
  `(?:(${YEAR})(?:的)?)?(?:第?([一二三四1-4])|(上|本|这|下)(?:一)?个?)季度|(?:(${YEAR})(?:的)?)?Q([1-4])`,
  'gi',
);
const MONTHS = new RegExp(
  `(?:(${YEAR})(?:的)?)?(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月?份?${TO}(?:(${YEAR})(?:的)?)?(${MONTH})(?![\\d一二三四五六七八九十])`,
  'g',
);
const WEEK = /(上上个?|上个?|下下个?|下个?|这个?|本)(?:一)?(?:周|星期|礼拜)(?![一二三四五六日天1-7末])/g;
const WEEKEND = /(上上个?|上个?|下下个?|下个?|这个?|本)?(?:周末|双休日|双休)/g;
const WHOLE_YEAR = new RegExp(
  `(${YEAR})(?:以来|全年|一年|整年|一整年|里|内)?(?![底末初终代]|\\d{1,2}月|[一二三四五六七八九十]{1,2}月|[上下前后]半年|第?[一二三四]季)`,
  'g',
);
const YEARS = new RegExp(
  `((?:19|20)\\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2})年?${TO}((?:(?:19|20)\\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2})年)(?![\\d一二三四五六七八九十]{1,2}月)`,
  'g',
);
const FULL_YEAR = /(?<![今去前明后\d])全年/g;
const TEN_DAYS = new RegExp(`(?:(${YEAR})(?:的)?)?(${MONTH})(?:的)?([上中下])旬`, 'g');
const DATE_TO_DATE = /^\s?(?:到|至|-|~|—|–)\s?$/;

export function periods({ text, today }: Utterance): Found[] {
  const found: Found[] = [];
  if (/近|过去|前|这[\d一二两三四五六七八九十半]|未来|接下来|今后|往后/.test(text))
    recent(text, today, found);
  if (text.includes('年')) years(text, today, found);
  if (/季度|Q[1-4]/i.test(text)) quarters(text, today, found);
  if (text.includes('月')) months(text, today, found);
  if (/[周期拜休]/.test(text)) weeks(text, today, found);
  return found;
}

function push(found: Found[], from: Day, to: Day, match: RegExpMatchArray, source: string): void {
  const start = match.index ?? 0;
  const value = { from: dayText(from), to: dayText(to) };
  found.push({ type: 'period', value, start, end: start + match[0].length, source, priority: 1 });
}

function monthsFrom(from: Month, to: Month): [Day, Day] {
  return [{ ...from, day: 1 }, lastDay(to)];
}

const NEXT = new RegExp(
  `(?:未来|接下来|今后|往后)(?:的)?(?:这)?(${COUNT})(个半月|个月|个季度|个星期|个礼拜|星期|周|天|年)`,
  'g',
);

/** 近三个月 ends today and begins on the same day three months ago. */
function recent(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(LAST)) {
    const [all, count, unit] = match as unknown as [string, string, string];
    if (all.startsWith('这') && !/月|季/.test(unit)) continue;
    const n = parseNumeral(count) ?? 0;
    push(found, back(today, n, unit), today, match, 'period.recent');
  }
  for (const match of text.matchAll(NEXT)) {
    const n = parseNumeral(match[1] as string) ?? 0;
    push(found, addDays(today, 1), ahead(today, n, match[2] as string), match, 'period.next');
  }
}

/** The last day of a stretch that begins tomorrow. */
function ahead(today: Day, n: number, unit: string): Day {
  if (unit.endsWith('天')) return addDays(today, Math.ceil(n));
  if (/周|星期|礼拜/.test(unit)) return addDays(today, Math.round(7 * n));
  return addDays(back(today, -n, unit), unit === '个半月' ? 30 : 0);
}

function back(today: Day, n: number, unit: string): Day {
  if (unit.endsWith('天')) return addDays(today, 1 - Math.ceil(n));
  if (/周|星期|礼拜/.test(unit)) return addDays(today, -Math.round(7 * n));
  if (unit === '个半月') return addDays(addMonthsToDay(today, -n), -15);
  const months = n * (unit === '年' ? 12 : unit === '个季度' ? 3 : 1);
  return Number.isInteger(months) ? addMonthsToDay(today, -months) : addDays(today, -Math.round(months * 30));
}

const FIRST_MONTHS = new RegExp(`(${YEAR})的?前(${COUNT})个?(月|季度)`, 'g');

/** 今年前三季度 is January to September. */
function firstMonths(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(FIRST_MONTHS)) {
    const year = yearOf(match[1], today);
    const count = (parseNumeral(match[2] as string) ?? 0) * (match[3] === '季度' ? 3 : 1);
    if (year !== undefined && count >= 1 && count <= 12) {
      push(found, ...monthsFrom({ year, month: 1 }, { year, month: count }), match, 'period.first');
    }
  }
}

function years(text: string, today: Day, found: Found[]): void {
  if (text.includes('前')) firstMonths(text, today, found);
  for (const match of text.matchAll(HALF_YEAR)) {
    const year = yearOf(match[1], today) ?? today.year;
    const first = match[2] === '上' || match[2] === '前';
    push(
      found,
      ...monthsFrom({ year, month: first ? 1 : 7 }, { year, month: first ? 6 : 12 }),
      match,
      'period.half',
    );
  }
  for (const match of text.matchAll(WHOLE_YEAR)) {
    const year = yearOf(match[1], today);
    if (year !== undefined)
      push(found, ...monthsFrom({ year, month: 1 }, { year, month: 12 }), match, 'period.year');
  }
  for (const match of text.matchAll(YEARS)) {
    const [from, to] = [yearOf(`${match[1]}年`, today), yearOf(match[2], today)];
    if (from !== undefined && to !== undefined && from <= to) {
      push(found, ...monthsFrom({ year: from, month: 1 }, { year: to, month: 12 }), match, 'period.years');
    }
  }
  for (const match of text.matchAll(FULL_YEAR)) {
    push(found, ...monthsFrom({ ...today, month: 1 }, { ...today, month: 12 }), match, 'period.year');
  }
}

function quarters(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(QUARTER)) {
    const year = yearOf(match[1] ?? match[4], today) ?? today.year;
    const current = Math.ceil(today.month / 3);
    const named = match[2] ?? match[5];
    const offset = { 上: -1, 下: 1 }[match[3] ?? ''] ?? 0;
    const quarter = named ? (parseNumeral(named) ?? 1) : current + offset;
    const from = addMonths({ year, month: 1 }, (quarter - 1) * 3);
    push(found, ...monthsFrom(from, addMonths(from, 2)), match, 'period.quarter');
  }
}

function months(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(MONTHS)) {
    const [, yearA, monthA, yearB, monthB] = match as unknown as [string, string?, string?, string?, string?];
    const to = monthOf(monthB as string, yearOf(yearB, today) ?? yearOf(yearA, today), today);
    let from = monthOf(`${monthA}月`, yearOf(yearA, today) ?? to.year, today);
    if (yearA === undefined && from.month > to.month) from = { ...from, year: to.year - 1 };
    if (from.year * 12 + from.month <= to.year * 12 + to.month) {
      push(found, ...monthsFrom(from, to), match, 'period.months');
    }
  }
  for (const match of text.matchAll(TEN_DAYS)) {
    const month = monthOf(match[2] as string, yearOf(match[1], today), today);
    const first = { 上: 1, 中: 11, 下: 21 }[match[3] as string] ?? 1;
    const to = first === 21 ? lastDay(month) : { ...month, day: first + 9 };
    push(found, { ...month, day: first }, to, match, 'period.ten');
  }
}

function weeks(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(WEEK)) {
    const from = monday(today, weekOffset(match[1]));
    push(found, from, addDays(from, 6), match, 'period.week');
  }
  for (const match of text.matchAll(WEEKEND)) {
    const from = addDays(monday(today, weekOffset(match[1])), 5);
    push(found, from, addDays(from, 1), match, 'period.weekend');
  }
}

const HAS_YEAR = /\d{4}|[一二][零〇九][零〇一二三四五六七八九]{2}|^[今去明前后本上]/;

/** The second day takes the month of the first when it names none, and its year: 2025年6月1日-6月30日. */
function sameYear(from: Day, b: Found, to: Day, text: string): Day {
  if (b.source === 'date.day') return { ...from, day: to.day };
  if (b.source !== 'date' || HAS_YEAR.test(text.slice(b.start, b.end))) return to;
  const here = { ...to, year: from.year };
  return daysBetween(from, here) >= 0 ? here : { ...here, year: here.year + 1 };
}

/** Joins two days with 到 between them into a period: 11月1号到15号. */
export function joinDates(text: string, dates: readonly Found[]): Found[] {
  const found: Found[] = [];
  for (const a of dates) {
    for (const b of dates) {
      if (b.start <= a.end || !DATE_TO_DATE.test(text.slice(a.end, b.start))) continue;
      const [from, to] = [parseDay(a.value as string), parseDay(b.value as string)];
      // 8月1号到15号: the second day belongs to the month of the first.
      const end = sameYear(from, b, to, text);
      if (daysBetween(from, end) < 0) continue;
      const value = { from: dayText(from), to: dayText(end) };
      found.push({ type: 'period', value, start: a.start, end: b.end, source: 'period.days', priority: 1 });
    }
  }
  return found;
}
