/** Quantities with a unit (energy, power, capacity, share, duration) and plain numbers. */

import { exact, parseNumeral } from '../text/numerals.ts';
import type { EntityType } from '../types.ts';
import type { Found, Utterance } from './found.ts';
import type { NumeralSpan } from './numeral-spans.ts';

interface Unit {
  type: EntityType;
  pattern: RegExp;
  factor: number;
}

/** Tried in order at the end of a number; `factor` brings the value to the unit of the type. */
const UNITS: Unit[] = [
  { type: 'energy', pattern: /\s?(?:多|来|几)?(?:度电|千瓦时|千瓦·时|kw[·.]?h|kWh)/iy, factor: 1 },
  { type: 'energy', pattern: /\s?(?:兆瓦时|mwh)/iy, factor: 1000 },
  { type: 'capacity', pattern: /\s?(?:多|来)?(?:千伏安|kva)/iy, factor: 1 },
  { type: 'capacity', pattern: /\s?(?:兆伏安|mva)/iy, factor: 1000 },
  { type: 'power', pattern: /\s?(?:多|来)?(?:个)?(?:千瓦|kw)(?![时·.]|h)/iy, factor: 1 },
  { type: 'power', pattern: /\s?(?:兆瓦|mw)(?![时h])/iy, factor: 1000 },
  { type: 'power', pattern: /\s?(?:多|来)?(?:瓦|w)(?![时ha-z])/iy, factor: 0.001 },
  { type: 'percent', pattern: /\s?(?:%|％|个百分点|(?<!一)个点(?!\d))/y, factor: 0.01 },
  { type: 'percent', pattern: /成(?![功为立交本人都了员绩熟分是没得要])/y, factor: 0.1 },
  { type: 'percent', pattern: /折(?![扣磨叠腾旧])/y, factor: 0.1 },
  { type: 'duration', pattern: /(?:多|来|几)?(?:个)?(?:多)?(?:小时|钟头|点钟头)/y, factor: 3600 },
  { type: 'duration', pattern: /(?:多|来|几)?分钟/y, factor: 60 },
  { type: 'duration', pattern: /刻钟/y, factor: 900 },
  { type: 'duration', pattern: /秒钟?/y, factor: 1 },
  {
    type: 'duration',
    pattern: /(?:多|来|几)?(?:个)?(?:工作日|天(?!然|气|津|河|桥|花|宫|安|长|宁|涯|水)|昼夜|宿)/y,
    factor: 86_400,
  },
  {
    type: 'duration',
    pattern:
      /(?:多|来|几)?(?:个)?(?:星期|礼拜|周(?!年|岁|一|二|三|四|五|六|日|天|末))(?![一二三四五六日天])/y,
    factor: 7 * 86_400,
  },
  { type: 'duration', pattern: /(?:多)?个(?:多)?月/y, factor: 30 * 86_400 },
  { type: 'duration', pattern: /(?:多|来)?(?:个)?年(?![前底初末级轻龄度代月])/y, factor: 365 * 86_400 },
];
const DEGREE = /(?:多|来|几)?度(?!假|数|过)/y;
const TEMPERATURE_BEFORE =
  /(?:空调|温度|气温|室温|水温|体温|摄氏|零下|零上|恒温|制冷|制热|热水器|冰箱|地暖|调到|调成|设到|设成|设定|设置|烧到|高温|发烧|调高|调低|升高|降低|开)[^,。!?;度]{0,6}$/;
const TEMPERATURE_AFTER = /^度[^,。]{0,3}(?:高温|的天|天气|恒温|制冷|制热|的空调|左右的温度)/;
const TURN = /(?:三相|功率因数|角|旋转|转|超)$/;
/** 半 after a unit adds a half of it: 两个半小时, 三天半. */
const HALF_BEFORE_UNIT = /个半(小时|钟头|月|星期|礼拜)/y;
const HALF_UNIT = /半(?:个)?(小时|钟头|天|日|月|年|星期|礼拜)(?!报|刊)/g;
const HALF_SECONDS: Readonly<Record<string, number>> = {
  小时: 3600,
  钟头: 3600,
  天: 86_400,
  日: 86_400,
  星期: 604_800,
  礼拜: 604_800,
  月: 30 * 86_400,
  年: 365 * 86_400,
};
const YEAR_NAMED = /^(?:的|装|买|建|盖|开|办|搬|底|初|以前|之前|之后|起|到|至|-)/;
const RATE_AFTER = /^(?:[开用要多几大平花耗得扣走烧下交充吃收涨免省就都才天到一来抄结]|能用|电费)/;
const RATE_BEFORE = /[每这那哪某同有头前后按整]/;
const SHARE = /(百|千|万)分之([\d.零〇一二三四五六七八九十百两点]+)/g;

export function measures(utterance: Utterance): Found[] {
  const { text, numerals } = utterance;
  const found: Found[] = [];
  for (const numeral of numerals) {
    const measure = withUnit(text, numeral) ?? degrees(text, numeral);
    if (measure) found.push(measure);
  }
  if (text.includes('分之')) shares(text, found);
  if (text.includes('半')) halves(text, found);
  return found;
}

function withUnit(text: string, numeral: NumeralSpan): Found | undefined {
  const { start, end, value } = numeral;
  if (end >= text.length || (numeral.spelled && !(text[end] === '折' && end - start === 2))) return undefined;
  HALF_BEFORE_UNIT.lastIndex = end;
  const half = HALF_BEFORE_UNIT.exec(text);
  if (half) {
    const seconds = (value + 0.5) * (HALF_SECONDS[half[1] as string] as number);
    return quantity('duration', seconds, start, end + half[0].length);
  }
  for (const { type, pattern, factor } of UNITS) {
    pattern.lastIndex = end;
    const unit = pattern.exec(text);
    if (!unit) continue;
    if (type === 'duration' && !isDuration(text, numeral, unit[0])) return undefined;
    if (type === 'energy' && value === 1 && numeral.han) return undefined;
    const scale = unit[0] === '折' && value >= 10 ? 0.01 : factor;
    const after = end + unit[0].length;
    const more = type === 'duration' && text[after] === '半' && /[天年月秒]$/.test(unit[0]) ? 0.5 : 0;
    return quantity(type, exact((value + more) * scale), start, after + (more ? 1 : 0));
  }
  return undefined;
}

/** 2026年 and 十月 are dates; 一年级, 第三天 count something else. */
function isDuration(text: string, { start, end, value, han }: NumeralSpan, unit: string): boolean {
  if (text[start - 1] === '第') return false;
  const after = text.slice(end + unit.length);
  if (unit === '年' && !han && (value >= 100 || (value >= 10 && YEAR_NAMED.test(after)))) return false;
  if (unit === '周' && value === 4 && han) return false;
  // 一天用多少, 每一年: the rate, not a stretch of time.
  return (
    value !== 1 || !(RATE_AFTER.test(after) || RATE_BEFORE.test(text.slice(Math.max(0, start - 1), start)))
  );
}

/** 度 is energy, except where a temperature is spoken of, and in 一度, which names the unit of a price. */
function degrees(text: string, { start, end, value, han, spelled }: NumeralSpan): Found | undefined {
  DEGREE.lastIndex = end;
  const unit = DEGREE.exec(text);
  if (!unit || spelled || (han && value === 1) || text[start - 1] === '第') return undefined;
  const before = text.slice(Math.max(0, start - 12), start);
  if (TEMPERATURE_AFTER.test(text.slice(end)) || TURN.test(before)) return undefined;
  if (value <= 60 && TEMPERATURE_BEFORE.test(before) && !/用了?[^,。]{0,3}$|耗/.test(before))
    return undefined;
  return quantity('energy', value, start, end + unit[0].length);
}

function shares(text: string, found: Found[]): void {
  for (const match of text.matchAll(SHARE)) {
    const value = parseNumeral(match[0]);
    if (value !== undefined)
      found.push(quantity('percent', value, match.index, match.index + match[0].length));
  }
}

function halves(text: string, found: Found[]): void {
  for (const match of text.matchAll(HALF_UNIT)) {
    if (/[个多上下前后大\d]$/.test(text.slice(0, match.index))) continue;
    const seconds = (HALF_SECONDS[match[1] as string] as number) / 2;
    found.push(quantity('duration', seconds, match.index, match.index + match[0].length));
  }
}

function quantity(type: EntityType, value: number, start: number, end: number): Found {
  return { type, value, start, end, source: `measure.${type}`, priority: 2 };
}
