/** Days and months in any Chinese text, resolved by the day on which it was said. */

import { absoluteDates } from './absolute-dates.ts';
import type { Day } from './calendar.ts';
import type { DateSpan } from './date-span.ts';
import { festivalDates, lunarDates } from './lunar-dates.ts';
import { numericDates } from './numeric-dates.ts';
import { reignDates } from './reign-dates.ts';
import { relativeDates } from './relative-dates.ts';

const HINT = /[年月日号天周节期拜今旧昨明晚早旦夕秋午一庆诞阳]|前|后|\d[-/. ]\d|\d{6}|清明|春/;
/** 今日头条 and 《明日之后》 are names. */
const TITLE = /《[^》]*》|今日头条/g;

/** Dates of a folded text; readings may overlap, the longest is meant. */
export function recogniseDates(text: string, today: Day): DateSpan[] {
  if (!HINT.test(text)) return [];
  const spans = [
    ...numericDates(text, today),
    ...absoluteDates(text, today),
    ...relativeDates(text, today),
    ...festivalDates(text, today),
    ...lunarDates(text, today),
    ...reignDates(text),
  ];
  const titles = [...text.matchAll(TITLE)];
  if (titles.length === 0) return spans;
  return spans.filter(
    (span) => !titles.some((t) => t.index < span.end && t.index + t[0].length > span.start),
  );
}
