/** Shares: 5%, 百分之五, 千分之三, 12个百分点, 三成半, 七五折, 打对折. */

import { exact } from '../../text/numerals.ts';
import { evaluate, NUMERAL, type NumberSpan, SPACE as W } from './numbers.ts';

const BASE = `[百佰]|[千仟]|万|百${W}万|千${W}万|万${W}万|百${W}万${W}万`;
const HAN = '[零一二三四五六七八九两]';
/** 七 成 六, 三成半, but not 八成是, 成功. */
const TENTH = `(?<tenth>${NUMERAL}|半)${W}成(?!功|为|立|交|本|人|都|了|员|绩|熟|分|是|没|得|要)(?:${W}(?<part>${HAN}|半)(?!${W}[十百千万个]))?`;
/** 7 2 折 and 三八折 are digits, 六点五折 and 9.9折 tenths; 十折 is no discount. */
const DISCOUNT = `(?<discount>[\\d.]+(?:${W}\\d)?|${HAN}${W}点${W}${HAN}|${HAN}(?:${W}${HAN})?|陆${W}点${W}五|半)${W}折(?!扣|磨|叠|腾|旧|断|成)`;
const SHARE = new RegExp(
  [
    `(?<![\\d零一二三四五六七八九十百千万亿]${W})(?<base>${BASE})${W}分${W}之${W}(?<share>${NUMERAL}|[百佰])(?!${W}[十百千万亿](?!分位))`,
    `(?<!%\\d*)(?<percent>${NUMERAL})${W}%(?!\\d|[a-f]\\d|\\d?[a-f](?![a-z]))`,
    `(?<points>${NUMERAL})${W}个${W}百${W}分${W}点`,
    TENTH,
    DISCOUNT,
    '(?<=打)(?<half>对折)',
  ].join('|'),
  'gu',
);

/** Shares of a folded text in order, as fractions: 5% → 0.05. */
export function recognisePercentages(text: string): NumberSpan[] {
  if (!/[%成折]|分\s*[之点]/.test(text)) return [];
  const spans: NumberSpan[] = [];
  for (const match of text.matchAll(SHARE)) {
    const value = valueIn(match.groups ?? {});
    if (value !== undefined) {
      spans.push({ start: match.index, end: match.index + match[0].length, value: exact(value) });
    }
  }
  return spans;
}

function valueIn(parts: Record<string, string | undefined>): number | undefined {
  const { base, share, percent, points, tenth, part, discount, half } = parts;
  if (half) return 0.5;
  if (share !== undefined && base !== undefined) {
    const n = /^[百佰]$/.test(share) ? 100 : evaluate(share);
    return n === undefined ? undefined : n / power(base.replace(/\s/g, ''));
  }
  if (tenth !== undefined) {
    const n = tenth === '半' ? 0.5 : evaluate(tenth);
    const more = part === undefined ? 0 : part === '半' ? 0.5 : (evaluate(part) ?? 0) / 10;
    return n === undefined ? undefined : (n + more) / 10;
  }
  if (discount !== undefined) return discountOf(discount.replace(/\s/g, ''));
  const n = evaluate((percent ?? points) as string);
  return n === undefined ? undefined : n / 100;
}

function power(base: string): number {
  return [...base].reduce(
    (product, c) => product * (/[百佰]/.test(c) ? 100 : /[千仟]/.test(c) ? 1000 : 10_000),
    1,
  );
}

function discountOf(words: string): number | undefined {
  if (words === '半') return 0.5;
  const n = evaluate(words);
  if (n === undefined || n <= 0 || n >= 100) return undefined;
  return n < 10 ? n / 10 : n / 100;
}
