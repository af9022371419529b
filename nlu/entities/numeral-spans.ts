/** Where numbers stand in a text, written in figures or in Chinese. */

import { parseNumeral } from '../text/numerals.ts';

export interface NumeralSpan {
  start: number;
  end: number;
  value: number;
  /** It is written in Chinese characters only. */
  han: boolean;
  /** Digit by digit, as codes are; 三四 before a unit is three or four, which is no number. */
  spelled: boolean;
}

const D = '零〇一二三四五六七八九两俩仨幺壹贰叁肆伍陆柒捌玖';
/** 千 in 千瓦 and 千伏安 belongs to the unit: 3千瓦 and 三千瓦 are both 3 kW. */
const UNIT = '(?:[十百万亿佰仟廿卅]|拾(?!取|到|起|掇|荒)|千(?![瓦伏米克乏卡赫帕]))';
const FIGURES = String.raw`\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?`;
const ATOM = `(?:${FIGURES}|[${D}]+)`;
const RUN = new RegExp(
  `负?(?:${ATOM}(?:${UNIT}+${ATOM}?)*|[十廿卅](?:${ATOM}?${UNIT}+)*${ATOM}?)(?:点[${D}]+${UNIT}?)?`,
  'g',
);
const ANY = new RegExp(`[\\d${D}十廿卅]`);
const HAN_ONLY = /^[^\d]+$/;
const SPELLED = new RegExp(`^[${D}]{2,}$`);

/** All numbers of a normalised text in order. Words that only contain a numeral character (一下, 万一) are included. */
export function findNumerals(text: string): NumeralSpan[] {
  if (!ANY.test(text)) return [];
  const spans: NumeralSpan[] = [];
  for (const match of text.matchAll(RUN)) {
    const span = longestPrefix(match[0], match.index);
    // 几十 is no number.
    if (span && text[span.start - 1] !== '几') spans.push(span);
  }
  return spans;
}

function longestPrefix(run: string, start: number): NumeralSpan | undefined {
  for (let end = run.length; end > 0; end--) {
    const piece = run.slice(0, end);
    const value = parseNumeral(piece);
    if (value !== undefined)
      return { start, end: start + end, value, han: HAN_ONLY.test(piece), spelled: SPELLED.test(piece) };
  }
  return undefined;
}
