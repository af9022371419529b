/** Measured quantities: 3.5千瓦, 512千瓦时, 315kVA, 一吨半, 387万亩, 三千克. */

import { exact } from '../../text/numerals.ts';
import { NUMERAL, quantityOf, SPACE as W } from './numbers.ts';

interface Quantity {
  start: number;
  end: number;
  value: number;
  /** The symbol of the unit: km, kg, kWh, kVA. */
  unit: string;
}

/** Unit symbol, then how it is written in a folded text. */
const UNITS: Readonly<Record<string, string>> = {
  km: '公里 千米 km',
  m: '米 公尺 m',
  dm: '分米 dm',
  cm: '厘米 公分 cm',
  mm: '毫米 mm',
  μm: '微米',
  nm: '纳米',
  mi: '英里',
  ft: '英尺',
  in: '英寸',
  nmi: '海里',
  li: '华里',
  kg: '公斤 千克 kg',
  g: '克 公克 g',
  mg: '毫克 mg',
  μg: '微克',
  t: '公吨 吨',
  jin: '市斤 斤',
  liang: '两',
  lb: '磅',
  oz: '盎司',
  m2: '平方米 平米 平方 m2 ㎡',
  km2: '平方公里 平方千米 km2',
  ha: '公顷',
  mu: '亩',
  m3: '立方米 m3',
  L: '公升 升',
  mL: '毫升 ml',
  bit: '比特',
  kbit: '千比特',
  B: '字节',
  KB: '千字节 kb',
  MB: '兆字节 mb',
  GB: '吉字节 gb',
  TB: '太字节 tb',
  W: '瓦特 瓦 w',
  kW: '千瓦 kw',
  MW: '兆瓦 mw',
  Wh: '瓦时 wh',
  kWh: '千瓦时 千瓦·时 千瓦小时 度电 kwh kw·h kw.h',
  MWh: '兆瓦时 mwh',
  kVA: '千伏安 kva',
  MVA: '兆伏安 mva',
  V: '伏特 伏 v',
  kV: '千伏 kv',
  A: '安培 安',
  Hz: '赫兹 hz',
  kHz: '千赫兹 khz',
  MHz: '兆赫兹 mhz',
  GHz: '吉赫兹 ghz',
  J: '焦耳',
  kJ: '千焦',
  cal: '卡路里 卡',
  kcal: '千卡 大卡',
};

const symbols = new Map<string, string>();
for (const [symbol, names] of Object.entries(UNITS))
  for (const name of names.split(' ')) symbols.set(name, symbol);
/** 三千克 is three kilograms: a 千 or 兆 before a unit that takes it belongs to the unit. */
const TAKES_PREFIX = /^(?:瓦|瓦时|伏|伏安|克|米|卡|比特|字节|赫兹|焦)$/;
const NAMES = [...symbols.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) =>
    TAKES_PREFIX.test(name) ? `(?<![千兆])${name}` : /[a-z]$/.test(name) ? `${name}(?![a-z])` : name,
  )
  .join('|');
/** 安装, 克服, 卡住, 两个 hold no unit. */
const NO_UNIT =
  '(?!(?<=两)[个天年次三四户块台位只家口人把者边样种千百万]|(?<=安)[装全排置心徽]|(?<=克)[服隆]|(?<=卡)[里住号在充]|(?<=升)[级高降到]|(?<=斤)斗|(?<=伏)笔|(?<=平方)根|(?<=米)[饭线])';
const QUANTITY = new RegExp(
  `(?<!几)(?<number>${NUMERAL})${W}(?:多|来|余)?个?${W}(?<unit>${NAMES})${NO_UNIT}(?<half>半(?!径|天|夜|价))?`,
  'gu',
);

/** Quantities of a folded text in order. */
export function recogniseDimensions(text: string): Quantity[] {
  const found: Quantity[] = [];
  for (const match of text.matchAll(QUANTITY)) {
    const { number, unit, half } = match.groups as { number: string; unit: string; half?: string };
    const value = quantityOf(number);
    if (value === undefined) continue;
    const start = match.index;
    const end = start + match[0].length;
    found.push({ start, end, value: exact(value + (half ? 0.5 : 0)), unit: symbols.get(unit) ?? unit });
  }
  return found;
}
