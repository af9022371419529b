/** How an answer fills a slot: by the slot's type, from the understood words, a button or the keypad. */
import type { Entity, EntityType, Understanding } from '../../nlu/mod.ts';
import type { ReplyOption, TurnInput } from '../types.ts';
import type { SlotSpec, SlotType } from './flow.ts';
import type { SlotValue } from './state.ts';
import { isQuestion } from './words.ts';

/** Entity types that can fill a slot of a type without having been asked for. */
const FREE: Partial<Record<SlotType, EntityType[]>> = {
  account: ['account'],
  phone: ['phone'],
  amount: ['amount'],
  energy: ['energy'],
  power: ['power'],
  capacity: ['capacity'],
  hours: ['duration'],
  month: ['month'],
  date: ['date'],
  period: ['period'],
  time: ['time'],
  address: ['address'],
  order: ['order'],
  name: ['name'],
  taxNo: ['taxNo'],
  appliance: ['appliance'],
  proof: ['idLast4', 'code'],
};

/** Further readings that are right only as the answer to the slot's own question: a bare "512" after "多少度？". */
const ASKED: Partial<Record<SlotType, EntityType[]>> = {
  amount: ['number'],
  energy: ['number'],
  power: ['number'],
  capacity: ['number', 'power'],
  number: ['number', 'energy', 'ordinal', 'duration'],
  hours: ['number'],
  date: ['time', 'duration'],
  time: ['date'],
  period: ['month', 'date'],
  month: ['date', 'number'],
  order: ['account'],
  account: ['order'],
};

export interface Answer {
  input: TurnInput;
  understanding: Understanding | null;
  /** Quick replies shown with the question. */
  options: readonly ReplyOption[];
  /** ISO time, by which "再给我十天" is a date. */
  now: string;
}

/** The value with which an entity fills a slot of this type without having been asked for, or undefined. */
export function fromEntity(type: SlotType, entity: Entity): SlotValue | undefined {
  return FREE[type]?.includes(entity.type) ? convert(type, entity) : undefined;
}

function fromAnswer(type: SlotType, entity: Entity, now: string): SlotValue | undefined {
  if (!ASKED[type]?.includes(entity.type)) return fromEntity(type, entity);
  if (entity.type !== 'duration') return convert(type, entity);
  const seconds = Number(entity.value);
  return type === 'date' ? dayAfter(now, seconds) : inSaidUnit(entity.text, seconds);
}

const SECONDS: [RegExp, number][] = [
  [/秒/, 1],
  [/分/, 60],
  [/小时|钟头|时/, 3600],
  [/天|日/, 86_400],
  [/周|星期|礼拜/, 604_800],
  [/月/, 2_592_000],
];

/** A stretch of time as the number that was said: "5小时" is 5 where a count of hours is asked for. */
function inSaidUnit(said: string, seconds: number): number {
  return seconds / (SECONDS.find(([unit]) => unit.test(said))?.[1] ?? 1);
}

function dayAfter(now: string, seconds: number): string {
  const day = new Date(`${now.slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Math.ceil(seconds / 86_400));
  return day.toISOString().slice(0, 10);
}

function convert(type: SlotType, entity: Entity): SlotValue | undefined {
  const { value } = entity;
  if (entity.type === 'duration' && type === 'hours') return hoursOf(entity);
  if (entity.type === 'number' && type === 'amount') return Math.round(Number(value) * 100);
  if (entity.type === 'number' && type === 'month') return undefined;
  if (entity.type === 'power' && type === 'capacity') return Number(value);
  if (entity.type === 'date' && type === 'month') return String(value).slice(0, 7);
  if (entity.type === 'date' && type === 'period') return { from: String(value), to: String(value) };
  if (entity.type === 'month' && type === 'period')
    return { from: `${value}-01`, to: lastDay(String(value)) };
  if (entity.type === 'time' && type === 'date')
    return String(value).includes('T') ? String(value).slice(0, 10) : undefined;
  return value;
}

/** "一天5小时" is five hours a day, not a day and five hours. */
function hoursOf({ text, value }: Entity): number {
  const hours = Number(value) / 3600;
  return /^[一每]天.*时/.test(text) && hours > 24 ? hours - 24 : hours;
}

function lastDay(month: string): string {
  const [y, m] = month.split('-').map(Number);
  return new Date(Date.UTC(y!, m!, 0)).toISOString().slice(0, 10);
}

/**
 * Reads the answer to a slot's own question. Undefined = this is no answer to it.
 * @returns the value, and `exact` when nothing but the answer was said.
 */
export function readAnswer(spec: SlotSpec, answer: Answer): { value: SlotValue; exact: boolean } | undefined {
  const { input, understanding } = answer;
  if (input.kind === 'image') return spec.type === 'image' ? { value: input.url, exact: true } : undefined;
  if (input.kind === 'location')
    return spec.type === 'address' ? { value: input.label, exact: true } : undefined;
  if (input.kind === 'key') return readKeys(spec, input.keys);
  const words =
    input.kind === 'choice' ? (input.label ?? input.value) : input.kind === 'text' ? input.text : '';
  const compact = words.replace(/[\s，。！？、,.!?~～]/g, '');
  if (spec.type === 'choice')
    return (
      (input.kind === 'choice' ? chosenBy(spec, input.value) : undefined) ??
      readChoice(spec, compact) ??
      readReferredChoice(spec, compact, understanding)
    );
  if (spec.type === 'yesno') return readYesNo(compact, understanding);
  if (spec.type === 'text') return compact.length >= 2 ? { value: words.trim(), exact: false } : undefined;
  if (spec.type === 'image')
    return /没有|不方便|跳过|没拍|拍不了|不拍|不用|无/.test(compact)
      ? { value: 'none', exact: true }
      : undefined;
  if (spec.type === 'proof') return readProof(words);
  if (spec.type === 'address') {
    const place = readPlace(words, understanding);
    if (place) return { value: place, exact: true };
  }
  const listed = spec.type === 'account' ? readListed(answer.options, compact, understanding) : null;
  if (listed) return { value: listed, exact: true };
  for (const entity of understanding?.entities ?? []) {
    const value = fromAnswer(spec.type, entity, answer.now);
    if (value !== undefined) return { value, exact: covers(entity, words) };
  }
  if (spec.type === 'number') return readCount(compact);
  if (spec.type === 'name' && /^[\p{Script=Han}·]{2,20}$/u.test(compact) && !isQuestion(words))
    return { value: compact, exact: true };
  if (spec.type === 'address' && soundsLikePlace(compact))
    return { value: withoutLeadIn(words), exact: false };
  if (spec.type === 'appliance' && /^[\p{Script=Han}A-Za-z]{2,8}$/u.test(compact))
    return { value: compact, exact: true };
  return undefined;
}

const COUNTED: Record<string, number> = {
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
};

/** "六个", "两台": a count with nothing but its measure word. */
function readCount(compact: string): { value: SlotValue; exact: boolean } | undefined {
  const m = /^(?:就|有|是|一共|总共)*([一二两三四五六七八九十])[\p{Script=Han}]{1,2}$/u.exec(compact);
  return m ? { value: COUNTED[m[1]!]!, exact: true } : undefined;
}

const PLACE_END = /[路街巷弄村镇乡里庄园苑湾门桥口城区庙店院楼厦场坊府庭寓号栋幢室]$/;

/** Words that may name a place though no address was recognised in them; questions and cries do not. */
function soundsLikePlace(compact: string): boolean {
  if (!/\p{Script=Han}/u.test(compact) || isQuestion(compact)) return false;
  if (/^(我|自己|咱们?)*(家|家里|家中|这里|这儿|这边|屋里|店里|厂里)$/.test(compact)) return false;
  if (/^(就我|就一|只|光|都|全|整|邻居|对门|楼上|楼下|隔壁)/.test(compact) && !PLACE_END.test(compact))
    return false;
  if (/不知道|不清楚|记不|忘了|说不|没有|快点|着急|爆炸|危险/.test(compact)) return false;
  return compact.length >= 4 || (compact.length >= 2 && PLACE_END.test(compact));
}

/** The whole of an address, with what comes after the house number ("地下12号车位"), when little else is said. */
function readPlace(words: string, understanding: Understanding | null): string | null {
  const found = understanding?.entities.filter((e) => e.type === 'address') ?? [];
  const others = understanding?.entities.some(
    (e) => e.type === 'phone' || e.type === 'name' || e.type === 'account',
  );
  if (found.length !== 1 || others) return null;
  const whole = withoutLeadIn(words);
  return whole.length <= found[0]!.text.length + 12 && !/[吗呢？?]|停电|没电|怎么|报修/.test(whole)
    ? whole
    : null;
}

function withoutLeadIn(words: string): string {
  return words
    .trim()
    .replace(/^(地址)?(就)?(是|在|我家在|我在|装在|停电的是)+/, '')
    .replace(/[，。！,.!]+$/, '');
}

/** One of the accounts that were shown: by its place ("第一个") or by what tells it apart ("后街那个"). */
export function readListed(
  options: readonly ReplyOption[],
  compact: string,
  understanding: Understanding | null,
): string | null {
  if (options.length < 2) return null;
  const shown = options.filter((o) => /^\d{10}(\d{3})?$/.test(o.value));
  const place = placeIn(compact, understanding);
  if (place !== null) return (place < 0 ? shown.at(place) : shown[place - 1])?.value ?? null;
  const named = shown.filter(({ label }) => {
    const [street = '', tail = ''] = label.split(/[（）]/);
    const parts = [street.slice(-3), street.slice(-2), street.slice(0, 2), tail.replace('尾号', '')];
    return parts.some((part) => part.length >= 2 && compact.includes(part));
  });
  return named.length === 1 ? named[0]!.value : null;
}

/** Keypad: digits for numbers and accounts, the place of a choice, 1 and 2 for yes and no. */
function readKeys(spec: SlotSpec, keys: string): { value: SlotValue; exact: boolean } | undefined {
  const digits = keys.replace(/[*#]/g, '');
  if (!digits) return undefined;
  const exact = true;
  switch (spec.type) {
    case 'choice': {
      const chosen = spec.choices?.[Number(digits) - 1];
      return chosen ? { value: chosen.id, exact } : undefined;
    }
    case 'yesno':
      return digits === '1' ? { value: true, exact } : digits === '2' ? { value: false, exact } : undefined;
    case 'account':
      return digits.length === 10 || digits.length === 13 ? { value: digits, exact } : undefined;
    case 'phone':
      return /^1\d{10}$/.test(digits) ? { value: digits, exact } : undefined;
    case 'proof':
      return digits.length === 4 || digits.length === 6 ? { value: digits, exact } : undefined;
    case 'amount':
      return { value: Number(digits) * 100, exact };
    case 'energy':
    case 'power':
    case 'capacity':
    case 'number':
    case 'hours':
      return { value: Number(digits), exact };
    case 'order':
      return digits.length >= 10 ? { value: digits, exact } : undefined;
    default:
      return undefined;
  }
}

type Read = { value: SlotValue; exact: boolean } | undefined;

function chosenBy(spec: SlotSpec, value: string): Read {
  const chosen = spec.choices?.find((c) => c.id === value);
  return chosen && { value: chosen.id, exact: true };
}

/** Words that mean a choice only when nothing else is said: inside a longer answer they mean nothing. */
const ALONE = /^(是|否|好|要|有|能|对|行|可|不|没|无)$/;

/** The choice that the words name, as an answer or by themselves. */
export function readChoice(spec: SlotSpec, compact: string): Read {
  const choices = spec.choices ?? [];
  const exactly = choices.find((c) => c.label === compact || c.words.includes(compact));
  if (exactly) return { value: exactly.id, exact: true };
  let best: { id: string; length: number } | null = null;
  for (const c of choices)
    for (const word of [c.label, ...c.words])
      if (
        compact.includes(word) &&
        !ALONE.test(word) &&
        word.length > (best?.length ?? 0) &&
        !negated(compact, word)
      )
        best = { id: c.id, length: word.length };
  return best ? { value: best.id, exact: compact.length <= best.length + 4 } : undefined;
}

/** A choice by its place ("第二个") or by yes and no; only as the answer to the question. */
function readReferredChoice(spec: SlotSpec, compact: string, understanding: Understanding | null): Read {
  const choices = spec.choices ?? [];
  const place = placeIn(compact, understanding);
  const chosen = place === null ? undefined : place < 0 ? choices.at(place) : choices[place - 1];
  if (chosen && compact.length <= 6) return { value: chosen.id, exact: true };
  const yes = readYesNo(compact, understanding);
  const byAnswer = yes?.exact && choices.find((c) => c.words.includes(yes.value ? '是' : '否'));
  return byAnswer ? { value: byAnswer.id, exact: true } : undefined;
}

/** The place in a list that the words name, from 1; the last is -1; null when they name none. */
export function placeIn(compact: string, understanding: Understanding | null): number | null {
  const ordinal = understanding?.entities.find((e) => e.type === 'ordinal');
  if (ordinal) return Number(ordinal.value);
  const alone = /^([1-9一二三四五六七八])$/.exec(compact)?.[1];
  return alone ? '一二三四五六七八'.indexOf(alone) + 1 || Number(alone) : null;
}

/** "不是停电" does not choose 停电. */
function negated(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return /(不是|没有|没|不|别)$/.test(text.slice(Math.max(0, at - 2), at)) && !/^(不|没|别|无)/.test(word);
}

/** "行，就这样", "就按这个办吧" */
const AS_SAID =
  /^(嗯|好|好的|行|可以|对|是|那)*(就)?(这样|这么办|这么着|按这个|照这个|这么定|按您说的|按你说的)(吧|办|来|办吧|定了)?$/;
const YES =
  /^(是|是的|是啊|是呀|是哒|对|对的|对啊|对对+|嗯+|嗯嗯|恩|好|好的|好啊|好滴|好嘞|好呀|行|行的|行吧|行啊|可以|可以的|要|要的|需要|需要的|确认|确定|确认提交|提交|没错|没问题|中|得|ok|okay|yes|y|有|有的|有啊|同意|办|办吧|报|报吧|继续|当然|当然要|必须的|麻烦了|谢谢好的|好的谢谢|好谢谢|是我|我是|就是|没错就是|对就是|嗯对|嗯好|嗯是的|嗯可以|嗯嗯好的|那好吧|好吧|那就办吧|那行|成|妥|可|👌|👍)$/i;
const NO =
  /^(不|不是|不是的|不对|不用|不用了|不要|不要了|不需要|不行|不可以|不办|不了|没|没有|没有的|没有啊|没呢|否|别|别了|先不|先不用|先不要|算了|no|n|不确认|不同意|暂时不用|暂时不|不必|不必了|还没|还没有|不是啊|没得|冇|错了|不对不对)$/i;

function readYesNo(
  compact: string,
  understanding: Understanding | null,
): { value: boolean; exact: boolean } | undefined {
  const words = compact.replace(/(的话|啦|呗|哦|噢|哈|呢|呀|啊|吧|嘛|了|谢谢|谢了)+$/u, '') || compact;
  if (AS_SAID.test(compact) || YES.test(compact) || YES.test(words)) return { value: true, exact: true };
  if (NO.test(compact) || NO.test(words)) return { value: false, exact: true };
  const entity = understanding?.entities.find((e) => e.type === 'yesno');
  if (entity) return { value: Boolean(entity.value), exact: covers(entity, compact) };
  const top = understanding?.intents[0];
  if (top && top.probability >= 0.6 && top.id === 'chat.affirm') return { value: true, exact: true };
  if (top && top.probability >= 0.6 && top.id === 'chat.deny') return { value: false, exact: true };
  return undefined;
}

const SPOKEN_DIGITS: Record<string, string> = {
  零: '0',
  〇: '0',
  洞: '0',
  幺: '1',
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

function readProof(words: string): { value: SlotValue; exact: boolean } | undefined {
  const m = /(?<![\dA-Za-z])(\d{6}|\d{3}[\dXx])(?![\dA-Za-z])/.exec(
    words.normalize('NFKC').replace(/\s+/g, ' '),
  );
  if (m) return { value: m[1]!.toUpperCase(), exact: words.trim().length <= m[1]!.length + 8 };
  const spoken = words
    .replace(/[\s，。]/g, '')
    .replace(/[零〇洞幺一二两三四五六七八九]/g, (c) => SPOKEN_DIGITS[c]!);
  const s = /(?<!\d)(\d{6}|\d{3}[\dXx叉])(?!\d)/.exec(spoken);
  return s ? { value: s[1]!.replace(/[x叉]/i, 'X'), exact: true } : undefined;
}

function covers(entity: Entity, words: string): boolean {
  return entity.text.length >= words.replace(/[\s，。！？,.!?]/g, '').length - 4;
}
