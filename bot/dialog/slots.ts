/** How an answer fills a slot: by the slot's type, from the understood words, a button or the keypad. */
import type { Entity, EntityType, Understanding } from '../../nlu/mod.ts';
import type { ReplyOption, TurnInput } from '../types.ts';
import type { SlotSpec, SlotType } from './flow.ts';
import { chosenBy, readChoice, readListed, readReferredChoice } from './reading/choice.ts';
import { isBareName, readPlace, soundsLikePlace, withoutLeadIn } from './reading/place.ts';
import { readProof } from './reading/proof.ts';
import { covers, type Reading } from './reading/reading.ts';
import { readYesNo } from './reading/yes-no.ts';
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
  date: ['date', 'time'],
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

/** Where a count was asked for, a bare figure is no sum of money, whatever stands before it: "眼花了 8462". */
const COUNTS: readonly SlotType[] = ['number', 'energy'];

function fromAnswer(type: SlotType, entity: Entity, now: string): SlotValue | undefined {
  if (entity.type === 'amount' && COUNTS.includes(type) && /^[\d.]+$/.test(entity.text))
    return Number(entity.text);
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
export function readAnswer(spec: SlotSpec, answer: Answer): Reading {
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
  if (spec.type === 'address' && (soundsLikePlace(compact) || isBareName(compact, understanding)))
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
function readCount(compact: string): Reading {
  const m = /^(?:就|有|是|一共|总共)*([一二两三四五六七八九十])[\p{Script=Han}]{1,2}$/u.exec(compact);
  return m ? { value: COUNTED[m[1]!]!, exact: true } : undefined;
}

/** Keypad: digits for numbers and accounts, the place of a choice, 1 and 2 for yes and no. */
function readKeys(spec: SlotSpec, keys: string): Reading {
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
