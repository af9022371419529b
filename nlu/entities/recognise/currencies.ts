/** Sums of money in any currency: 五元三毛, 8亿元人民币, 两美元又三美分, $20, 人民币50元. */

import { exact } from '../../text/numerals.ts';
import { evaluate, NUMERAL, quantityOf, SPACE as W } from './numbers.ts';

interface Sum {
  start: number;
  end: number;
  /** In the currency's main unit; undefined when only its name is there. */
  value: number | undefined;
  /** ISO 4217, or XBT for bitcoin. */
  currency: string;
}

/** Names by currency. The first line of each holds the main unit, `minor` what is a hundredth of it. */
const MAIN: Readonly<Record<string, string>> = {
  CNY: '人民币 元人民币 块钱 块 元钱 元 圆 rmb cny',
  USD: '美元 美金 美圆 美刀 usd',
  EUR: '欧元 eur',
  GBP: '英镑 gbp',
  JPY: '日元 日圆 日币 jpy',
  HKD: '港元 港币 港圆 港纸 hkd',
  MOP: '澳门元 澳门币',
  TWD: '新台币 台币 新台币元',
  KRW: '韩元 韩币 韩圆 韩国元',
  RUB: '卢布 俄罗斯卢布',
  CHF: '瑞士法郎 瑞郎',
  CAD: '加拿大元 加元 加币',
  AUD: '澳元 澳大利亚元 澳币',
  NZD: '新西兰元 纽元',
  SGD: '新加坡元 新元 新币 坡币',
  THB: '泰铢',
  INR: '印度卢比 卢比',
  VND: '越南盾',
  MYR: '林吉特 令吉 马币',
  PHP: '菲律宾比索',
  IDR: '印尼盾 印度尼西亚盾',
  BRL: '雷亚尔 巴西雷亚尔',
  MXN: '墨西哥比索',
  ZAR: '南非兰特 兰特',
  NGN: '奈拉',
  SEK: '瑞典克朗',
  NOK: '挪威克朗',
  DKK: '丹麦克朗',
  AED: '迪拉姆 阿联酋迪拉姆',
  XBT: '比特币 个比特币',
};
const MINOR: Readonly<Record<string, string>> = {
  CNY: '角 毛 分',
  USD: '美分 美仙',
  EUR: '欧分',
  GBP: '便士',
  JPY: '日本钱 日本銭',
};
const SIGNS: Readonly<Record<string, string>> = { '¥': 'CNY', '￥': 'CNY', $: 'USD', '€': 'EUR', '£': 'GBP' };

const byName = new Map<string, string>();
for (const [currency, names] of Object.entries(MAIN))
  for (const name of names.split(' ')) byName.set(name, currency);
const minorOf = new Map<string, string>();
for (const [currency, names] of Object.entries(MINOR))
  for (const name of names.split(' ')) minorOf.set(name, currency);
const either = (names: Iterable<string>) => [...names].sort((a, b) => b.length - a.length).join('|');

/** 一块儿, 两块表, 块 as a measure word of things. */
const NO_UNIT =
  '(?!(?<=块)(?:儿|表|地|板|牌|砖|屏|玻璃|一起|石|肉|空地|田|木|铁|布|小|大|电(?!费|钱)|充|来|去|走|做|办|弄|合|计)|(?<=元)(?:旦|宵|件|素|气|月|年|首|老|帅))';
const UNIT = `(?:${either(byName.keys())})${NO_UNIT}`;
const ABOUT = '(?:来|多|余|几|把)?';
/** 五元三毛, 50元6角三分, 三块五: tenths and hundredths after the main unit. */
const CHANGE =
  `(?:${W}[零又]?${W}(?<jiao>[\\d零一二三四五六七八九])${W}[角毛](?!色|落|度|病)(?:${W}(?<fen>[\\d一二三四五六七八九])(?:${W}分|(?![\\d十百千万点])))?` +
  `|${W}[零又]?${W}(?<cents>[\\d一二三四五六七八九]{1,3})${W}(?:分(?!之|钟|期)|美分|美仙|欧分|便士|日本钱|日本銭)` +
  `|(?<=块)(?<elided>[一二三四五六七八九])(?![\\d一二三四五六七八九十百千万亿点个号月天年度户家台次楼幢]))(?:钱)?`;
const SUM = new RegExp(
  [
    `(?<sign>[¥￥$€£]|rmb|usd|cny)${W}(?<signed>${NUMERAL})(?:元)?`,
    `(?<lead>人民币${W})?(?<!几)(?<main>${NUMERAL})${W}${ABOUT}(?<unit>${UNIT})(?:${CHANGE})?(?:${W}人民币(?!${W}\\d))?`,
    `(?<tenths>${NUMERAL})${W}(?<small>角(?!星|落|度|色|形|启|接|楼|铁|膜|门|大|钢)|毛钱|毛(?!病|坯|巾|利|毯|笔|孩)|分钱|美分|便士|欧分)(?:(?<coin>[一二三四五六七八九\\d])(?:分钱?|(?![\\d十百千万点个号月天年度])))?`,
    `(?<bare>人民币|美元|美金|欧元|英镑|日元|港币|港元|卢布|新台币|台币|韩元)`,
  ].join('|'),
  'gu',
);
const HINT = /[元块圆角毛分币镑郎铢盾比拉朗姆士仙金刀布索¥￥$€£]|rmb|usd|cny|eur|gbp/;

/** Sums of a folded text in order. */
export function recogniseCurrencies(text: string): Sum[] {
  if (!HINT.test(text)) return [];
  const sums: Sum[] = [];
  for (const match of text.matchAll(SUM)) {
    const read = sumOf(match.groups ?? {});
    if (read) sums.push({ start: match.index, end: match.index + match[0].length, ...read });
  }
  return sums;
}

function sumOf(parts: Record<string, string | undefined>): Pick<Sum, 'value' | 'currency'> | undefined {
  const { sign, signed, main, unit, tenths, small, coin, bare } = parts;
  if (bare !== undefined) return { value: undefined, currency: byName.get(bare) ?? bare };
  if (sign !== undefined)
    return valued(quantityOf(signed as string), SIGNS[sign] ?? byName.get(sign) ?? sign);
  if (main !== undefined) {
    const whole = quantityOf(main);
    return valued(
      whole === undefined ? undefined : whole + changeOf(parts),
      byName.get(unit as string) ?? 'CNY',
    );
  }
  const n = quantityOf(tenths as string);
  if (n === undefined) return undefined;
  const cents = coin === undefined ? 0 : (evaluate(coin) ?? 0) / 100;
  const hundredth = /分|便士/.test(small as string);
  return valued(
    n / (hundredth ? 100 : 10) + cents,
    minorOf.get((small as string).replace('钱', '')) ?? 'CNY',
  );
}

function changeOf({ jiao, fen, cents, elided }: Record<string, string | undefined>): number {
  const digit = (word: string | undefined) => (word === undefined ? 0 : (evaluate(word) ?? 0));
  return (digit(jiao) + digit(elided)) / 10 + (digit(fen) + digit(cents)) / 100;
}

function valued(value: number | undefined, currency: string): Pick<Sum, 'value' | 'currency'> | undefined {
  return value === undefined ? undefined : { value: exact(value), currency };
}
