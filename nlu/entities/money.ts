/** Amounts of money: 300块, 三块五毛, ￥243.45, 五十来块, and bare numbers where money is spoken of. */

import { parseNumeral } from '../text/numerals.ts';
import type { Found, Utterance } from './found.ts';
import type { NumeralSpan } from './numeral-spans.ts';

const YUAN =
  /(?:来|多|余|几|把)?(?:块钱|块(?!儿|表|地|板|牌|砖|屏|玻璃|一起|石|肉|空地|田|木|铁|布|小|大|电表|充电|电池|来|去|走|做|办|弄|合)|元钱|元|圆|人民币|rmb|RMB)/y;
const SMALL =
  /(角(?!落|度|色|形|启|接|楼|铁|膜|门)|毛钱|毛(?!病|坯|巾|利|毯|笔|孩)|分钱|分(?![钟期之店校局公表户部支档时]))/y;
const SIGN = /(?:[¥￥]|rmb|RMB|人民币)\s?$/;
/** What follows 元: 4角5分, 五毛, or a bare 五 for 五毛. */
const TAIL =
  /(?:零|又)?(?:([一二三四五六七八九\d])(?:角|毛)(?:([一二三四五六七八九\d])(?:分)?(?![\d千百十万]))?|(?:零)?([一二三四五六七八九\d])分(?!钟)|([一二三四五六七八九])(?![十百千万亿点个号月天年度户家台次楼幢]))(?:钱)?/y;
/** Directly before a number, these say that it is money. */
const SPEND =
  /(?:交|缴|充|冲|付|转|欠|扣|补|退|花|存|还(?!有|是|要|没|能|剩|得)|预存|给|收|充值|话费|电费|余额|金额|账单|违约金|滞纳金|总共|一共|合计|共计|共|钱|价)(?:了|个|掉|过|错|到|费|你们|我|他|它|进去|的|是|为|才|还|只|就|都|要|有|剩|剩下|大概|差不多|快|将近|大约|:|：|\s|,){0,4}$/;
/** Directly after a number, these say that it counts something else. */
const OTHER_UNIT =
  /^(?:[a-zA-Z%°℃]|(?:多|来|几|余)?(?:个|度|月|号|日|天|年|点|时|小时|分钟|秒|次|户|口|人|位|台|只|张|笔|份|家|间|幢|栋|楼|层|室|单元|期|档|级|岁|米|平|公里|千瓦|千伏|瓦|伏|安|匹|斤|成|折|倍|周|星期|礼拜|路|线|会儿|下|直|般|样|些|切|定|起|半|遍|回|趟|条|件|种|辆|套|把|块表|[-/:.]\d))/;

export function money(utterance: Utterance): Found[] {
  const found: Found[] = [];
  let free = 0;
  for (const numeral of utterance.numerals) {
    if (numeral.start < free) continue;
    const amount = read(utterance.text, numeral);
    if (!amount) continue;
    found.push(amount);
    free = amount.end;
  }
  return found;
}

function read(text: string, numeral: NumeralSpan): Found | undefined {
  const signed = SIGN.exec(text.slice(Math.max(0, numeral.start - 4), numeral.start));
  const start = signed ? numeral.start - signed[0].length : numeral.start;
  YUAN.lastIndex = numeral.end;
  const unit = YUAN.exec(text);
  if (unit && !numeral.spelled) return withTail(text, start, numeral.end + unit[0].length, numeral.value);
  if (signed) return amount(start, numeral.end, numeral.value, 'money.sign');
  SMALL.lastIndex = numeral.end;
  const small = SMALL.exec(text)?.[1];
  if (small && !numeral.spelled && isCoins(numeral, small)) return smallCoins(text, numeral, small);
  return bare(text, numeral);
}

function withTail(text: string, start: number, end: number, yuan: number): Found | undefined {
  TAIL.lastIndex = end;
  const [all, jiao, cents, lone, elided] = TAIL.exec(text) ?? [];
  if (all === undefined) return amount(start, end, yuan, 'money.unit');
  const tenths = value(jiao) + value(elided);
  return amount(
    start,
    end + all.length,
    yuan + tenths / 10 + (value(cents) + value(lone)) / 100,
    'money.unit',
  );
}

function smallCoins(text: string, { start, end, value: n }: NumeralSpan, unit: string): Found | undefined {
  const after = end + unit.length;
  if (unit.startsWith('分')) return amount(start, after, n / 100, 'money.unit');
  const cents = /^([一二三四五六七八九\d])(?:分钱?|(?![\d十百千万点个号月天年度]))/.exec(text.slice(after));
  return amount(start, after + (cents?.[0].length ?? 0), n / 10 + value(cents?.[1]) / 100, 'money.unit');
}

/** 十分 is an adverb, 三角 a shape. */
function isCoins({ value, han }: NumeralSpan, unit: string): boolean {
  if (unit === '分') return value < 10;
  return value < 100 && !(unit === '角' && han && value === 3);
}

/** 三千六 after 交 is money; so is 一百二 after 欠了. A single Chinese digit is left alone. */
function bare(text: string, { start, end, value: n, han, spelled }: NumeralSpan): Found | undefined {
  if (spelled || (text[end] === '多' && /[个户人台口年岁]/.test(text[end + 1] ?? ''))) return undefined;
  if (n < 1 || n >= 1e7 || (han && n < 10) || (!han && end - start > 8)) return undefined;
  if (OTHER_UNIT.test(text.slice(end, end + 4))) return undefined;
  if (!SPEND.test(text.slice(Math.max(0, start - 10), start))) return undefined;
  return amount(start, end, n, 'money.context');
}

function value(digit: string | undefined): number {
  return digit === undefined ? 0 : (parseNumeral(digit) ?? 0);
}

/** Amounts are whole fen; 0.5283元 is the price of something. */
function amount(start: number, end: number, yuan: number, source: string): Found | undefined {
  if (Math.abs(yuan * 100 - Math.round(yuan * 100)) > 1e-6) return undefined;
  return {
    type: 'amount',
    value: Math.round(yuan * 100),
    start,
    end,
    source,
    priority: source === 'money.context' ? 1 : 3,
  };
}
