/** Times of day: 下午3点半, 13:30, 16时40分50秒, 8:00 a.m., 大约晚上十点左右. */

import { parseNumeral } from '../../text/numerals.ts';

export interface TimeSpan {
  start: number;
  end: number;
  /** 0..23 */
  hour: number;
  minute: number;
  second: number;
  /** The part of the day that was said: 今晚, 下午. */
  part: string | undefined;
  /** 晚上十二点 is the start of the next day. */
  nextDay: boolean;
}

const PART =
  '凌晨|清晨|清早|早上|早晨|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|夜间|夜晚|半夜|深夜|大清早|今晚|明晚|昨晚|前晚|今早|明早|昨早|今夜|昨夜|今晨|晚|早';
const ABOUT = '(?:大约|大概|约)?';
const HOUR = '2[0-4]|1\\d|0?\\d|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九]';
const MINUTE =
  '[0-5]\\d|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[1-9](?=分)|[一二三四五六七八九](?=分)';
const SPOKEN = new RegExp(
  `${ABOUT}(?:(?<part>${PART})(?:的|\\s)?)?(?<![\\d.第])(?<hour>${HOUR})(?:(?<point>点)(?:(?<edge>钟|整|半|一刻|三刻|1刻|3刻)|(?<minute>${MINUTE})分?(?!之)(?:(?<=分)(?<second>${MINUTE}|\\d{1,2})秒)?)?` +
    `|时(?![间候段常不期长效刻速代差])(?:(?<minuteAfterHour>${MINUTE})分?(?:(?<=分)(?<secondAfter>\\d{1,2})秒)?|整)?)(?:左右|前后)?`,
  'g',
);
const WRITTEN = new RegExp(
  `${ABOUT}(?:(?<part>${PART})(?:的|\\s)?)?(?<![\\d:.])(?<hour>2[0-4]|1\\d|0?\\d):(?<minute>[0-5]\\d)(?::(?<second>[0-5]\\d))?(?!\\d)(?:\\s?(?<half>[ap])\\.?m\\b\\.?)?(?:左右|前后)?`,
  'g',
);
/** 一点 and 两点 are a little and two remarks, unless something says that the clock is meant. */
const CLOCK_AFTER = /^(?:多(?!了|点)|左右|前|后|以前|以后|之前|之后|到|至|-|~|不到|的时候|准时)/;
const REMARKS =
  /^(?:建议|意见|要求|问题|原因|疑问|不满|想法|诉求|说明|水|数|也|都|儿|小|不|钱|用|电|力|东|事|心|滴|吧)/;

/** Times of a folded text in order. */
export function recogniseTimes(text: string): TimeSpan[] {
  if (!/[点时]|\d:\d/.test(text)) return [];
  const spans: TimeSpan[] = [];
  if (/[点时]/.test(text)) {
    for (const match of text.matchAll(SPOKEN)) if (isClock(text, match)) push(spans, match);
  }
  if (text.includes(':')) for (const match of text.matchAll(WRITTEN)) push(spans, match);
  return spans;
}

function isClock(text: string, match: RegExpMatchArray): boolean {
  const { part, hour, point, edge, minute } = match.groups as Record<string, string | undefined>;
  if (!point || part || edge || minute) return true;
  const before = text.slice(0, match.index);
  const after = text.slice((match.index ?? 0) + match[0].length);
  if (/^[一二两三四五六七八九\d]/.test(after)) return false;
  if (!/^[一1两2二]$/.test(hour as string)) return !/^(?:建议|意见|要求|问题|原因)/.test(after);
  if (REMARKS.test(after)) return false;
  const one = /^[一1]$/.test(hour as string);
  if (one && /[有差早晚快慢多少]$/.test(before)) return false;
  return !one || CLOCK_AFTER.test(after) || /(?:到|至|从|-|~|天|日|号)$/.test(before);
}

function push(spans: TimeSpan[], match: RegExpMatchArray): void {
  const groups = match.groups as Record<string, string | undefined>;
  const part = groups.half ? (groups.half === 'p' ? '下午' : '上午') : groups.part;
  const { hour, nextDay } = inDay(parseNumeral(groups.hour as string) ?? 0, part);
  if (hour > 23) return;
  const quarter = { 半: 30, 一刻: 15, '1刻': 15, 三刻: 45, '3刻': 45 }[groups.edge ?? ''];
  const minute = quarter ?? number(groups.minute ?? groups.minuteAfterHour);
  const second = number(groups.second ?? groups.secondAfter);
  const start = match.index ?? 0;
  spans.push({ start, end: start + match[0].length, hour, minute, second, part: groups.part, nextDay });
}

function number(word: string | undefined): number {
  return word === undefined ? 0 : (parseNumeral(word) ?? 0);
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
  if (/凌晨|上午|早/.test(part) && hour === 12) return { hour: /凌晨/.test(part) ? 0 : 12, nextDay: false };
  return { hour, nextDay: false };
}
