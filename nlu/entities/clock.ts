/** Times of day, alone (15:30) or on a day (2026-11-22T08:00). */

import { parseNumeral } from '../text/numerals.ts';
import { addDays, type Day, dayText } from './calendar.ts';
import type { Found, Utterance } from './found.ts';

const PART =
  '凌晨|清晨|清早|一早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|夜间|夜晚|半夜|深夜|大清早|今晚|明晚|昨晚|前晚|今早|明早|昨早|今夜|昨夜|今晨|晚|早';
const HOUR = '2[0-4]|1\\d|0?\\d|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九]';
const MINUTE =
  '[0-5]\\d|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[1-9](?=分)|[一二三四五六七八九](?=分)';
const SPOKEN = new RegExp(
  `(?:(${PART})(?:的|\\s)?)?(?<![\\d.第])(${HOUR})(?:(点)(?:(钟|整|半|一刻|三刻|1刻|3刻)|(${MINUTE})分?(?!之))?|(时)(?![间候段常不期长效刻速代差])(?:(${MINUTE})分?|(整))?)(?:左右|前后)?`,
  'g',
);
const WRITTEN = new RegExp(
  `(?:(${PART})(?:的|\\s)?)?(?<![\\d:.])(2[0-4]|1\\d|0?\\d):([0-5]\\d)(?::[0-5]\\d)?(?!\\d)(?:\\s?([aApP])\\.?[mM]\\.?)?`,
  'g',
);
/** 一点 and 两点 are a little and two remarks, unless something says that the clock is meant. */
const CLOCK_AFTER = /^(?:多(?!了|点)|左右|前|后|以前|以后|之前|之后|到|至|-|~|不到|的时候|准时)/;
const REMARKS =
  /^(?:建议|意见|要求|问题|原因|疑问|不满|想法|诉求|说明|水|数|也|都|儿|小|不|钱|用|电|力|东|事|心|滴|吧)/;

export function clock({ text, today }: Utterance, dates: readonly Found[]): Found[] {
  if (!/[点时]|\d:\d/.test(text)) return [];
  const found: Found[] = [];
  if (/[点时]/.test(text)) {
    for (const match of text.matchAll(SPOKEN)) spoken(text, match, today, dates, found);
  }
  if (text.includes(':')) {
    for (const match of text.matchAll(WRITTEN)) {
      const [all, part, hour, minute, half] = match;
      const named = half ? (half.toLowerCase() === 'p' ? '下午' : '上午') : part;
      add(found, text, match.index, all.length, named, Number(hour), Number(minute), today, dates);
    }
  }
  return found;
}

function spoken(
  text: string,
  match: RegExpMatchArray,
  today: Day,
  dates: readonly Found[],
  found: Found[],
): void {
  const [all, part, hourWord, point, edge, minuteWord, , minuteAfterHour] = match;
  const start = match.index ?? 0;
  const after = text.slice(start + all.length);
  const hour = parseNumeral(hourWord as string) ?? 0;
  if (point && !part && !edge && !minuteWord) {
    if (/[一二两三四五六七八九\d]/.test(after[0] ?? '')) return;
    if (
      /^[一1两2二]$/.test(hourWord as string)
        ? REMARKS.test(after) || (hour === 1 && !said(text, start, after))
        : /^(?:建议|意见|要求|问题|原因)/.test(after)
    )
      return;
  }
  if (point && !part && !edge && /[有差早晚快慢多少]$/.test(text.slice(0, start)) && hour === 1) return;
  const minute = edge
    ? ({ 半: 30, 一刻: 15, '1刻': 15, 三刻: 45, '3刻': 45 }[edge] ?? 0)
    : (parseNumeral(minuteWord ?? minuteAfterHour ?? '0') ?? 0);
  add(found, text, start, all.length, part, hour, minute, today, dates);
}

/** 一点 is the hour only when what follows, or a day before, says so. */
function said(text: string, start: number, after: string): boolean {
  return CLOCK_AFTER.test(after) || /(?:到|至|从|-|~|天|日|号)$/.test(text.slice(0, start));
}

function add(
  found: Found[],
  text: string,
  start: number,
  length: number,
  part: string | undefined,
  hour: number,
  minute: number,
  today: Day,
  dates: readonly Found[],
): void {
  const { hour: h, nextDay } = inDay(hour, part);
  if (h > 23) return;
  const time = `${String(h).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  const before = dates.find(
    (d) => d.type === 'date' && d.end <= start && /^[的,\s]?$/.test(text.slice(d.end, start)),
  );
  const day = before
    ? parseDay(before.value as string)
    : (ofPart(part, today) ?? ofRange(text, start, found));
  const value = day ? `${dayText(nextDay ? addDays(day, 1) : day)}T${time}` : time;
  found.push({
    type: 'time',
    value,
    start: before?.start ?? start,
    end: start + length,
    source: 'time',
    priority: 3,
  });
}

/** The end of 11月22日8:00-16:00 is on the day of its beginning. */
function ofRange(text: string, start: number, found: readonly Found[]): Day | undefined {
  const first = found.find(
    (time) => time.end < start && /^\s?(?:到|至|-|~|—)\s?$/.test(text.slice(time.end, start)),
  );
  const value = first?.value;
  return typeof value === 'string' && value.includes('T') ? parseDay(value.slice(0, 10)) : undefined;
}

/** 今晚, 明早 name the day as well. */
function ofPart(part: string | undefined, today: Day): Day | undefined {
  const offset = { 今: 0, 明: 1, 昨: -1, 前: -2 }[part?.[0] ?? ''];
  return offset === undefined ? undefined : addDays(today, offset);
}

/** The hour of 24 for an hour said with a part of the day; 晚上十二点 is midnight, the start of the next day. */
function inDay(hour: number, part: string | undefined): { hour: number; nextDay: boolean } {
  if (hour === 24) return { hour: 0, nextDay: true };
  if (!part || hour > 12) return { hour, nextDay: false };
  if (/中午/.test(part)) return { hour: hour <= 3 ? hour + 12 : hour, nextDay: false };
  if (/夜|晚/.test(part)) {
    if (hour === 12) return { hour: 0, nextDay: true };
    return { hour: hour <= 4 ? hour : hour + 12, nextDay: hour <= 4 && !/半夜|深夜|夜里|夜间/.test(part) };
  }
  if (/下午|午后|傍晚/.test(part)) return { hour: hour === 12 ? 12 : hour + 12, nextDay: false };
  if (/凌晨/.test(part) && hour === 12) return { hour: 0, nextDay: false };
  return { hour, nextDay: false };
}

function parseDay(date: string): Day {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return { year, month, day };
}
