/** How figures are said on the telephone: 24345 fen is 二百四十三元四角五分. */

import { toHan, toHanDigits } from './numerals.ts';

/**
 * Money in fen, integer: 24345 → 二百四十三元四角五分, 8820 → 八十八元二角, 10005 → 一百元零五分, 254 → 两元五角四分.
 * A debt below zero begins with 负.
 */
export function sayMoney(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`sayMoney: ${fen} is no whole number of fen`);
  if (fen < 0) return `负${sayMoney(-fen)}`;
  const yuan = Math.floor(fen / 100);
  const jiao = Math.floor(fen / 10) % 10;
  const cents = fen % 10;
  let said = yuan > 0 || fen === 0 ? `${sayCount(yuan)}元` : '';
  if (jiao > 0) said += `${toHan(jiao)}角`;
  else if (yuan > 0 && cents > 0) said += '零';
  if (cents > 0) said += `${toHan(cents)}分`;
  return said;
}

/** A number before a measure word, integer or decimal: 24 → 二十四, 2 → 两, 0.5283 → 零点五二八三, -3 → 负三. */
export function sayCount(n: number): string {
  return Math.abs(n) === 2 ? `${n < 0 ? '负' : ''}两` : toHan(n);
}

/** '2026-10' → 十月, with the year 二零二六年十月. */
export function sayMonth(month: string, withYear: boolean): string {
  const [year, number] = parts(month, /^(\d{4})-(\d\d)$/, 'YYYY-MM');
  return `${withYear ? `${toHanDigits(year)}年` : ''}${toHan(Number(number))}月`;
}

/** '2026-11-22' → 十一月二十二日, with the year 二零二六年十一月二十二日. */
export function sayDate(date: string, withYear = false): string {
  const [year, month, day] = parts(date, /^(\d{4})-(\d\d)-(\d\d)$/, 'YYYY-MM-DD');
  return `${sayMonth(`${year}-${month}`, withYear)}${toHan(Number(day))}日`;
}

/** '08:00' → 八点, '13:30' → 十三点三十分, '02:05' → 两点零五分. */
export function sayTime(time: string): string {
  const [hour, minute] = parts(time, /^(\d\d?):(\d\d)$/, 'HH:MM');
  const minutes = Number(minute);
  const said = `${sayCount(Number(hour))}点`;
  if (minutes === 0) return said;
  return `${said}${minutes < 10 ? '零' : ''}${toHan(minutes)}分`;
}

/** Digit by digit with 幺 for 1, as accounts and telephone numbers are read: '3201' → 三二零幺. Other characters stay. */
export function sayDigits(s: string): string {
  return toHanDigits(s, '幺');
}

/** A share: 0.05 → 百分之五, 0.125 → 百分之十二点五. */
export function sayPercent(fraction: number): string {
  const percent = Number((fraction * 100).toPrecision(12));
  return percent < 0 ? `负百分之${toHan(-percent)}` : `百分之${toHan(percent)}`;
}

function parts<T extends RegExp>(text: string, pattern: T, form: string): [string, string, string] {
  const match = pattern.exec(text);
  if (!match) throw new RangeError(`expected ${form}, got '${text}'`);
  return [match[1] ?? '', match[2] ?? '', match[3] ?? ''];
}

/** Units that are written in Latin letters or signs, and how they are said. */
const UNITS: Readonly<Record<string, string>> = {
  kwh: '千瓦时',
  kw·h: '千瓦时',
  mwh: '兆瓦时',
  kvarh: '千乏时',
  kvar: '千乏',
  kva: '千伏安',
  mva: '兆伏安',
  kv: '千伏',
  kw: '千瓦',
  mw: '兆瓦',
  gw: '吉瓦',
  wh: '瓦时',
  w: '瓦',
  v: '伏',
  ma: '毫安',
  ah: '安时',
  a: '安',
  hz: '赫兹',
  km: '公里',
  cm: '厘米',
  mm: '毫米',
  m: '米',
  m2: '平方米',
  'm²': '平方米',
  '㎡': '平方米',
  kg: '公斤',
  g: '克',
  h: '小时',
  min: '分钟',
  s: '秒',
  '℃': '摄氏度',
  '°c': '摄氏度',
};
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|');
/** Words after which a number counts things, so that 2 is 两. */
const MEASURE =
  '个|位|户|度|天|小时|分钟|秒钟|年|周|次|台|只|笔|张|份|块|元|倍|档|千瓦|千伏|公里|米|条|件|家|间|项|种|人|层|步|点|路|节|根|组|兆|万|千|公斤|吨|平方|月(?=前|后|内)';
const NUMBER = String.raw`\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;

type Rule = [pattern: RegExp, say: (match: string[]) => string];

/** In order: what a rule has read, later rules no longer see, since it has no figures left. */
const RULES: Rule[] = [
  [/(?<!\d)(\d{4})-(\d\d)-(\d\d)[T ]?(?=\d\d:\d\d)/g, ([, y, m, d]) => sayDate(`${y}-${m}-${d}`, true)],
  [/(?<!\d)(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)/g, ([all, y, m, d]) => dateOr(all as string, y, m, d)],
  [/(?<!\d)(\d{4})年度?/g, ([all, y]) => (all as string).replace(y as string, toHanDigits(y as string))],
  [/(?<!\d)(\d{4})-(0[1-9]|1[0-2])(?![\d-])/g, ([, y, m]) => sayMonth(`${y}-${m}`, true)],
  [
    /([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：][0-5]\d)?\s?[-~—–至到]+\s?(?=\d\d?[:：]\d\d)/g,
    ([, h, m]) => `${sayTime(`${h}:${m}`)}到`,
  ],
  [/(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：][0-5]\d)?(?!\d)/g, ([, h, m]) => sayTime(`${h}:${m}`)],
  [
    new RegExp(String.raw`[￥¥]\s?(-?)(${NUMBER})(万|亿)?元?`, 'g'),
    ([, sign, n, scale]) => sign + yuan(n, scale),
  ],
  [
    new RegExp(String.raw`([-−])?(?<![\d.])(${NUMBER})(万|亿)?元`, 'g'),
    ([, sign, n, scale]) => (sign ? '负' : '') + yuan(n, scale),
  ],
  [
    new RegExp(String.raw`(?<![\d.])(-?)(${NUMBER})\s?%`, 'g'),
    ([, sign, n]) => `${sign ? '负' : ''}百分之${plain(n)}`,
  ],
  [/(?<=元)\s?\/\s?(?=\p{Script=Han})/gu, () => '每'],
  [
    new RegExp(String.raw`(?<![\d.])(${NUMBER})\s?(${UNIT})(?![A-Za-z])`, 'gi'),
    ([, n, u]) => `${count(n)}${UNITS[(u as string).toLowerCase()]}`,
  ],
  [
    new RegExp(String.raw`/\s?(${UNIT})(?![A-Za-z])`, 'gi'),
    ([, u]) => `每${UNITS[(u as string).toLowerCase()]}`,
  ],
  [
    /(?<![A-Za-z])(kWh|kvarh|kVA|kV|kW)(?![A-Za-z])/gi,
    ([, u]) => UNITS[(u as string).toLowerCase()] as string,
  ],
  [
    /(\d*)\*{2,}(\d*)/g,
    ([, before, after]) => `${sayDigits(before as string)}星号${sayDigits(after as string)}`,
  ],
  [/(?<!\d)(0\d{2,3})-(\d{7,8})(?!\d)/g, ([, area, number]) => sayDigits(`${area}${number}`)],
  [
    /(尾号|后四位|后4位|验证码|编号|单号|户号|电话|拨打|热线|密码|代码)(为|是|：|:|\s)?\s?(\d{3,})/g,
    ([, word, link, n]) => `${word}${(link ?? '').replace(/[:：\s]/, '')}${sayDigits(n as string)}`,
  ],
  [
    /(?<![\d.])(\d{7,}|0\d{3,}|95598|12398|1[12][0-9]|123\d\d|10010|10086)(?![\d.]|(?:元|度|万))/g,
    ([, n]) => sayDigits(n as string),
  ],
  [
    /(\d+)(?=[号]?[幢栋楼室座]|单元|号线)/g,
    ([, n]) => ((n as string).length > 2 ? sayDigits(n as string) : toHan(Number(n))),
  ],
  [
    new RegExp(String.raw`(?<![\d.])(${NUMBER})\s?[-~～—–]\s?(${NUMBER})(?![\d-])`, 'g'),
    ([, a, b]) => `${count(a)}到${count(b)}`,
  ],
  [/(?<=[座幢栋楼元])(\d{3,4})(?!\d|元|度|户|人)/g, ([, room]) => sayDigits(room as string)],
  [/(?<![\d/])(\d{1,3})\/(\d{1,3})(?![\d/])/g, ([, above, below]) => `${plain(below)}分之${plain(above)}`],
  [/第(\d+)/g, ([, n]) => `第${plain(n)}`],
  [new RegExp(String.raw`(?<![\d.])(${NUMBER})(?=多?(?:${MEASURE}))`, 'g'), ([, n]) => count(n)],
  [new RegExp(String.raw`(?<=^|[^\d一-鿿A-Za-z])[-−](${NUMBER})`, 'g'), ([, n]) => `负${plain(n)}`],
  [/(?<=[年月日号点分元度幢栋])\s?[-~—–]\s?(?=[零一二两三四五六七八九十\d])/g, () => '到'],
  [new RegExp(NUMBER, 'g'), ([n]) => plain(n)],
];

/**
 * A written Chinese text as a person would say it: dates, clock times, money, units, account and telephone numbers,
 * buildings and rooms. The last resort for texts that have no spoken form of their own.
 */
export function toSpoken(text: string): string {
  if (!/[\d*%￥¥]|k[wv]/i.test(text)) return text;
  return RULES.reduce(
    (said, [pattern, say]) => said.replace(pattern, (...match) => say(match as string[])),
    text,
  );
}

function yuan(n: string | undefined, scale: string | undefined): string {
  if (scale) return `${count(n)}${scale}元`;
  const value = toNumber(n);
  const fen = Math.round(value * 100);
  // A price such as 0.5283 元 is finer than a fen.
  return Math.abs(value * 100 - fen) < 1e-6 && Number.isSafeInteger(fen) ? sayMoney(fen) : `${count(n)}元`;
}

/** Longer figures are no quantities but codes. */
const LONGEST_QUANTITY = 12;

function count(n: string | undefined): string {
  return (n ?? '').length > LONGEST_QUANTITY ? sayDigits(n ?? '') : sayCount(toNumber(n));
}

function plain(n: string | undefined): string {
  return (n ?? '').length > LONGEST_QUANTITY ? sayDigits(n ?? '') : toHan(toNumber(n));
}

function toNumber(n: string | undefined): number {
  return Number((n ?? '').replaceAll(',', ''));
}

function dateOr(all: string, y = '', m = '', d = ''): string {
  const valid = Number(m) >= 1 && Number(m) <= 12 && Number(d) >= 1 && Number(d) <= 31;
  return valid ? sayDate(`${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`, true) : all;
}
