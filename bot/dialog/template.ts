/** Texts of flows: templates with figures, written for reading and for speaking. */
import {
  sayCount,
  sayDate,
  sayDigits,
  sayMoney,
  sayMonth,
  sayPercent,
  sayTime,
  toSpoken,
} from '../../nlu/mod.ts';
import { evaluate, type Scope } from './expression.ts';
import type { Text } from './flow.ts';

export type Mode = 'text' | 'spoken';

const PLACEHOLDER = /\{([^{}|]+(?:\|\|[^{}|]+)*)(?:\|([a-z]+))?\}/g;

/** Renders one form of a text. @throws Error when an expression fails or a filter is not known. */
export function render(text: Text, mode: Mode, scope: Scope): string {
  if (typeof text === 'string') return fill(text, mode, scope);
  return fill(text[mode], mode, scope);
}

/** Replaces the placeholders of one template; in speech, what figures are left are turned into words. */
export function fill(template: string, mode: Mode, scope: Scope): string {
  const filled = template.replace(PLACEHOLDER, (_, source: string, filter?: string) =>
    format(evaluate(source.trim(), scope), filter, mode, scope),
  );
  return mode === 'spoken' ? toSpoken(filled) : filled;
}

/** Expressions and filters of a template, for the static check. */
export function placeholders(template: string): { source: string; filter: string | undefined }[] {
  return [...template.matchAll(PLACEHOLDER)].map((m) => ({ source: m[1]!.trim(), filter: m[2] }));
}

type Filter = (value: unknown, mode: Mode, scope: Scope) => string;

/** Filters by name; each writes a value for reading and for speaking. */
export const FILTERS: Record<string, Filter> = {
  money: (v, mode) => (mode === 'text' ? `${(number(v) / 100).toFixed(2)}元` : sayMoney(number(v))),
  num: (v, mode) => (mode === 'text' ? String(trim(number(v))) : sayCount(trim(number(v)))),
  decimal: (v, mode) => (mode === 'text' ? String(number(v)) : sayCount(number(v))),
  percent: (v, mode) =>
    mode === 'text' ? `${trim(number(v) * 100)}%` : sayPercent(trim(number(v) * 100) / 100),
  month: (v, mode, scope) => {
    const month = String(v);
    const otherYear = month.slice(0, 4) !== String(scope.thisMonth).slice(0, 4);
    if (mode === 'spoken') return sayMonth(month, otherYear);
    return `${otherYear ? `${month.slice(0, 4)}年` : ''}${Number(month.slice(5, 7))}月`;
  },
  date: (v, mode, scope) => {
    const date = String(v).slice(0, 10);
    const otherYear = date.slice(0, 4) !== String(scope.today).slice(0, 4);
    if (mode === 'spoken') return sayDate(date, otherYear);
    return `${otherYear ? `${date.slice(0, 4)}年` : ''}${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;
  },
  time: (v, mode) => (mode === 'text' ? clock(String(v)).replace(/^0/, '') : sayTime(clock(String(v)))),
  datetime: (v, mode, scope) => FILTERS.date!(v, mode, scope) + FILTERS.time!(v, mode, scope),
  digits: (v, mode) => (mode === 'text' ? String(v) : sayDigits(String(v))),
  phone: (v, mode) => {
    const phone = String(v);
    return mode === 'text'
      ? `${phone.slice(0, 3)}****${phone.slice(-4)}`
      : `尾号${sayDigits(phone.slice(-4))}`;
  },
  mask: (v, mode) => {
    const account = String(v);
    return mode === 'text' ? `尾号${account.slice(-4)}` : `尾号${sayDigits(account.slice(-4))}`;
  },
};

function format(value: unknown, filter: string | undefined, mode: Mode, scope: Scope): string {
  if (value === null || value === undefined) return '';
  if (!filter) return String(value);
  const apply = FILTERS[filter];
  if (!apply) throw new Error(`no filter "${filter}"; there are ${Object.keys(FILTERS).join(', ')}`);
  return apply(value, mode, scope);
}

function number(value: unknown): number {
  const n = Number(value);
  if (!Number.isFinite(n)) throw new Error(`${JSON.stringify(value)} is not a number`);
  return n;
}

/** At most two decimals, no trailing zeros. */
function trim(n: number): number {
  return Math.round(n * 100) / 100;
}

/** 'HH:MM' of a time or of an ISO date-time as written (its own offset is Asia/Shanghai). */
function clock(value: string): string {
  const m = /(?:T|^)(\d{2}:\d{2})/.exec(value);
  return m ? m[1]! : value;
}
