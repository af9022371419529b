/** Days and months: 2026年9月, 上个月, 去年12月, 前天, 下周三, 本月15号, 月底, 国庆, 三天后. */

import { digitsOf, parseNumeral } from '../text/numerals.ts';
import {
  addDays,
  addMonths,
  addMonthsToDay,
  type Day,
  daysBetween,
  dayText,
  isDay,
  lastDay,
  type Month,
  monthText,
  weekday,
} from './calendar.ts';
import { FESTIVALS, festivalDay, lunarDay } from './festivals.ts';
import type { Found, Utterance } from './found.ts';

export const YEAR =
  '(?:\\d{4}|\\d{2}|[零〇一二两三四五六七八九]{4}|[零〇一二三四五六七八九]{2}|两千零?[一二三四五六七八九]?)年度?|今年|去年|前年|明年|后年|本年度?|当年|上年度?|上一年|来年';
const NUMBER = '1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]';
export const MONTH = `(?:${NUMBER})月份?|(?:上上|下下|上|下|本|这|当|前)(?:一)?个?月份?`;
const DAY_NUMBER =
  '3[01]|[12]\\d|0?[1-9]|三十[一]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]';
/** 三号楼, 5号线, 18号3幢 are places, 三号 with nothing of the kind is a day. */
const NOT_PLACE = '(?![楼线幢栋院机柜表门厂车店桌床铺库坑炉桩箱杆变主召码那台池\\d])';

const ABSOLUTE = new RegExp(
  `(?:(${YEAR})[的\\s]?)?(${MONTH})(?!亮|饼|经|子|球|薪|供|租|票|结|卡|收|均)(?:[的\\s]?(${DAY_NUMBER})(?:日|号${NOT_PLACE})|(?=\\d\\d|[一二三四五六七八九十廿]{2})(${DAY_NUMBER})(?![\\d.年月点时个度元块千万百多十几%:]|[一二三四五六七八九十])|(底|末|初|中旬|上旬|下旬))?`,
  'g',
);
const BARE_DAY = new RegExp(
  `(?<![\\d.月第路街巷弄里道村区苑园院组门坊]\\d{0,4})(${DAY_NUMBER})(?:日(?!元|本|常|报|均)|号${NOT_PLACE})`,
  'gu',
);
const YEAR_EDGE = new RegExp(`(${YEAR})?(?:的)?(?<!每|半|周)年(底|末|初|终)`, 'g');
const MONTH_EDGE = /(?<![一-鿿\d]|每|每个)月(底|末|初)/g;
const NUMERIC =
  /(?<![\d.-])(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|((?:19|20)\d{2})((?:0[1-9]|1[0-2]))((?:0[1-9]|[12]\d|3[01])))(?![\d])/g;
const NUMERIC_MONTH = /(?<![\d.-])((?:19|20)\d{2})[-/.](0?[1-9]|1[0-2])(?![\d.-])/g;
const NUMERIC_SHORT =
  /(?<![\d./:-])(1[0-2]|0?[1-9])([/-])(3[01]|[12]\d|0?[1-9])(?![\d./:-]|\s?[个元块度天年月倍折%人口户千])/g;
const BILLING_MONTH = /(?<!\d)(20[0-4]\d)(0[1-9]|1[0-2])(?=的?(?:期|月|账|电费|这期))/g;

const RELATIVE_DAYS: Readonly<Record<string, number>> = {
  大前天: -3,
  大前日: -3,
  前天: -2,
  前日: -2,
  前晚: -2,
  前儿: -2,
  昨天: -1,
  昨日: -1,
  昨儿: -1,
  昨晚: -1,
  昨夜: -1,
  昨早: -1,
  昨个: -1,
  今天: 0,
  今日: 0,
  今儿: 0,
  今晚: 0,
  今早: 0,
  今夜: 0,
  今晨: 0,
  当天: 0,
  今个: 0,
  明天: 1,
  明日: 1,
  明儿: 1,
  明早: 1,
  明晚: 1,
  明个: 1,
  后天: 2,
  后日: 2,
  后儿: 2,
  大后天: 3,
  大后日: 3,
};
const RELATIVE = new RegExp(
  `(?:${Object.keys(RELATIVE_DAYS)
    .sort((a, b) => b.length - a.length)
    .join('|')})(?!月|体)`,
  'g',
);
const WEEKDAY =
  /(?<![一二三四五六七八九十两几每\d])(上上个?|上个?|下下个?|下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天1-7])(?![个\d])/g;
const AWAY =
  /(\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(个半月|个月|个星期|个礼拜|星期|礼拜|周|天|年)(以?之?前|以?之?后|过后)|(\d{1,2}|[一二两三四五六七八九十]{1,3})(日)(后)/g;
const FESTIVAL = new RegExp(
  `(?:(${YEAR})(?:的)?)?(${FESTIVALS.join('|')})(?!路|街|月|[号点日个名])(?:节)?`,
  'g',
);
const LUNAR_MONTHS = '正|冬|腊|十[一二]?|[二三四五六七八九]';
const LUNAR_DAY =
  '初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十';
const LUNAR = new RegExp(
  `(?:农历|阴历)?(?:(${YEAR})(?:的)?)?(?:农历|阴历)?(${LUNAR_MONTHS})月(?:的)?(${LUNAR_DAY})(?![号日年月\\d])`,
  'g',
);

const HINT = /[年月日号天周节期拜今昨明晚早旦夕秋午一庆诞阳]|前|后|\d[-/.]\d|\d{6}|清明|春/;

export function dates(utterance: Utterance): Found[] {
  const { text, today } = utterance;
  if (!HINT.test(text)) return [];
  const found: Found[] = [];
  if (/\d[-/.]\d|\d{6}/.test(text)) numeric(text, today, found);
  if (text.includes('月')) absolute(text, today, found);
  if (/[日号]/.test(text)) bareDays(text, today, found);
  if (/[月年][底末初终]/.test(text)) edges(text, today, found);
  if (/[天日儿晚早夜晨个]/.test(text)) relative(text, today, found);
  if (/[周期拜]/.test(text)) weekdays(text, today, found);
  if (/[前后]/.test(text)) away(text, today, found);
  festivals(text, today, found);
  if (/初|农历|阴历|腊月|正月|冬月/.test(text)) lunarDates(text, today, found);
  return found;
}

/** What a pattern has matched and where. */
interface Hit {
  0: string;
  index?: number | undefined;
}

function push(found: Found[], type: 'date' | 'month', value: string, hit: Hit, source: string): void {
  const start = hit.index ?? 0;
  found.push({ type, value, start, end: start + hit[0].length, source, priority: 2 });
}

/** The year of a phrase such as 去年, 25年, 二零二五年; undefined without one. */
export function yearOf(phrase: string | undefined, today: Day): number | undefined {
  if (!phrase) return undefined;
  const offset = { 今: 0, 本: 0, 当: 0, 去: -1, 上: -1, 前: -2, 明: 1, 来: 1, 后: 2 }[phrase[0] as string];
  if (offset !== undefined) return today.year + offset;
  const written = phrase.replace(/年度?$/, '');
  const n = written.startsWith('两千')
    ? parseNumeral(written.replace('两千', '二千'))
    : Number(digitsOf(written));
  if (n === undefined || Number.isNaN(n)) return undefined;
  return n < 100 ? n + (n < 70 ? 2000 : 1900) : n;
}

/**
 * The month of a phrase such as 上个月 or 9月份. Without a year it is the latest one that has begun: bills and usage
 * are asked for backwards.
 */
export function monthOf(phrase: string, year: number | undefined, today: Day): Month {
  const relative = /^(上上|下下|上|下|本|这|当|前)/.exec(phrase)?.[0];
  if (relative) {
    const steps = { 上上: -2, 前: -2, 上: -1, 本: 0, 这: 0, 当: 0, 下: 1, 下下: 2 }[relative] ?? 0;
    return addMonths({ year: year ?? today.year, month: today.month }, steps);
  }
  const month = parseNumeral(phrase.replace(/月份?$/, '')) ?? today.month;
  if (year !== undefined) return { year, month };
  return { year: month <= today.month ? today.year : today.year - 1, month };
}

const COUNTED_MONTHS = /[个半每几]$/;
const FIGURE_FIRST = /^[\d一二三四五六七八九十]/;

function absolute(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(ABSOLUTE)) {
    const [all, yearPhrase, phrase, dayA, dayB, edge] = match as unknown as [
      string,
      string?,
      string?,
      string?,
      string?,
      string?,
    ];
    if (phrase === undefined) continue;
    const figure = FIGURE_FIRST.test(phrase);
    if (figure && !yearPhrase && COUNTED_MONTHS.test(text.slice(0, match.index))) continue;
    const year = yearOf(yearPhrase, today);
    const month = monthOf(phrase, year, today);
    if (dayA !== undefined || (dayB !== undefined && figure)) {
      const day = { ...month, day: parseNumeral((dayA ?? dayB) as string) ?? 0 };
      const resolved = year !== undefined || !figure ? day : nearest(day, today);
      if (isDay(resolved)) push(found, 'date', dayText(resolved), match, 'date');
    } else if (edge === undefined) {
      const hit = { 0: all.slice(0, all.length - (dayB?.length ?? 0)), index: match.index };
      push(found, 'month', monthText(month), hit, 'month');
    } else if (!edge.endsWith('旬')) {
      push(found, 'date', dayText(edge === '初' ? { ...month, day: 1 } : lastDay(month)), match, 'date.edge');
    }
  }
}

/** The occurrence of the month and day that lies nearest to today. */
function nearest({ month, day }: Day, today: Day): Day {
  const around = [-1, 0, 1].map((step) => ({ year: today.year + step, month, day })).filter(isDay);
  around.sort((a, b) => Math.abs(daysBetween(a, today)) - Math.abs(daysBetween(b, today)));
  return around[0] ?? { year: today.year, month, day };
}

function bareDays(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(BARE_DAY)) {
    const day = { ...today, day: parseNumeral(match[1] as string) ?? 0 };
    if (isDay(day)) push(found, 'date', dayText(day), match, 'date.day');
  }
}

function edges(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(MONTH_EDGE)) {
    push(
      found,
      'date',
      dayText(match[1] === '初' ? { ...today, day: 1 } : lastDay(today)),
      match,
      'date.edge',
    );
  }
  for (const match of text.matchAll(YEAR_EDGE)) {
    const year = yearOf(match[1], today) ?? today.year;
    push(found, 'date', match[2] === '初' ? `${year}-01-01` : `${year}-12-31`, match, 'date.edge');
  }
}

function relative(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(RELATIVE)) {
    push(found, 'date', dayText(addDays(today, RELATIVE_DAYS[match[0]] as number)), match, 'date.relative');
  }
}

/** Monday of the week so many weeks on. */
export function monday(today: Day, weeks: number): Day {
  return addDays(today, 1 - weekday(today) + 7 * weeks);
}

export function weekOffset(phrase: string | undefined): number {
  return { 上上: -2, 上: -1, 下: 1, 下下: 2 }[(phrase ?? '').replace('个', '')] ?? 0;
}

function weekdays(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(WEEKDAY)) {
    const n = '一二三四五六'.indexOf(match[2] as string) + 1 || Number(match[2]) || 7;
    const day = addDays(monday(today, weekOffset(match[1])), n - 1);
    // 周三 with nothing before it is the next one, today included.
    const coming = match[1] === undefined && daysBetween(today, day) < 0 ? addDays(day, 7) : day;
    push(found, 'date', dayText(coming), match, 'date.weekday');
  }
}

function away(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(AWAY)) {
    const count = (match[1] ?? match[4]) as string;
    const unit = (match[2] ?? match[5]) as string;
    const direction = (match[3] ?? match[6]) as string;
    const n = (parseNumeral(count) ?? 0) * (direction.includes('前') ? -1 : 1);
    push(found, 'date', dayText(step(today, n, unit)), match, 'date.away');
  }
}

function step(today: Day, n: number, unit: string): Day {
  if (unit === '个半月') return addDays(addMonthsToDay(today, n), 15 * Math.sign(n));
  if (unit === '个月')
    return Number.isInteger(n) ? addMonthsToDay(today, n) : addDays(today, Math.round(n * 30));
  if (unit === '年') return addMonthsToDay(today, Math.round(n * 12));
  return addDays(today, Math.round(/周|星期|礼拜/.test(unit) ? n * 7 : n));
}

function festivals(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(FESTIVAL)) {
    const [all, yearPhrase, name] = match as unknown as [string, string | undefined, string];
    if (
      name === '十一' &&
      !/^(?:期间|放假|长假|假期|黄金周)/.test(text.slice((match.index ?? 0) + all.length))
    )
      continue;
    if (name === '过年' && /^[了吗]/.test(text.slice((match.index ?? 0) + all.length))) continue;
    const year = yearOf(yearPhrase, today);
    const day = year === undefined ? nearestFestival(name, today) : festivalDay(name, year);
    if (day) push(found, 'date', dayText(day), match, 'date.festival');
  }
}

function nearestFestival(name: string, today: Day): Day | undefined {
  const around = [-1, 0, 1].flatMap((offset) => festivalDay(name, today.year + offset) ?? []);
  return around.sort((a, b) => Math.abs(daysBetween(a, today)) - Math.abs(daysBetween(b, today)))[0];
}

function lunarDates(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(LUNAR)) {
    const [all, yearPhrase, monthWord, dayWord] = match as unknown as [
      string,
      string | undefined,
      string,
      string,
    ];
    if (!/初|农历|阴历|正月|腊月|冬月/.test(all)) continue;
    const month = { 正: 1, 冬: 11, 腊: 12 }[monthWord] ?? parseNumeral(monthWord) ?? 1;
    const day = parseNumeral(dayWord.replace('初', '')) ?? 1;
    const year = yearOf(yearPhrase, today);
    const candidates = (year === undefined ? [today.year - 1, today.year, today.year + 1] : [year]).flatMap(
      (y) => lunarDay(y, month, day) ?? [],
    );
    candidates.sort((a, b) => Math.abs(daysBetween(a, today)) - Math.abs(daysBetween(b, today)));
    if (candidates[0]) push(found, 'date', dayText(candidates[0]), match, 'date.lunar');
  }
}

function numeric(text: string, today: Day, found: Found[]): void {
  for (const match of text.matchAll(NUMERIC)) {
    const [, y, , m, d, year, month, date] = match;
    const day = { year: Number(y ?? year), month: Number(m ?? month), day: Number(d ?? date) };
    if (isDay(day)) push(found, 'date', dayText(day), match, 'date.numeric');
  }
  for (const match of text.matchAll(NUMERIC_MONTH)) {
    push(
      found,
      'month',
      monthText({ year: Number(match[1]), month: Number(match[2]) }),
      match,
      'month.numeric',
    );
  }
  for (const match of text.matchAll(BILLING_MONTH)) {
    push(found, 'month', `${match[1]}-${match[2]}`, match, 'month.numeric');
  }
  for (const match of text.matchAll(NUMERIC_SHORT)) {
    const day = nearest({ year: today.year, month: Number(match[1]), day: Number(match[3]) }, today);
    if (isDay(day) && match[2] === '/') push(found, 'date', dayText(day), match, 'date.numeric');
  }
}
