/** Where numbers stand in a text, written in figures or in Chinese. */

import { parseNumeral } from '../text/numerals.ts';

export interface NumeralSpan {
  start: number;
  end: number;
  value: number;
  /** It is written in Chinese characters only. */
  han: boolean;
}

const D = '零〇一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖';
const U = '十百千万亿拾佰仟廿卅';
/** 千 in 千瓦 and 千伏安 belongs to the unit: 3千瓦 and 三千瓦 are both 3 kW. */
const STEP = `[${D}十百万亿拾佰仟廿卅]|千(?![瓦伏米克乏卡赫帕])`;
const FIGURES = String.raw`\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?`;
const RUN = new RegExp(
  `[负]?(?:${FIGURES}|[${D}十廿卅拾])(?:${STEP}|(?<=[${U}零])(?:${FIGURES})|点(?=[${D}]))*`,
  'g',
);
const ANY = new RegExp(`[\\d${D}十廿卅拾]`);
const HAN_ONLY = /^[^\d]+$/;

/** All numbers of a normalised text in order. Words that only contain a numeral character (一下, 万一) are included. */
export function findNumerals(text: string): NumeralSpan[] {
  if (!ANY.test(text)) return [];
  const spans: NumeralSpan[] = [];
  for (const match of text.matchAll(RUN)) {
    const span = longestPrefix(match[0], match.index);
    if (span) spans.push(span);
  }
  return spans;
}

function longestPrefix(run: string, start: number): NumeralSpan | undefined {
  for (let end = run.length; end > 0; end--) {
    const piece = run.slice(0, end);
    const value = parseNumeral(piece);
    if (value !== undefined) return { start, end: start + end, value, han: HAN_ONLY.test(piece) };
  }
  return undefined;
}
