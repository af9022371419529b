/** Dates by year, month and day in words: 2026年9月, 去年12月, 本月15号, 八月十五, 月底. */

import { digitsOf, parseNumeral } from '../../text/numerals.ts';
import {
  addMonths,
  type Day,
  daysBetween,
  dayText,
  isDay,
  lastDay,
  type Month,
  monthText,
} from './calendar.ts';
import type { DateSpan } from './date-span.ts';

export const YEAR =
  '(?:\\d{4}|\\d{2}|[零〇一二两三四五六七八九]{4}|(?!一二|二三|两三|三四|四五|五六|六七|七八|八九)[零〇一二三四五六七八九]{2}|[一二三四五六七八九][零〇一二三四五六七八九]{2}|两千零?[一二三四五六七八九]?)年度?|今年|去年|前年|明年|后年|本年度?|当年|上年度?|上一年|来年';
const NUMBER = '1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]';
export const MONTH = `(?:${NUMBER})月份?|(?:上上|下下|上|下|本|这|当|前)(?:一)?个?月份?`;
const DAY =
  '3[01]|[12]\\d|0?[1-9]|三十[一]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]';
/** 三号楼, 5号线, 18号3幢 are places, 三号 with nothing of the kind is a day. */
const NOT_PLACE = '(?!\\d{0,4}(?:[楼线幢栋院机柜表门厂车店桌床铺库坑炉桩箱杆变主召码那台池公]|单元|室))';
const WEEKDAY = '(?:,?\\s?(?:周|星期|礼拜)[一二三四五六日天])?';

const ABSOLUTE = new RegExp(
  `(?:(${YEAR})[的\\s]?)?(${MONTH})(?!亮|饼|经|子|球|薪|供|租|票|结|卡|收|均)` +
    `(?:[的\\s]?(${DAY})(?:日|号${NOT_PLACE})${WEEKDAY}|(?=\\d\\d|[一二三四五六七八九十廿]{2})(${DAY})(?![\\d.年月点时个度元块千万百多十几%:]|[一二三四五六七八九十])|(底|末|初|中旬|上旬|下旬))?`,
  'g',
);
/** 三日内 and 近十日 are lengths of time, 18号 after a road is a house. */
const BARE_DAY = new RegExp(
  `(?<![\\d.月第路街巷弄里道村区苑园院组门坊]\\d{0,4})(?:(?<![近期足过满逾达前后第约超长共又隔个十二三四五六七八九]\\d{0,2}|[一二三四五六七八九十\\d]至)(${DAY})日(?!元|本|常|报|均|内|的|后|间|左|以|仍|未|起|制|志|记|用|子)|(${DAY})号${NOT_PLACE})${WEEKDAY}`,
  'g',
);
const DOORPLATE = /门牌|户号|[幢栋]/;
const YEAR_EDGE = new RegExp(`(${YEAR})?(?:的)?(?<!每|半|周)年(底|末|初|终)`, 'g');
const MONTH_EDGE = /(?<![一-鿿\d]|每|每个)月(底|末|初)/g;
const COUNTED_MONTHS = /[个半每几]$/;
const FIGURE_FIRST = /^[\d一二三四五六七八九十]/;

export function absoluteDates(text: string, today: Day): DateSpan[] {
  return [
    ...(text.includes('月') ? monthsAndDays(text, today) : []),
    ...(/[日号]/.test(text) ? bareDays(text, today) : []),
    ...(/[月年][底末初终]/.test(text) ? edges(text, today) : []),
  ];
}

/** The year of a phrase such as 去年, 25年, 二零二五年; undefined without one. */
export function yearOf(phrase: string | undefined, today: Day): number | undefined {
  if (!phrase) return undefined;
  const offset = { 今: 0, 本: 0, 当: 0, 去: -1, 上: -1, 前: -2, 明: 1, 来: 1, 后: 2 }[phrase[0] as string];
  if (offset !== undefined) return today.year + offset;
  const written = phrase.replace(/年度?$/, '');
  const n = written.startsWith('两千') ? parseNumeral(written) : Number(digitsOf(written));
  if (n === undefined || Number.isNaN(n)) return undefined;
  return written.length === 2 && n < 100 ? n + (n < 70 ? 2000 : 1900) : n;
}

/**
 * The month of a phrase such as 上个月 or 9月份. Without a year it is the latest one that has begun: bills and usage
 * are asked for backwards.
 */
export function monthOf(phrase: string, year: number | undefined, today: Day): Month {
  const relative = /^(上上|下下|上|下|本|这|当|前)/.exec(phrase)?.[0];
  if (relative) {
    const steps = { 上上: -2, 前: -2, 上: -1, 本: 0, 这: 0, 当: 0, 下: 1, 下下: 2 }[relative] ?? 0;
    return addMonths({ year: year ?? today.year, month: today.month }, steps);
  }
  const month = parseNumeral(phrase.replace(/月份?$/, '')) ?? today.month;
  if (year !== undefined) return { year, month };
  return { year: month <= today.month ? today.year : today.year - 1, month };
}

function monthsAndDays(text: string, today: Day): DateSpan[] {
  const spans: DateSpan[] = [];
  for (const match of text.matchAll(ABSOLUTE)) {
    const [all, yearPhrase, phrase, dayA, dayB, edge] = match as unknown as [
      string,
      ...(string | undefined)[],
    ];
    if (phrase === undefined) continue;
    const figure = FIGURE_FIRST.test(phrase);
    if (figure && !yearPhrase && COUNTED_MONTHS.test(text.slice(0, match.index))) continue;
    const year = yearOf(yearPhrase, today);
    const month = monthOf(phrase, year, today);
    const start = match.index;
    const end = start + all.length;
    if (dayA !== undefined || (dayB !== undefined && figure)) {
      const day = { ...month, day: parseNumeral((dayA ?? dayB) as string) ?? 0 };
      spans.push(daySpan(start, end, year !== undefined || !figure ? day : nearestYear(day, today), 'date'));
    } else if (edge === undefined) {
      const cut = end - (dayB?.length ?? 0);
      spans.push({ start, end: cut, grain: 'month', value: monthText(month), source: 'month' });
    } else if (!edge.endsWith('旬')) {
      spans.push(daySpan(start, end, edge === '初' ? { ...month, day: 1 } : lastDay(month), 'date.edge'));
    }
  }
  return spans;
}

export function daySpan(start: number, end: number, day: Day, source: string): DateSpan {
  return { start, end, grain: 'day', value: isDay(day) ? dayText(day) : undefined, source };
}

/** The occurrence of the month and day that lies nearest to today; 29 February may be years away. */
export function nearestYear({ month, day }: Day, today: Day): Day {
  const around = [0, -1, 1, -2, 2, -3, 3, -4, 4]
    .map((step) => ({ year: today.year + step, month, day }))
    .filter(isDay);
  around.sort((a, b) => Math.abs(daysBetween(a, today)) - Math.abs(daysBetween(b, today)));
  return around[0] ?? { year: today.year, month, day };
}

/** 15号 is in this month, or in the next one that has such a day. */
function bareDays(text: string, today: Day): DateSpan[] {
  const spans: DateSpan[] = [];
  for (const match of text.matchAll(BARE_DAY)) {
    if (match[2] !== undefined && DOORPLATE.test(text.slice(Math.max(0, match.index - 5), match.index)))
      continue;
    const day = parseNumeral((match[1] ?? match[2]) as string) ?? 0;
    const here = { ...today, day };
    const resolved = isDay(here) ? here : { ...addMonths(today, 1), day };
    spans.push(daySpan(match.index, match.index + match[0].length, resolved, 'date.day'));
  }
  return spans;
}

function edges(text: string, today: Day): DateSpan[] {
  const spans: DateSpan[] = [];
  for (const match of text.matchAll(MONTH_EDGE)) {
    const day = match[1] === '初' ? { ...today, day: 1 } : lastDay(today);
    spans.push(daySpan(match.index, match.index + match[0].length, day, 'date.edge'));
  }
  for (const match of text.matchAll(YEAR_EDGE)) {
    const year = yearOf(match[1], today) ?? today.year;
    const day = match[2] === '初' ? { year, month: 1, day: 1 } : { year, month: 12, day: 31 };
    spans.push(daySpan(match.index, match.index + match[0].length, day, 'date.edge'));
  }
  return spans;
}
