/** Amounts of money: 300块, 三块五毛, ￥243.45, 五十来块, and bare numbers where money is spoken of. */

import type { Found, Utterance } from './found.ts';
import type { NumeralSpan } from './numeral-spans.ts';
import { recogniseCurrencies } from './recognise/currencies.ts';

/** Cents by themselves: 加五分. */
const CENTS = /分(?![钟期之店校局公表户部支档时析布摊享成子机段])/y;
/** Directly before a number, these say that it is money. */
const SPEND =
  /(?:交|缴|充|冲|付|转|欠|扣|补|退|花|存|还(?!有|是|要|没|能|剩|得)|预存|给|收|充值|话费|电费|余额|金额|账单|违约金|滞纳金|总共|一共|合计|共计|共|钱|价)(?:了|个|掉|过|错|到|费|你们|我|他|它|进去|的|是|为|才|还|只|就|都|要|有|剩|剩下|低于|少于|小于|不足|不到|大概|差不多|快|将近|大约|:|：|\s|,){0,4}$/;
/** Directly after a number, these say that it counts something else. */
const OTHER_UNIT =
  /^(?:[a-zA-Z%°℃]|(?:多|来|几|余)?(?:个|度|月|号|日|天|年|点|时|小时|分钟|秒|次|户|口|人|位|台|只|张|笔|份|家|间|幢|栋|楼|层|室|单元|期|档|级|岁|米|平|公里|千瓦|千伏|瓦|伏|安|匹|斤|成|折|倍|周|星期|礼拜|路|线|会儿|下|直|般|样|些|切|定|起|半|遍|回|趟|条|件|种|辆|套|把|块表|[-/:.]\d))/;

export function money({ text, folded, numerals }: Utterance): Found[] {
  const found: Found[] = [];
  for (const { start, end, value, currency } of recogniseCurrencies(folded)) {
    if (currency === 'CNY' && value !== undefined) found.push(...amount(start, end, value, 'money.unit'));
  }
  for (const numeral of numerals) {
    if (found.some(({ start, end }) => start < numeral.end && end > numeral.start)) continue;
    found.push(...(cents(text, numeral) ?? bare(text, numeral)));
  }
  return found;
}

/** 五分 is money, 十分 an adverb. */
function cents(text: string, { start, end, value, spelled }: NumeralSpan): Found[] | undefined {
  CENTS.lastIndex = end;
  if (spelled || value >= 10 || !CENTS.test(text)) return undefined;
  return amount(start, end + 1, value / 100, 'money.unit');
}

/** 三千六 after 交 is money; so is 一百二 after 欠了. A single Chinese digit is left alone. */
function bare(text: string, { start, end, value: n, han, spelled }: NumeralSpan): Found[] {
  if (spelled || (text[end] === '多' && /[个户人台口年岁]/.test(text[end + 1] ?? ''))) return [];
  if (n < 1 || n >= 1e7 || (han && n < 10) || (!han && end - start > 8)) return [];
  if (OTHER_UNIT.test(text.slice(end, end + 4))) return [];
  if (!SPEND.test(text.slice(Math.max(0, start - 10), start))) return [];
  return amount(start, end, n, 'money.context');
}

/** Amounts are whole fen; 0.5283元 is the price of something. */
function amount(start: number, end: number, yuan: number, source: string): Found[] {
  const fen = Math.round(yuan * 100);
  if (Math.abs(yuan * 100 - fen) > 1e-6) return [];
  return [{ type: 'amount', value: fen, start, end, source, priority: source === 'money.context' ? 1 : 3 }];
}
