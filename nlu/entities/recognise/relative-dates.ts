/** Days counted from today: 前天, 下周三, 最后一个周三, 三天后, 一个月前. */

import { parseNumeral } from '../../text/numerals.ts';
import { daySpan } from './absolute-dates.ts';
import { addDays, addMonthsToDay, type Day, daysBetween, weekday } from './calendar.ts';
import type { DateSpan } from './date-span.ts';

const OFFSETS: Readonly<Record<string, number>> = {
  大前天: -3,
  大前日: -3,
  前天: -2,
  前日: -2,
  前晚: -2,
  前儿: -2,
  昨天: -1,
  昨日: -1,
  昨儿: -1,
  昨晚: -1,
  昨夜: -1,
  昨早: -1,
  昨个: -1,
  今天: 0,
  今日: 0,
  今儿: 0,
  今晚: 0,
  今早: 0,
  今夜: 0,
  今晨: 0,
  今个: 0,
  当天: 0,
  明天: 1,
  明日: 1,
  明儿: 1,
  明早: 1,
  明晚: 1,
  明个: 1,
  后天: 2,
  后日: 2,
  后儿: 2,
  大后天: 3,
  大后日: 3,
};
const NAMED = new RegExp(
  `(?:${Object.keys(OFFSETS)
    .sort((a, b) => b.length - a.length)
    .join('|')})(?!月|体)`,
  'g',
);
const WEEKDAY =
  /(?<![一二三四五六七八九十两几每\d])(上上个?|上一?个?|下下个?|下一?个?|这一?个?|本|最后一个的?)?(?:周|星期|礼拜)([一二三四五六日天1-7])(?![个\d])/g;
const AWAY =
  /(?<![\d零〇一二三四五六七八九十])(\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(个半月|个月|个星期|个礼拜|星期|礼拜|周|天|年)(以?之?前|以?之?后|过后)|(?<![\d月])(\d{1,2}|[一二两三四五六七八九十]{1,3})(日)(后)/g;

export function relativeDates(text: string, today: Day): DateSpan[] {
  return [
    ...(/[今昨明前后当][天日儿晚早夜晨个]/.test(text) ? named(text, today) : []),
    ...(/[周期拜]/.test(text) ? weekdays(text, today) : []),
    ...(/[前后]/.test(text) ? away(text, today) : []),
  ];
}

function named(text: string, today: Day): DateSpan[] {
  return [...text.matchAll(NAMED)].map((match) =>
    daySpan(
      match.index,
      match.index + match[0].length,
      addDays(today, OFFSETS[match[0]] as number),
      'date.relative',
    ),
  );
}

/** Monday of the week so many weeks on. */
export function monday(today: Day, weeks: number): Day {
  return addDays(today, 1 - weekday(today) + 7 * weeks);
}

/** Weeks from this one to the one named by 上个, 下下, 这. */
export function weekOffset(phrase: string | undefined): number {
  return { 上上: -2, 上: -1, 最后: -1, 下: 1, 下下: 2 }[(phrase ?? '').replace(/[一个的]/g, '')] ?? 0;
}

function weekdays(text: string, today: Day): DateSpan[] {
  return [...text.matchAll(WEEKDAY)].map((match) => {
    const n = '一二三四五六'.indexOf(match[2] as string) + 1 || Number(match[2]) || 7;
    const day = addDays(monday(today, weekOffset(match[1])), n - 1);
    // 周三 with nothing before it is the next one, today included.
    const coming = match[1] === undefined && daysBetween(today, day) < 0 ? addDays(day, 7) : day;
    return daySpan(match.index, match.index + match[0].length, coming, 'date.weekday');
  });
}

function away(text: string, today: Day): DateSpan[] {
  return [...text.matchAll(AWAY)].map((match) => {
    const count = (match[1] ?? match[4]) as string;
    const unit = (match[2] ?? match[5]) as string;
    const direction = (match[3] ?? match[6]) as string;
    const n = (parseNumeral(count) ?? 0) * (direction.includes('前') ? -1 : 1);
    return daySpan(match.index, match.index + match[0].length, step(today, n, unit), 'date.away');
  });
}

function step(today: Day, n: number, unit: string): Day {
  if (unit === '个半月') return addDays(addMonthsToDay(today, n), 15 * Math.sign(n));
  if (unit === '个月')
    return Number.isInteger(n) ? addMonthsToDay(today, n) : addDays(today, Math.round(n * 30));
  if (unit === '年') return addMonthsToDay(today, Math.round(n * 12));
  return addDays(today, Math.round(/周|星期|礼拜/.test(unit) ? n * 7 : n));
}
