/** Lengths of time: 两个半小时, 三天半, 半个月, 8天20小时, 一年又一个月21天. */

import { exact } from '../../text/numerals.ts';
import { NUMERAL, quantityOf, SPACE as W } from './numbers.ts';

export interface Duration {
  start: number;
  end: number;
  seconds: number;
  /** The unit of the last part: 天, 年, 小时. */
  unit: string;
  /** The number of the last part. */
  count: number;
}

const DAY = 86_400;
const SECONDS: Readonly<Record<string, number>> = {
  小时: 3600,
  钟头: 3600,
  时: 3600,
  分钟: 60,
  分: 60,
  刻钟: 900,
  秒钟: 1,
  秒: 1,
  工作日: DAY,
  昼夜: DAY,
  天: DAY,
  日: DAY,
  宿: DAY,
  星期: 7 * DAY,
  礼拜: 7 * DAY,
  周: 7 * DAY,
  月: 30 * DAY,
  年: 365 * DAY,
  季度: 90 * DAY,
  世纪: 36_500 * DAY,
};
const ABOUT = '(?:多|来|余)?';
/** 天然气, 周年, 年级 are other words; a month is counted with 个, or it is a date. */
const UNIT =
  `(?:个${W})?(?:小时|钟头|工作日|昼夜)|个${W}季度|分钟|刻钟|秒钟?|个?${W}(?:星期|礼拜)(?![一二三四五六日天])` +
  `|天(?!然|气|津|河|桥|花|宫|安|长|宁|涯|水)|宿(?!舍|迁)|周(?!年|岁|一|二|三|四|五|六|日|天|末|边|转|围)|个${W}月|年(?!前|底|初|末|级|轻|龄|度|代|月|\\d|[一二三四五六七八九十]{1,2}月)|世纪`;
const HALF = `(?<![个多上下前后大\\d])半${W}(?:个${W})?(?<halfUnit>小时|钟头|天|月|年|星期|礼拜|世纪)(?!报|刊|子)`;
const FIRST = new RegExp(
  `(?<![第几])(?<number>${NUMERAL})${W}${ABOUT}${W}(?:个半(?<broken>小时|钟头|月|星期|礼拜)|(?<unit>${UNIT})(?<more>半(?!夜|天|路))?)|${HALF}`,
  'gu',
);
/** After the first part the shorter 时 and 分 are durations too: 8天20时. */
const NEXT = new RegExp(
  `${W}(?<link>[又余零多加])?${W}(?<number>${NUMERAL})${W}(?:(?<unit>${UNIT}|个?小?时|分|秒)(?<more>半)?)`,
  'yu',
);
const HINT = /[时头分刻秒日夜天宿期拜周月年纪]/;

/** Durations of a folded text in order; a month has 30 days, a year 365. */
export function recogniseDurations(text: string): Duration[] {
  if (!HINT.test(text)) return [];
  const found: Duration[] = [];
  for (const match of text.matchAll(FIRST)) {
    const first = part(match.groups ?? {});
    if (first && match.index >= (found[found.length - 1]?.end ?? 0)) {
      found.push(lengthened(text, { ...first, start: match.index, end: match.index + match[0].length }));
    }
  }
  return found;
}

type Groups = Record<string, string | undefined>;

function part(groups: Groups): Pick<Duration, 'seconds' | 'unit' | 'count'> | undefined {
  const { number, halfUnit, broken, more } = groups;
  const unit = (halfUnit ?? broken ?? groups.unit ?? '').replace(/^个\s*/, '');
  const count = number === undefined ? 0.5 : quantityOf(number);
  const length = SECONDS[unit];
  if (count === undefined || length === undefined) return undefined;
  return { seconds: (count + (broken || more ? 0.5 : 0)) * length, unit, count };
}

/** Adds the parts that follow: a smaller unit each, or any after 又. */
function lengthened(text: string, first: Duration): Duration {
  const sum = { ...first };
  for (;;) {
    NEXT.lastIndex = sum.end;
    const match = NEXT.exec(text);
    const next = match?.groups && part(match.groups);
    if (!match || !next || !(match.groups?.link || next.seconds / next.count < (SECONDS[sum.unit] ?? 0)))
      break;
    Object.assign(sum, {
      seconds: sum.seconds + next.seconds,
      end: sum.end + match[0].length,
      unit: next.unit,
      count: next.count,
    });
  }
  return { ...sum, seconds: exact(sum.seconds) };
}
