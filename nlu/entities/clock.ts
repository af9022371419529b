/** Times of day, alone (15:30) or on a day (2026-11-22T08:00). */

import type { Found, Utterance } from './found.ts';
import { addDays, type Day, dayText, parseDay } from './recognise/calendar.ts';
import { recogniseTimes, type TimeSpan } from './recognise/times.ts';

const TO = /^\s?(?:到|至|-|~|—)\s?$/;

/** `days` are the dates of the same utterance; one that stands directly before a time belongs to it. */
export function clock({ folded, today }: Utterance, days: readonly Found[]): Found[] {
  const found: Found[] = [];
  for (const time of recogniseTimes(folded)) {
    const before = days.find(
      (day) => day.end <= time.start && /^[的,\s]?$/.test(folded.slice(day.end, time.start)),
    );
    const from = found.find(
      (other) => other.end < time.start && TO.test(folded.slice(other.end, time.start)),
    );
    const day = before ? parseDay(before.value as string) : (ofPart(time.part, today) ?? dayOf(from));
    const start = before?.start ?? time.start;
    const value = valueIn(afternoon(time, from), day);
    found.push({ type: 'time', value, start, end: time.end, source: 'time', priority: 3 });
  }
  return found;
}

/** 晚上8点到10点 ends at 22:00: the end of a stretch is in the half of the day in which it began. */
function afternoon(time: TimeSpan, from: Found | undefined): TimeSpan {
  const began = Number(/(\d\d):\d\d$/.exec(String(from?.value ?? ''))?.[1] ?? 0);
  const later = time.part === undefined && began >= 12 && time.hour < 12 && time.hour + 12 > began;
  return later ? { ...time, hour: time.hour + 12 } : time;
}

function valueIn({ hour, minute, nextDay }: TimeSpan, day: Day | undefined): string {
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return day ? `${dayText(nextDay ? addDays(day, 1) : day)}T${time}` : time;
}

/** 今晚, 明早 name the day as well. */
function ofPart(part: string | undefined, today: Day): Day | undefined {
  const offset = { 今: 0, 明: 1, 昨: -1, 前: -2 }[part?.[0] ?? ''];
  return offset === undefined ? undefined : addDays(today, offset);
}

/** The end of 11月22日8:00-16:00 is on the day of its beginning. */
function dayOf(from: Found | undefined): Day | undefined {
  const value = from?.value;
  return typeof value === 'string' && value.includes('T') ? parseDay(value.slice(0, 10)) : undefined;
}
