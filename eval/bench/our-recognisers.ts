/** Our recognisers in the terms of the specifications. */

import { clock } from '../../nlu/entities/clock.ts';
import { joinDates, periods } from '../../nlu/entities/periods.ts';
import { recogniseBoolean } from '../../nlu/entities/recognise/booleans.ts';
import { addDays, dayAt, dayText, parseDay } from '../../nlu/entities/recognise/calendar.ts';
import { recogniseCurrencies } from '../../nlu/entities/recognise/currencies.ts';
import type { DateSpan } from '../../nlu/entities/recognise/date-span.ts';
import { recogniseDates } from '../../nlu/entities/recognise/dates.ts';
import { recogniseDimensions } from '../../nlu/entities/recognise/dimensions.ts';
import { recogniseDurations } from '../../nlu/entities/recognise/durations.ts';
import { fold } from '../../nlu/entities/recognise/fold.ts';
import { recogniseNumbers } from '../../nlu/entities/recognise/numbers.ts';
import { recognisePercentages } from '../../nlu/entities/recognise/percentages.ts';
import { recognisePhones } from '../../nlu/entities/recognise/phones.ts';
import { recogniseTimes, type TimeSpan } from '../../nlu/entities/recognise/times.ts';
import type { Reading, Recogniser } from './recogniser.ts';

interface Span {
  start: number;
  end: number;
}

/** The specification's names of our units and currencies. */
const UNITS: Readonly<Record<string, string>> = {
  mu: 'Mu',
  kg: 'Kilogram',
  g: 'Gram',
  μg: 'Microgram',
  t: 'Ton',
  jin: 'Jin',
  liang: 'Liang',
  km: 'Kilometer',
  m: 'Meter',
  cm: 'Centimeter',
  bit: 'Bit',
  kbit: 'Kilobit',
  KB: 'Kilobyte',
  MB: 'Megabyte',
  kW: 'Kilowatt',
  kcal: 'Kilocalorie',
  Hz: 'Hertz',
  MHz: 'Megahertz',
};
const CURRENCIES: Readonly<Record<string, string[]>> = { USD: ['USD', 'Dollar'], XBT: ['Bitcoin'] };

export const ours: Readonly<Record<string, Recogniser>> = {
  Number: (input) => readings(input, recogniseNumbers(fold(input)), ({ value }) => [String(value)]),
  Percentage: (input) =>
    readings(input, recognisePercentages(fold(input)), ({ value }) => [String(value * 100)]),
  Currency: (input) =>
    readings(input, recogniseCurrencies(fold(input)), ({ value, currency }) =>
      (CURRENCIES[currency] ?? [currency]).map((name) => `${value ?? ''} ${name}`),
    ),
  Dimension: (input) =>
    readings(input, recogniseDimensions(fold(input)), ({ value, unit }) => [
      `${value} ${UNITS[unit] ?? unit}`,
    ]),
  Date: (input, reference) =>
    readings(input, longest(recogniseDates(fold(input), dayAt(reference)).filter(isPlainDay)), dateValues),
  Time: (input) => readings(input, recogniseTimes(fold(input)), (time) => [timeText(time)]),
  DatePeriod: (input, reference) => ofType(oursMerged(input, reference), 'daterange'),
  Duration: (input) => readings(input, recogniseDurations(fold(input)), ({ seconds }) => [String(seconds)]),
  DateTime: (input, reference) => ofType(oursMerged(input, reference), 'datetime'),
  PhoneNumber: (input) => readings(input, recognisePhones(fold(input)), () => []).map(asWritten),
  Boolean: (input) => {
    const answer = recogniseBoolean(fold(input));
    return answer ? readings(input, [answer], ({ value }) => [String(value)]) : [];
  },
};

function readings<T extends Span>(
  input: string,
  spans: readonly T[],
  values: (span: T) => string[],
): Reading[] {
  return spans.map((span) => ({ text: input.slice(span.start, span.end), values: values(span) }));
}

/** A telephone number's value is itself. */
function asWritten({ text }: Reading): Reading {
  return { text, values: [text.normalize('NFKC').toLowerCase()] };
}

/** Of readings that overlap the longest, in text order. */
function longest<T extends Span>(spans: readonly T[]): T[] {
  const kept: T[] = [];
  for (const span of [...spans].sort((a, b) => b.end - b.start - (a.end - a.start))) {
    if (kept.every((other) => span.end <= other.start || span.start >= other.end)) kept.push(span);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Festivals have a specification of their own. */
function isPlainDay({ grain, source }: DateSpan): boolean {
  return grain === 'day' && source !== 'date.festival';
}

/** A lunar date is compared by its lunar month and day; a day that no calendar has is written in two ways. */
function dateValues({ lunar, value }: DateSpan): string[] {
  return lunar ? [lunar] : value ? [value] : ['not resolved', '0001-01-01'];
}

function ofType(found: Reading[], type: string): Reading[] {
  return found.filter((reading) => reading.type === type).map(({ text, values }) => ({ text, values }));
}

/** All dates and times of a text at once; of overlapping readings the longest. */
export function oursMerged(input: string, reference: Date): Reading[] {
  const folded = fold(input);
  const today = dayAt(reference);
  const utterance = { text: folded, folded, numerals: [], today };
  const dates = recogniseDates(folded, today);
  const onDays = dates.flatMap(({ grain, value, start, end, source }) =>
    grain === 'day' && value ? [{ type: 'date' as const, value, start, end, source }] : [],
  );
  const candidates: (Span & { type: string; values: string[] })[] = [
    ...dates.map((d) => ({
      ...d,
      type: d.grain === 'day' ? 'date' : 'daterange',
      values: d.grain === 'day' ? dateValues(d) : periodText(d.value),
    })),
    ...[...periods(utterance), ...joinDates(folded, onDays)].map((p) => ({
      ...p,
      type: 'daterange',
      values: periodText(p.value),
    })),
    ...clock(utterance, onDays).flatMap(({ value, start, end }) => momentReading(String(value), start, end)),
    ...recogniseTimes(folded).map((t) => ({ ...t, type: 'time', values: [timeText(t)] })),
    ...recogniseDurations(folded).map((d) => ({ ...d, type: 'duration', values: [String(d.seconds)] })),
  ];
  return longest(candidates).map(({ type, values, start, end }) => ({
    type,
    values,
    text: input.slice(start, end),
  }));
}

function timeText({ hour, minute, second }: TimeSpan): string {
  return [hour, minute, second].map((n) => String(n).padStart(2, '0')).join(':');
}

/** A time on a day; what is only a time is read to the second by itself. */
function momentReading(
  value: string,
  start: number,
  end: number,
): (Span & { type: string; values: string[] })[] {
  return value.includes('T')
    ? [{ start, end, type: 'datetime', values: [`${value.replace('T', ' ')}:00`] }]
    : [];
}

/** The specification's periods end on the day after the last. */
function periodText(value: unknown): string[] {
  if (typeof value === 'string') {
    const from = parseDay(`${value}-01`);
    const next =
      from.month === 12 ? { year: from.year + 1, month: 1, day: 1 } : { ...from, month: from.month + 1 };
    return [`${dayText(from)}..${dayText(next)}`];
  }
  const { from, to } = value as { from: string; to: string };
  return [`${from}..${to}`, `${from}..${dayText(addDays(parseDay(to), 1))}`];
}
