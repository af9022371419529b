/** Festivals, and days of the lunar calendar: 国庆, 去年春节, 腊月二十八, 农历三月初三. */

import { parseNumeral } from '../../text/numerals.ts';
import { daySpan, YEAR, yearOf } from './absolute-dates.ts';
import { type Day, daysBetween, dayText } from './calendar.ts';
import type { DateSpan } from './date-span.ts';
import { FESTIVALS, festivalDay, lunarDay } from './festivals.ts';

const FESTIVAL = new RegExp(
  `(?:(${YEAR})(?:的)?)?(${FESTIVALS.join('|')})(?!路|街|月|[号点日个名])(?:节)?`,
  'g',
);
const LUNAR_DAY =
  '初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十';
const LUNAR = new RegExp(
  `(?:农历|阴历)?(?:(${YEAR})(?:的)?)?(?:农历|阴历)?(?:(正|冬|腊|十[一二]?|[二三四五六七八九])月(?:的)?(${LUNAR_DAY})|大?年(?:(初[一二三四五六七八九十])|(三十)(?:晚上?)?))(?![号日年月\\d])`,
  'g',
);
const SAYS_LUNAR = /初|农历|阴历|正月|腊月|冬月|年三十/;
const HOLIDAYS_AFTER = /^(?:期间|放假|长假|假期|黄金周)/;

const HINT = /[节旦庆宵夕阳诞]|春|清明|端午|中[秋元]|腊八|[小过大]年|[五六十]一|平安夜/;

export function festivalDates(text: string, today: Day): DateSpan[] {
  if (!HINT.test(text)) return [];
  const spans: DateSpan[] = [];
  for (const match of text.matchAll(FESTIVAL)) {
    const [all, yearPhrase, name] = match as unknown as [string, string | undefined, string];
    const end = match.index + all.length;
    const after = text.slice(end);
    if ((name === '十一' && !HOLIDAYS_AFTER.test(after)) || (name === '过年' && /^[了吗]/.test(after)))
      continue;
    const year = yearOf(yearPhrase, today);
    const day = nearest(
      years(year, today).flatMap((y) => festivalDay(name, y) ?? []),
      today,
    );
    if (day) spans.push(daySpan(match.index, end, day, 'date.festival'));
  }
  return spans;
}

export function lunarDates(text: string, today: Day): DateSpan[] {
  if (!SAYS_LUNAR.test(text)) return [];
  const spans: DateSpan[] = [];
  for (const match of text.matchAll(LUNAR)) {
    const [all, yearPhrase, monthWord, dayWord, newYearDay, eve] = match as unknown as [
      string,
      ...(string | undefined)[],
    ];
    if (!SAYS_LUNAR.test(all)) continue;
    const month = eve
      ? 12
      : ({ 正: 1, 冬: 11, 腊: 12 }[monthWord ?? '正'] ?? parseNumeral(monthWord as string) ?? 1);
    const day = eve ? 30 : (parseNumeral((dayWord ?? newYearDay ?? '').replace('初', '')) ?? 1);
    const year = yearOf(yearPhrase, today);
    const named = (y: number) => (eve ? festivalDay('除夕', y) : lunarDay(y, month, day));
    const resolved = nearest(
      years(year, today).flatMap((y) => named(y) ?? []),
      today,
    );
    const lunar = dayText({ year: year ?? today.year, month, day });
    const end = match.index + all.length;
    const value = resolved && dayText(resolved);
    spans.push({ start: match.index, end, grain: 'day', value, lunar, source: 'date.lunar' });
  }
  return spans;
}

function years(year: number | undefined, today: Day): number[] {
  return year === undefined ? [today.year - 1, today.year, today.year + 1] : [year];
}

function nearest(days: Day[], today: Day): Day | undefined {
  return days.sort((a, b) => Math.abs(daysBetween(a, today)) - Math.abs(daysBetween(b, today)))[0];
}
