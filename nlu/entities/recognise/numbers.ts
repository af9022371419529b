/** Numbers in any Chinese text: 一千零一, 7 万5 千4 百, 三百又三分之一, 十余万, 3.5万, 40k, 2e5. */

import { exact, parseNumeral } from '../../text/numerals.ts';

export interface NumberSpan {
  start: number;
  end: number;
  value: number;
}

const D = '零〇○一二三四五六七八九两俩仨幺壹贰叁肆伍陆柒捌玖';
const U = '十百千万亿兆拾佰仟萬億廿卅';
const W = '[ \\t]*';
/** 2222.2222.22 is no decimal. */
const FIGURES =
  '\\d{1,3}(?:,\\d{3})+(?!\\d)(?:\\.\\d+)?|(?<!\\d\\.?)\\d+\\.\\d+(?!\\d|\\.\\d)|\\d+|(?<![\\d.])\\.\\d+';
/** 多, 余 and 几 before a great unit make it about so much: 十余万, 一百零几万. */
const ABOUT = `零?${W}[多余几](?=${W}[万亿])`;
const HAN = `(?:[${D}]+|半(?=百)|十|拾|廿|卅|[百千](?=[一二三四五六七八九]))`;
const STEP = `${W}(?:${ABOUT}${W})?[${U}]`;
const AFTER_STEP = `(?:${W}(?:零${W})?(?:\\d+(?![.\\d])|[${D}]+))`;
const WHOLE = `(?:[百千][一二三四五六七八九](?!${W}[${U}])|(?:${FIGURES}|${HAN})(?:(?:${STEP})+${AFTER_STEP}?)*(?:(?<=十|拾)${W}[${D}]+(?:(?:${STEP})+${AFTER_STEP}?)*)?)`;
const POINT = `(?:${W}点${W}[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]+(?:${W}[万亿])?)`;
const SIGN = `(?:负${W}|(?<![\\d\\p{L}.)\\-][ ]?)-(?=[\\d.])${W})`;
const DECIMAL = `${WHOLE}${POINT}?`;
const FRACTION = `(?:${DECIMAL}${W}又${W})?${DECIMAL}${W}分${W}之${W}(?:${SIGN})?${DECIMAL}`;
const SLASHED = `(?:\\d+ )?\\d+/\\d+(?![/\\d])`;
const POWER = `(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:\\^[-+]*\\d+|e[-+]?\\d+)`;
const SCALED = `(?:${FIGURES})${W}(?:k|m|g|t)(?![a-z\\d])`;
const DOZEN = `${DECIMAL}打(?!开|印|电|算|扰|破|听|到|包|针|人|工|水|雷|碎|倒|字|架|车|卡|完|一|个)`;
/** One number as regular-expression source, for quantities: sign, figures or Chinese, 3.5万, 40k. */
export const NUMERAL = `${SIGN}?(?:${SCALED}|${DECIMAL})`;
/** White space that may stand within a quantity, as source. */
export const SPACE = W;

const NUMBER = new RegExp(`${SIGN}?(?:${POWER}|${SCALED}|${SLASHED}|${FRACTION}|${DOZEN}|${DECIMAL})`, 'gu');

/** Words that hold a numeral and no number. */
const WORDS =
  /一(?=[看切定直起样般些旦律向致贯概共味再同带流心生身番举望刻体致])|(?<=[万统唯专单同合均])一|一下|一会|一直|四川|五台|三亚|三明|六安|九江|九寨|十足|十分(?!之)|队伍|部队伍|入伍|退伍|落伍|伍仁|大陆|陆地|陆空|登陆|陆续|着陆|陆上|陆军|内陆|放肆|肆意|肆无|肆虐|收拾|拾取|拾起|拾到|夕拾|拾掇|捡拾|半(?!百)|两两|千万别|百姓|百货|万一|千瓦|百度/g;
/** Formal digits that are also surnames or verbs count only beside another numeral. */
const AMBIGUOUS = /^(?:[陆伍肆拾]|百|千|万|亿)$/;
const REDUPLICATED = /^([一二两三四五六七八九])\1$/;
/** A lone digit before a currency or a discount belongs to that. */
const LONE_BEFORE = /^(?:美元|美刀|美金|欧元|折|点钟)/;

/** Numbers of a folded text in order; of 百分之五 the five. */
export function recogniseNumbers(text: string): NumberSpan[] {
  const spans: NumberSpan[] = [];
  const words = [...text.replace(/壹/g, '一').matchAll(WORDS)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  for (const match of text.matchAll(NUMBER)) {
    for (const span of readings(match[0], match.index)) {
      if (words.some(([from, to]) => from < span.end && to > span.start && span.end - span.start <= 2))
        continue;
      if (isNumber(text, span)) spans.push(span);
    }
  }
  return spans;
}

function isNumber(text: string, { start, end }: NumberSpan): boolean {
  const piece = text.slice(start, end);
  if (AMBIGUOUS.test(piece) || REDUPLICATED.test(piece)) return false;
  const after = text.slice(end, end + 3);
  if (/^\s?%/.test(after)) return false;
  return piece.length > 1 || !LONE_BEFORE.test(after);
}

/** The number that `run` writes; when it is none as a whole, those of its longest parts. */
function readings(run: string, start: number): NumberSpan[] {
  const spans: NumberSpan[] = [];
  let at = 0;
  while (at < run.length) {
    let end = run.length;
    let value: number | undefined;
    while (end > at) {
      value = evaluate(run.slice(at, end));
      if (value !== undefined) break;
      end--;
    }
    if (value === undefined) {
      at++;
      continue;
    }
    const trimmed = run.slice(at, end).trimEnd();
    spans.push({ start: start + at, end: start + at + trimmed.length, value });
    at = end;
  }
  return spans;
}

const SCALES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12, 打: 12 };

/** The value of a text that matches `NUMERAL`; undefined when it is none after all, such as 二三十. */
export function evaluate(run: string): number | undefined {
  if (/^\s|\s$/.test(run)) return undefined;
  const negative = /^[-负]/.test(run);
  const body = (negative ? run.slice(1) : run).trim();
  const value = evaluatePositive(body);
  return value === undefined ? undefined : negative ? -value : value;
}

/** As `evaluate` for what has a unit: 三四 before a unit is three or four, which is no number. */
export function quantityOf(run: string): number | undefined {
  return SPELLED.test(run) ? undefined : evaluate(run);
}

const SPELLED = new RegExp(`^[${D}](?:${W}[${D}])+$`);

function evaluatePositive(body: string): number | undefined {
  const mixed = /^(?:(\d+) )?(\d+)\/(\d+)$/.exec(body);
  if (mixed) return Number(mixed[1] ?? 0) + Number(mixed[2]) / Number(mixed[3]);
  const power = /^([\d.]+)\^([-+]*)(\d+)$/.exec(body);
  if (power) {
    const minus = (power[2] ?? '').split('-').length - 1;
    return Number(power[1]) ** (Number(power[3]) * (minus % 2 ? -1 : 1));
  }
  if (/^[\d.]+e[-+]?\d+$/.test(body)) return Number(body);
  const scale = SCALES[body[body.length - 1] as string];
  const digits = (scale ? body.slice(0, -1) : body).replace(/\s/g, '').replace(/零?[多余几](?=[万亿])/g, '');
  const value = /^\.\d+$/.test(digits) ? Number(digits) : parseNumeral(digits);
  return value === undefined ? undefined : exact(value * (scale ?? 1));
}
