/** Chinese numerals and numbers, in both directions. */

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  '○': 0,
  洞: 0,
  一: 1,
  壹: 1,
  幺: 1,
  弌: 1,
  二: 2,
  贰: 2,
  两: 2,
  俩: 2,
  三: 3,
  叁: 3,
  仨: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  拐: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
  勾: 9,
};

const UNITS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };
const GROUPS: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8, 兆: 1e12 };
const TENS: Readonly<Record<string, number>> = { 廿: 20, 卅: 30, 卌: 40 };

/** Chinese digits, for a character class. */
export const HAN_DIGITS = '零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺';

const ARABIC = /^\d+(?:,\d{3})*(?:\.\d+)?/;
const PLAIN_ARABIC = /^[-+]?\d+(?:\.\d+)?$/;
const GROUPED_ARABIC = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const FRACTION = /^(?:(.+)又)?(.+)分之(.+)$/;

/**
 * The number that the whole of `text` writes: 三千六 → 3600, 两百五 → 250, 3.5万 → 35000, 1,234.56, 百分之五 → 0.05,
 * 二分之一 → 0.5, 负三, 二零二六 → 2026, 半 → 0.5. Undefined when it is not one numeral.
 */
export function parseNumeral(text: string): number | undefined {
  if (PLAIN_ARABIC.test(text)) return Number(text);
  if (GROUPED_ARABIC.test(text)) return Number(text.replaceAll(',', ''));
  const sign = /^[负負\-−]/.test(text) ? -1 : 1;
  const body = sign < 0 ? text.slice(1) : text;
  const value = body === '半' ? 0.5 : body === '半百' ? 50 : (parseFraction(body) ?? parseDecimal(body));
  return value === undefined ? undefined : sign * value;
}

function parseFraction(text: string): number | undefined {
  if (!text.includes('分之')) return undefined;
  const [, whole, below, above] = FRACTION.exec(text) ?? [];
  if (below === undefined || above === undefined) return undefined;
  const denominator =
    below === '百' ? 100 : below === '千' ? 1000 : below === '万' ? 10_000 : parseDecimal(below);
  const numerator = above === '百' ? 100 : above === '半' ? 0.5 : parseNumeral(above);
  const base = whole === undefined ? 0 : parseDecimal(whole);
  if (!denominator || numerator === undefined || base === undefined) return undefined;
  return base + exact(numerator / denominator);
}

function parseDecimal(text: string): number | undefined {
  const point = text.indexOf('点');
  if (point < 0) return parseDigits(text) ?? parseInteger(text);
  const whole = parseDigits(text.slice(0, point)) ?? parseInteger(text.slice(0, point));
  const last = text[text.length - 1] as string;
  const scale = GROUPS[last] ?? UNITS[last];
  const fraction = digitsOf(text.slice(point + 1, scale ? -1 : undefined));
  if (whole === undefined || !fraction) return undefined;
  return exact(Number(`${whole}.${fraction}`) * (scale ?? 1));
}

/** Digit by digit: 三二零一 → 3201. One character may be a digit or a whole number, which is the same. */
function parseDigits(text: string): number | undefined {
  const digits = digitsOf(text);
  return digits ? Number(digits) : undefined;
}

/** Reads digits spoken one by one: 幺三八 → '138', 三二〇1 → '3201'. Undefined when there is anything else. */
export function digitsOf(text: string): string | undefined {
  let digits = '';
  for (const c of text) {
    const digit = c >= '0' && c <= '9' ? Number(c) : DIGITS[c];
    if (digit === undefined) return undefined;
    digits += digit;
  }
  return digits;
}

/** What has been read of an integer so far. */
interface Reading {
  /** Closed groups of 万 and 亿. */
  total: number;
  /** The open group, below 万. */
  section: number;
  /** The digit that waits for its unit. */
  pending: number | undefined;
  /** The unit read last, and the group read last. */
  unit: number;
  group: number;
  /** A 零 was read since the last unit. */
  zero: boolean;
}

/** With units: 一百二十三万, 两千零五, 3千6, 廿五, 一万二. */
function parseInteger(text: string): number | undefined {
  const r: Reading = {
    total: 0,
    section: 0,
    pending: undefined,
    unit: Infinity,
    group: Infinity,
    zero: false,
  };
  for (let i = 0; i < text.length; ) {
    const step = readOne(r, text, i);
    if (step === 0) return undefined;
    i += step;
  }
  if (
    text === '' ||
    text === '百' ||
    text === '千' ||
    text === '佰' ||
    text === '仟' ||
    (r.zero && r.pending === undefined && r.unit !== Infinity)
  )
    return undefined;
  return exact(r.total + r.section + (r.pending ?? 0) * omittedUnit(r));
}

/** 三千六 is 3600: a last digit that follows 百, 千, 万, 亿 directly counts the unit below. */
function omittedUnit(r: Reading): number {
  const short = r.pending !== undefined && r.pending > 0 && r.pending < 10 && Number.isInteger(r.pending);
  return short && !r.zero && r.unit >= 100 && r.unit !== Infinity ? r.unit / 10 : 1;
}

/** Reads one element at `i` into the reading; gives the characters consumed, 0 when it does not fit. */
function readOne(r: Reading, text: string, i: number): number {
  const c = text[i] as string;
  if (c in UNITS) return readUnit(r, UNITS[c] as number);
  if (c in GROUPS) return readGroup(r, GROUPS[c] as number);
  if (r.pending !== undefined) return 0;
  if (c in TENS) {
    if (r.unit <= 10) return 0;
    r.section += TENS[c] as number;
    r.unit = 10;
    return 1;
  }
  const arabic = ARABIC.exec(text.slice(i))?.[0];
  if (arabic) {
    r.pending = Number(arabic.replaceAll(',', ''));
    return arabic.length;
  }
  const digit = DIGITS[c];
  if (digit === undefined) return 0;
  if (digit === 0) {
    if (r.zero) return 0;
    r.zero = true;
  } else r.pending = digit;
  return 1;
}

function readUnit(r: Reading, unit: number): number {
  if (unit >= r.unit) return 0;
  // 百三 and 千三 leave out the one; 五百千 is no number.
  if (r.pending === undefined && unit !== 10 && r.section + r.total > 0) return 0;
  r.section += (r.pending ?? 1) * unit;
  r.pending = undefined;
  r.unit = unit;
  r.zero = false;
  return 1;
}

function readGroup(r: Reading, group: number): number {
  const section = r.section + (r.pending ?? 0);
  if (section === 0 && r.total === 0) return 0;
  if (group > r.group || section === 0) r.total = (r.total + section) * group;
  else r.total += section * group;
  r.section = 0;
  r.pending = undefined;
  r.group = group;
  r.unit = group;
  r.zero = false;
  return 1;
}

/** Removes what binary floating point adds: 0.1 + 0.2 → 0.3. */
export function exact(n: number): number {
  return Number.isInteger(n) ? n : Number(n.toPrecision(15));
}

const HAN = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const HAN_UNIT = ['', '十', '百', '千'];
const HAN_GROUP = ['', '万', '亿', '兆'];

/** 3201 → 三二零一; characters that are no digits stay. */
export function toHanDigits(text: string, one = '一'): string {
  return text.replace(/\d/g, (d) => (d === '1' ? one : (HAN[Number(d)] as string)));
}

/**
 * A number as it is said: 243 → 二百四十三, 10 → 十, 2050 → 两千零五十, 0.5283 → 零点五二八三, -3 → 负三.
 * Integers below 10^16 in size; decimals as JavaScript prints them.
 */
export function toHan(n: number): string {
  if (!Number.isFinite(n) || Math.abs(n) >= 1e16)
    throw new RangeError(`toHan: ${n} is no number below 10^16`);
  if (n < 0) return `负${toHan(-n)}`;
  const [whole, fraction] = plainDecimal(n).split('.');
  return wholeToHan(whole as string) + (fraction ? `点${toHanDigits(fraction)}` : '');
}

/** Decimal notation without an exponent. */
function plainDecimal(n: number): string {
  const text = String(n);
  return text.includes('e') ? n.toFixed(20).replace(/0+$/, '') : text;
}

function wholeToHan(digits: string): string {
  let out = '';
  let gap = false;
  const groups = Math.ceil(digits.length / 4);
  const padded = digits.padStart(groups * 4, '0');
  for (let g = 0; g < groups; g++) {
    const section = padded.slice(g * 4, g * 4 + 4);
    if (section === '0000') {
      gap = out !== '';
      continue;
    }
    if (out && (gap || section[0] === '0')) out += '零';
    const name = HAN_GROUP[groups - 1 - g] as string;
    out += sectionToHan(section, out === '', name) + name;
    gap = false;
  }
  return out || '零';
}

/** Four digits. 二千 is said 两千, and 二万 两万, but 二百 stays; a leading 一十 is said 十. */
function sectionToHan(section: string, leading: boolean, group: string): string {
  if (group && Number(section) === 2) return leading ? '两' : '二';
  let out = '';
  let zero = false;
  for (let i = 0; i < 4; i++) {
    const digit = Number(section[i]);
    if (digit === 0) {
      zero = out !== '';
      continue;
    }
    if (zero) out += '零';
    zero = false;
    const unit = HAN_UNIT[3 - i] as string;
    if (unit === '十' && digit === 1 && out === '' && leading) out += '十';
    else out += (digit === 2 && unit === '千' && leading ? '两' : HAN[digit]) + unit;
  }
  return out;
}
