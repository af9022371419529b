/** Lunar days of the old calendar, by the name of a reign: 雍正四年大年三十, 康熙三年五月初一. */

import { parseNumeral } from '../../text/numerals.ts';
import { dayText } from './calendar.ts';
import type { DateSpan } from './date-span.ts';

/** Well-known reigns with their first year. */
const FIRST_YEAR: Readonly<Record<string, number>> = {
  贞观: 627,
  神龙: 705,
  开元: 713,
  天宝: 742,
  洪武: 1368,
  永乐: 1403,
  嘉靖: 1522,
  万历: 1573,
  崇祯: 1628,
  顺治: 1644,
  康熙: 1662,
  雍正: 1723,
  乾隆: 1736,
  嘉庆: 1796,
  道光: 1821,
  咸丰: 1851,
  同治: 1862,
  光绪: 1875,
  宣统: 1909,
  民国: 1912,
};
const HINT = new RegExp(Object.keys(FIRST_YEAR).join('|'));
const REIGN = new RegExp(
  `(${Object.keys(FIRST_YEAR).join('|')})(元|\\d{1,2}|[一二三四五六七八九十]{1,3})年(?:(正|冬|腊|[一二三四五六七八九十]{1,2})月(初?[一二三四五六七八九十]{1,3})|大?年(三十))`,
  'g',
);

export function reignDates(text: string): DateSpan[] {
  if (!HINT.test(text)) return [];
  return [...text.matchAll(REIGN)].map((match) => {
    const [all, reign, nth, monthWord, dayWord, eve] = match as unknown as [
      string,
      string,
      string,
      ...(string | undefined)[],
    ];
    const year = (FIRST_YEAR[reign] as number) + (nth === '元' ? 1 : (parseNumeral(nth) ?? 1)) - 1;
    const month = eve
      ? 12
      : ({ 正: 1, 冬: 11, 腊: 12 }[monthWord ?? ''] ?? parseNumeral(monthWord as string) ?? 1);
    const day = eve ? 30 : (parseNumeral((dayWord ?? '').replace('初', '')) ?? 1);
    const lunar = dayText({ year, month, day });
    return {
      start: match.index,
      end: match.index + all.length,
      grain: 'day',
      value: undefined,
      lunar,
      source: 'date.reign',
    };
  });
}
