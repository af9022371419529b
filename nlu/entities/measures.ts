/** Quantities of the trade: energy, power, capacity, shares and durations. */

import { exact } from '../text/numerals.ts';
import type { EntityType } from '../types.ts';
import type { Found, Utterance } from './found.ts';
import type { NumeralSpan } from './numeral-spans.ts';
import { recogniseDimensions } from './recognise/dimensions.ts';
import { type Duration, recogniseDurations } from './recognise/durations.ts';
import { recognisePercentages } from './recognise/percentages.ts';

/** The units that matter here, with the factor to kWh, kW and kVA. */
const TRADE: Readonly<Record<string, [type: EntityType, factor: number]>> = {
  Wh: ['energy', 0.001],
  kWh: ['energy', 1],
  MWh: ['energy', 1000],
  W: ['power', 0.001],
  kW: ['power', 1],
  MW: ['power', 1000],
  kVA: ['capacity', 1],
  MVA: ['capacity', 1000],
};

export function measures(utterance: Utterance): Found[] {
  const { text, folded, numerals } = utterance;
  const found: Found[] = [];
  if (numerals.length > 0) {
    for (const { unit, value, start, end } of recogniseDimensions(folded)) {
      const [type, factor] = TRADE[unit] ?? [];
      // 一度电多少钱 names the unit of a price.
      if (!type || !factor || (unit === 'kWh' && text[start] === '一' && value === 1)) continue;
      found.push(quantity(type, exact(value * factor), start, end));
    }
    for (const numeral of numerals) {
      const energy = degrees(text, numeral);
      if (energy) found.push(energy);
    }
  }
  for (const { value, start, end } of recognisePercentages(folded))
    found.push(quantity('percent', value, start, end));
  for (const duration of recogniseDurations(folded)) {
    if (isDuration(text, duration))
      found.push(quantity('duration', duration.seconds, duration.start, duration.end));
  }
  return found;
}

const DEGREE = /\s?(?:多|来|几)?度(?!假|数|过|电)/y;
const TEMPERATURE_BEFORE =
  /(?:空调|温度|气温|室温|水温|体温|摄氏|零下|零上|恒温|制冷|制热|热水器|冰箱|地暖|调到|调成|设到|设成|设定|设置|烧到|高温|发烧|调高|调低|升高|降低|开)[^,。!?;度]{0,6}$/;
const TEMPERATURE_AFTER = /^度[^,。]{0,3}(?:高温|的天|天气|恒温|制冷|制热|的空调|左右的温度)/;
const TURN = /(?:三相|功率因数|角|旋转|转|超)$/;
const HOTTEST = 60;

/** 度 is energy, except where a temperature is spoken of, and in 一度, which names the unit of a price. */
function degrees(text: string, { start, end, value, han, spelled }: NumeralSpan): Found | undefined {
  DEGREE.lastIndex = end;
  const unit = DEGREE.exec(text);
  if (!unit || spelled || (han && value === 1) || text[start - 1] === '第') return undefined;
  const before = text.slice(Math.max(0, start - 12), start);
  if (TEMPERATURE_AFTER.test(text.slice(end)) || TURN.test(before)) return undefined;
  const used = /用了?[^,。]{0,3}$|耗/.test(before);
  if (value <= HOTTEST && TEMPERATURE_BEFORE.test(before) && !used) return undefined;
  return quantity('energy', value, start, end + unit[0].length);
}

const YEAR_NAMED = /^(?:的|装|买|建|盖|开|办|搬|底|初|以前|之前|之后|起|到|至|-)/;
const RATE_AFTER = /^(?:[开用要多几大平花耗得扣走烧下交充吃收涨免省就都才天到一来抄结]|能用|电费)/;
const RATE_BEFORE = /[每这那哪某同有头前后按整]$/;

/** 2026年 is a year, 四周 is all around, and 一天用多少 or 每一年 name a rate. */
function isDuration(text: string, { start, end, unit, count }: Duration): boolean {
  const phrase = text.slice(start, end);
  const after = text.slice(end);
  if (phrase === '四周') return false;
  if (unit === '年' && /^\d+年$/.test(phrase) && (count >= 100 || (count >= 10 && YEAR_NAMED.test(after))))
    return false;
  if (unit === '年' && /^[零〇]/.test(phrase)) return false;
  return (
    count !== 1 || phrase.length > 3 || !(RATE_AFTER.test(after) || RATE_BEFORE.test(text.slice(0, start)))
  );
}

function quantity(type: EntityType, value: number, start: number, end: number): Found {
  return { type, value, start, end, source: `measure.${type}`, priority: 2 };
}
