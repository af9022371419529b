/** Numbers that name something: account, telephone, order, one-time code, ID's last four, tax number. */

import { digitsOf } from '../text/numerals.ts';
import type { Found, Utterance } from './found.ts';
import { isDay } from './recognise/calendar.ts';
import { recognisePhones } from './recognise/phones.ts';

interface Run {
  digits: string;
  start: number;
  end: number;
  /** The text before it within the clause, and the text after. */
  before: string;
  after: string;
  /** Written with dashes, as dates are. */
  dashed: boolean;
  /** It is all that was said, but for fillers. */
  alone: boolean;
}

const SPOKEN = '零〇一二三四五六七八九幺洞';
/** Six and more digits, dictated or typed in groups; or three and more typed together. */
const RUN = new RegExp(
  `(?<![\\d.A-Za-z])(?:\\d(?:[ -]?\\d){3,}|[${SPOKEN}](?:[ -]?[${SPOKEN}]){3,})(?!\\d|\\.\\d|[A-WYZa-wyz])`,
  'g',
);
const NEARBY = 14;
const FILLER = /[\s,。.!?;:是的吧呢啊哦嗯好我]/g;

const SAYS_ACCOUNT =
  /(?:户号|客户编号|用户编号|客户号|用电编号|户头号|编号|账号|户口号|缴费号|号码牌)[^\d]{0,6}$/;
const SAYS_ORDER = /(?:工单|单号|受理号|申请号|申请编号|订单|流水号|业务号|报修号|投诉号|编号)[^\d]{0,6}$/;
const SAYS_PHONE = /(?:电话|手机|号码|联系方式|座机|打|拨|联系)[^\d]{0,8}$/;
const SAYS_CODE = /(?:验证码|校验码|短信码|动态码|码|口令)[^\d]{0,5}$/;
const SAYS_ID_END =
  /(?:后四位|后4位|末四位|末4位|最后四位|最后4位|后面四位|尾数|尾号|身份证|证件号)[^\d]{0,6}$/;
const NOT_ID_END = /(?:手机|电话|卡|户号|工单|订单|交易|单号|车牌|表号|账号|编号|票据)[^,。]{0,12}$/;
const SAYS_TAX = /(?:税号|纳税人识别号|识别号|信用代码|税务登记号)[^\dA-Za-z]{0,6}$/;

const TAX = /(?<![\dA-Za-z])(?=[A-Z]*\d)[\dA-Z]{15,20}(?![\dA-Za-z])/gi;
const ID_CARD = /(?<![\dA-Za-z])\d{6}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx](?![\dA-Za-z])/g;
const ID_END_X = /(?<![\dA-Za-z])\d{3}[Xx](?![\dA-Za-z])/g;
const ID_END_SPOKEN = new RegExp(`(?<![\\d${SPOKEN}])([\\d${SPOKEN}]{3})(?:叉|艾克斯|X|x)`, 'g');
const MOBILE = /^(?:(?:00)?86)?(1[3-9]\d{9})$/;
const LANDLINE = /^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$/;
const WORTH = new RegExp(`\\d{3}|[\\d${SPOKEN}][ -]?[\\d${SPOKEN}][ -]?[\\d${SPOKEN}]`);

export function identifiers({ text }: Utterance): Found[] {
  if (!WORTH.test(text)) return [];
  const found: Found[] = [];
  typedPhones(text, found);
  taxNumbers(text, found);
  idCards(text, found);
  for (const match of text.matchAll(RUN)) {
    const written = withoutMonth(match[0], text[match.index + match[0].length]);
    const digits = digitsOf(written.replace(/[ -]/g, ''));
    if (digits) classify(runOf(text, written, match.index, digits), found);
  }
  return found;
}

/** In …零一七九月份 the 九 belongs to the month, not to the number dictated before it. */
function withoutMonth(run: string, next: string | undefined): string {
  const spoken = next !== undefined && /[月号日点块]/.test(next) && !/\d/.test(run);
  return spoken && /^(?:11|14)$/.test(String(run.replace(/[ -]/g, '').length)) ? run.slice(0, -1) : run;
}

function runOf(text: string, written: string, start: number, digits: string): Run {
  const end = start + written.length;
  const rest = text.slice(0, start) + text.slice(end);
  return {
    digits,
    start,
    end,
    before: text.slice(Math.max(0, start - NEARBY), start),
    after: text.slice(end, end + 6),
    dashed: written.includes('-'),
    alone: rest.replace(FILLER, '') === '',
  };
}

function classify(run: Run, found: Found[]): void {
  const { digits, before } = run;
  if (SAYS_TAX.test(before) && digits.length >= 15 && digits.length <= 20)
    add(found, 'taxNo', digits, run, 4);
  else if (digits.length === 13 || digits.length === 10) accountOrOrder(run, found);
  else if (digits.length >= 11 && digits.length <= 15) phone(run, found);
  else if (digits.length === 6 && !run.dashed && (SAYS_CODE.test(before) || run.alone))
    add(found, 'code', digits, run, 2, run.alone);
  else if (digits.length === 4) idEnd(run, found);
}

function accountOrOrder(run: Run, found: Found[]): void {
  const { digits, before } = run;
  const landline = LANDLINE.exec(digits);
  if (landline && digits.length === 10 && !SAYS_ACCOUNT.test(before)) {
    add(found, 'phone', `${landline[1]}-${landline[2]}`, run, 3);
    return;
  }
  if (/^[48]00\d{7}$/.test(digits) && !SAYS_ACCOUNT.test(before)) {
    add(found, 'phone', digits, run, 3);
    return;
  }
  const mobile = digits.length === 13 ? MOBILE.exec(digits)?.[1] : undefined;
  if (mobile && SAYS_PHONE.test(before)) {
    add(found, 'phone', mobile, run, 3);
    return;
  }
  const order = digits.length === 13 && startsWithDate(digits) && !/户号|客户编号/.test(before);
  add(
    found,
    order || (digits.length === 13 && SAYS_ORDER.test(before) && !SAYS_ACCOUNT.test(before))
      ? 'order'
      : 'account',
    digits,
    run,
    3,
  );
}

function phone(run: Run, found: Found[]): void {
  const mobile = MOBILE.exec(run.digits)?.[1];
  if (mobile) add(found, 'phone', mobile, run, 3);
  const landline = LANDLINE.exec(run.digits);
  if (landline) add(found, 'phone', `${landline[1]}-${landline[2]}`, run, 3);
}

function idEnd(run: Run, found: Found[]): void {
  const { digits, before, after } = run;
  if (/^[年月日号元块度千瓦]/.test(after)) return;
  const said = SAYS_ID_END.test(before) && !NOT_ID_END.test(before);
  if (said || run.alone) add(found, 'idLast4', digits, run, 2, run.alone && !said);
}

/** 工单 and application numbers begin with the day on which they were made: 2026112100071. */
function startsWithDate(digits: string): boolean {
  const year = Number(digits.slice(0, 4));
  const day = { year, month: Number(digits.slice(4, 6)), day: Number(digits.slice(6, 8)) };
  return year >= 2000 && year < 2100 && isDay(day);
}

const COUNTRY = /^(?:0086|86(?=\d{10}))/;

/** Telephone numbers with signs in them: +86 138…, (025) 8123…; plain figures are judged with their context. */
function typedPhones(text: string, found: Found[]): void {
  for (const { text: written, start } of recognisePhones(text)) {
    if (!/^[+(0]/.test(written)) continue;
    const digits = written.replace(/\D/g, '').replace(COUNTRY, '');
    const landline = LANDLINE.exec(digits) ?? LANDLINE.exec(`0${digits}`);
    const mobile = MOBILE.exec(digits)?.[1];
    const run = runOf(text, written, start, digits);
    const value = mobile ?? (landline ? `${landline[1]}-${landline[2]}` : undefined);
    if (value && (mobile || !SAYS_ACCOUNT.test(run.before))) add(found, 'phone', value, run, 3);
  }
}

function taxNumbers(text: string, found: Found[]): void {
  for (const match of text.matchAll(TAX)) {
    const run = runOf(text, match[0], match.index, match[0].toUpperCase());
    const typical =
      /^(?:9[1-3]|[15][1-9])\d{6}[\dA-Z]{10}$/.test(run.digits) && /[A-Z]/.test(run.digits.slice(0, 17));
    if (typical || SAYS_TAX.test(run.before)) add(found, 'taxNo', run.digits, run, 4);
  }
}

function idCards(text: string, found: Found[]): void {
  for (const match of text.matchAll(ID_CARD)) {
    const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
    if (isDay(day))
      add(
        found,
        'idLast4',
        match[0].slice(-4).toUpperCase(),
        runOf(text, match[0], match.index, match[0]),
        5,
      );
  }
  for (const match of text.matchAll(ID_END_X))
    add(found, 'idLast4', match[0].toUpperCase(), runOf(text, match[0], match.index, ''), 3);
  for (const match of text.matchAll(ID_END_SPOKEN)) {
    const digits = digitsOf(match[1] as string);
    if (digits) add(found, 'idLast4', `${digits}X`, runOf(text, match[0], match.index, digits), 3);
  }
}

function add(
  found: Found[],
  type: Found['type'],
  value: string,
  run: Run,
  priority: number,
  alternative = false,
): void {
  found.push({
    type,
    value,
    start: run.start,
    end: run.end,
    source: `identifier.${type}`,
    priority,
    ...(alternative && { alternative }),
  });
}
