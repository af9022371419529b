/** All entities of an utterance. */

import { normalise } from '../text/normalise.ts';
import type { Entity } from '../types.ts';
import { addresses } from './addresses.ts';
import { appliances } from './appliances.ts';
import { arbitrate } from './arbiter.ts';
import { clock } from './clock.ts';
import { dates } from './dates.ts';
import type { Extractor, Found, Utterance } from './found.ts';
import { identifiers } from './identifiers.ts';
import { measures } from './measures.ts';
import { money } from './money.ts';
import { names } from './names.ts';
import { findNumerals } from './numeral-spans.ts';
import { joinDates, periods } from './periods.ts';
import { ordinals, plainNumbers } from './plain-number.ts';
import { dayAt } from './recognise/calendar.ts';
import { yesNo } from './yesno.ts';

const EXTRACTORS: readonly Extractor[] = [
  identifiers,
  money,
  measures,
  plainNumbers,
  ordinals,
  calendar,
  addresses,
  names,
  appliances,
  yesNo,
];

function calendar(utterance: Utterance): Found[] {
  const days = dates(utterance);
  const onDays = days.filter((found) => found.type === 'date');
  return [...days, ...periods(utterance), ...joinDates(utterance.text, onDays), ...clock(utterance, onDays)];
}

/** Lower case that moves no character. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}

/**
 * The entities of `text` as typed, in order. Offsets are those of the text as typed. Phrases such as 上个月 are resolved
 * by `now` in Shanghai. Entities do not overlap, save for two readings of the same characters (0123 as an ID's last
 * four and as a number).
 */
export function extractEntities(text: string, options: { now: Date }): Entity[] {
  const normalised = normalise(text);
  const utterance = {
    text: normalised.text,
    folded: lowerCase(normalised.text),
    numerals: findNumerals(normalised.text),
    today: dayAt(options.now),
  };
  return arbitrate(EXTRACTORS.flatMap((extract) => extract(utterance))).map(
    ({ type, value, start, end, source }) => {
      const [from, to] = normalised.toOriginal(start, end);
      return { type, value, text: text.slice(from, to), start: from, end: to, source };
    },
  );
}
