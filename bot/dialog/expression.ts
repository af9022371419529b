/** Expressions of flows: CEL with the few functions that business rules need. A failing expression throws. */
import { Environment } from '@marcbachmann/cel-js';

export type Scope = Record<string, unknown>;

const environment = new Environment({ unlistedVariablesAreDyn: true })
  .registerFunction('months(dyn, dyn): dyn', (month, n) => shiftMonth(String(month), Number(n)))
  .registerFunction('days(dyn, dyn): dyn', (date, n) => shiftDay(String(date), Number(n)))
  .registerFunction('max(dyn, dyn): dyn', (a, b) => Math.max(Number(a), Number(b)))
  .registerFunction('min(dyn, dyn): dyn', (a, b) => Math.min(Number(a), Number(b)))
  .registerFunction('plus(dyn, dyn): dyn', (a, b) => Number(a) + Number(b))
  .registerFunction('minus(dyn, dyn): dyn', (a, b) => Number(a) - Number(b))
  .registerFunction('times(dyn, dyn): dyn', (a, b) => Number(a) * Number(b))
  .registerFunction('divide(dyn, dyn): dyn', (a, b) => Number(a) / Number(b))
  .registerFunction('round(dyn): dyn', (x) => Math.round(Number(x)))
  .registerFunction('contains(dyn, dyn): bool', (text, part) => String(text ?? '').includes(String(part)));

const cache = new Map<string, (scope: Scope) => unknown>();

/** Compiles once. @throws Error with CEL's own message when the source is not an expression. */
function compile(source: string): (scope: Scope) => unknown {
  let run = cache.get(source);
  if (!run) {
    const parsed = environment.parse(source);
    run = (scope) => parsed(scope);
    cache.set(source, run);
  }
  return run;
}

/** The value of an expression; whole numbers come as numbers. @throws Error when it cannot be evaluated. */
export function evaluate(source: string, scope: Scope): unknown {
  return plain(compile(source)(scope));
}

/** @throws Error when the value is not a boolean: nothing but true is true. */
export function holds(source: string, scope: Scope): boolean {
  const value = evaluate(source, scope);
  if (typeof value !== 'boolean')
    throw new Error(`"${source}" is ${JSON.stringify(value)}, not true or false`);
  return value;
}

/** Names that an expression reads, without those bound by macros; for the static check. */
export function namesIn(source: string): string[] {
  const names = new Set<string>();
  const visit = (node: unknown, bound: readonly string[]): void => {
    if (Array.isArray(node)) {
      for (const part of node) visit(part, bound);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { op, args } = node as { op?: string; args?: unknown };
    if (op === 'id' && typeof args === 'string') {
      if (!bound.includes(args)) names.add(args);
    } else visit(args, [...bound, ...boundBy(op, args)]);
  };
  visit(environment.parse(source).ast, []);
  return [...names];
}

/** The variable that a macro binds: `x` of `list.exists(x, x.paid)`. */
function boundBy(op: string | undefined, args: unknown): string[] {
  if (op !== 'rcall' || !Array.isArray(args) || !MACROS.has(String(args[0]))) return [];
  const variable = (args[2] as { op?: string; args?: unknown }[] | undefined)?.[0];
  return variable?.op === 'id' ? [String(variable.args)] : [];
}
const MACROS = new Set(['exists', 'exists_one', 'all', 'map', 'filter']);

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [k, plain(v)]));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return value;
}

/** 'YYYY-MM' shifted by n months. */
function shiftMonth(month: string, n: number): string {
  const [y, m] = month.split('-').map(Number);
  const index = y! * 12 + m! - 1 + n;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** 'YYYY-MM-DD' shifted by n days. */
function shiftDay(date: string, n: number): string {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + n);
  return at.toISOString().slice(0, 10);
}
