/** Numbers without a unit, such as a meter reading or how many people live in a home; and ordinal choices. */

import { parseNumeral } from '../text/numerals.ts';
import type { Found, Utterance } from './found.ts';
import type { NumeralSpan } from './numeral-spans.ts';

/** Counts of people are numbers too, since 五口人 decides a tariff; all other measure words are not. */
const COUNTED = /^(?:个人|口人|口子|口之家|口(?!径|味|岸)|人(?!工|民|员|家|次|份|行))/;
/** A number that is part of a word or of a place. */
const PART_OF_WORD =
  /^(?:多|来|几|余)?(?:[a-zA-Z#%·]|[号幢栋楼层室单弄巷组队路线街村期档级版相匹寸年月日时点分秒岁届环座区厂校中小局所营连排班页章条款项类型代手房厅厨卫处盏亩格根棵头匹桌碗瓶支枪桩圈毫安岁户台位开打]|个|度|天|周|块|元|角|毛|成|折|倍|次|遍|回|下|直|会|些|样|般|定|切|旦|律|起|概|向|共|致|贯|边|面|点|半|体|时|生|带|律|方|流|家|把|张|份|笔|只|条|件|种|辆|套|盏|间|平|米|斤|吨|克|公|千|瓦|伏|安|赫|[-/:]\d)/;
const LETTER_BEFORE = /[a-zA-Z#第后末前]$/;
/** After these a lone Chinese digit is meant as a number. */
const SAYS_NUMBER =
  /(?:是|为|选|按|读数|示数|止度|起度|底数|表上|表底|写的|显示|抄见|数字|总共|一共|共|有|大概|差不多|大约|[:：])$/;
const FILLER = /[\s,。.!?;:吧呢啊哦嗯的了]/g;

export function plainNumbers({ text, numerals }: Utterance): Found[] {
  const found: Found[] = [];
  const lone = numerals.length === 1 && text.replace(FILLER, '').length === spanLength(numerals[0]);
  for (const numeral of numerals) {
    const { start, end, value, han } = numeral;
    if (end - start > 12 || /^(?:95598|12398)$/.test(text.slice(start, end))) continue;
    const after = text.slice(end, end + 3);
    const before = text.slice(Math.max(0, start - 5), start);
    if (LETTER_BEFORE.test(before)) continue;
    const counted = COUNTED.exec(after);
    if (!counted && PART_OF_WORD.test(after)) continue;
    const weak = han && value <= 10;
    if (weak && !lone && !counted && !SAYS_NUMBER.test(before)) continue;
    if (weak && !lone && /^[一-鿿]/.test(after) && !counted && !/^[吧呢啊哦的了]/.test(after)) continue;
    found.push({ type: 'number', value, start, end, source: 'number', priority: -1 });
  }
  return found;
}

function spanLength(numeral: NumeralSpan | undefined): number {
  return numeral ? numeral.end - numeral.start : -1;
}

const N = '\\d{1,3}|[一二三四五六七八九十]{1,3}';
const NTH = new RegExp(
  `(倒数)?第(${N})(?:(?:个|项|种|位|家|户|笔|套|间|张|块)(?!月|人|字|季|阶)|(?=[\\s,。!?吧]*$))`,
  'g',
);
const CHOICE = new RegExp(
  `选(?:择)?((?:${N})(?:号(?=[\\s,。!?吧]*$))?)(?![\\d一二三四五六七八九十年月日号点元块度]|个(?:人|月))`,
  'g',
);
/** 前面那个租客 is no choice; 前面那个 with nothing more, or with what is to be chosen, is. */
const CHOSEN = '(?=[\\s,。!?吧的就啊]*$|[,。!?]|的?(?:户|地址|房|号|就行|就好|就可以|吧|是))';
const NAMED: [RegExp, number][] = [
  [new RegExp(`最后(?:那|这)?(?:一)?(?:个|项|条|种|位|家|户|笔)${CHOSEN}`, 'g'), -1],
  [new RegExp(`(?:头|首)(?:一)?个${CHOSEN}|(?:前面|前头|上面|上边)(?:那|的|这)(?:一)?个?${CHOSEN}`, 'g'), 1],
  [new RegExp(`(?:后面|后头|下面|下边)(?:那|的|这)(?:一)?个?${CHOSEN}`, 'g'), -1],
];

/** Which of several: 第二个 → 2, 最后一个 → -1, 倒数第二个 → -2. */
export function ordinals({ text }: Utterance): Found[] {
  const found: Found[] = [];
  if (text.includes('第')) {
    for (const match of text.matchAll(NTH)) {
      const n = parseNumeral(match[2] as string);
      if (n) push(found, match, match[1] ? -n : n);
    }
  }
  if (text.includes('选')) {
    for (const match of text.matchAll(CHOICE)) {
      const n = parseNumeral((match[1] as string).replace('号', ''));
      if (n) push(found, match, n, match[0].length - (match[1] as string).length);
    }
  }
  if (/最后|[头首]一?个|[前后上下][面头边]/.test(text)) {
    for (const [pattern, n] of NAMED) for (const match of text.matchAll(pattern)) push(found, match, n);
  }
  return found;
}

function push(found: Found[], match: RegExpMatchArray, value: number, skip = 0): void {
  const start = (match.index ?? 0) + skip;
  found.push({
    type: 'ordinal',
    value,
    start,
    end: (match.index ?? 0) + match[0].length,
    source: 'ordinal',
    priority: 3,
  });
}
