/** Owns the comparison of entity values: strict on what is meant, lenient on how it is written. */
import { ENTITY_TYPES, type Entity, type EntityType, type EntityValue } from '../../nlu/types.ts';

/** Other names under which test files may know a type. */
const ALIASES: Readonly<Record<string, EntityType>> = {
  accountno: 'account',
  accountnumber: 'account',
  phonenumber: 'phone',
  money: 'amount',
  kwh: 'energy',
  kva: 'capacity',
  kw: 'power',
  percentage: 'percent',
  orderno: 'order',
  ordernumber: 'order',
  bool: 'yesno',
  boolean: 'yesno',
  choice: 'ordinal',
};

const BY_NAME = new Map<string, EntityType>([
  ...Object.entries(ALIASES),
  ...ENTITY_TYPES.map((type) => [type.toLowerCase(), type] as const),
]);

/** The type of that name, whatever its case, hyphens or underscores; undefined when there is none. */
export function typeOf(name: string): EntityType | undefined {
  return BY_NAME.get(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

/** The value in the unit of evaluation: money in yuan instead of fen, all else as the robot keeps it. */
export function inEvaluationUnit({ type, value }: Pick<Entity, 'type' | 'value'>): EntityValue {
  return type === 'amount' && typeof value === 'number' ? value / 100 : value;
}

const NUMERIC: ReadonlySet<EntityType> = new Set([
  'amount',
  'energy',
  'power',
  'capacity',
  'percent',
  'number',
  'ordinal',
  'duration',
]);
const YES = new Set(['true', 'yes', 'y', '是', '对']);

/**
 * Whether a row's value and a value in the unit of evaluation mean the same. Numbers may be strings and carry a unit
 * behind them (3600, "3600", "3,600元"; 0.05 and "5%" are equal); dates may have slashes or no separators; a gold time
 * without a date only asks for the time; a period may be written from/to; white space and case never count.
 */
export function sameValue(type: EntityType, gold: unknown, found: EntityValue): boolean {
  if (NUMERIC.has(type)) return Math.abs(toNumber(gold) - toNumber(found)) < 1e-6;
  if (type === 'yesno') return YES.has(toText(gold)) === YES.has(toText(found));
  if (type === 'period') return toPeriod(gold) === toPeriod(found);
  if (type === 'month' || type === 'date') return digits(gold) === digits(found);
  if (type === 'time') return toTime(found).endsWith(toTime(gold));
  if (type === 'account' || type === 'phone' || type === 'order' || type === 'code')
    return digits(gold) === digits(found);
  return toText(gold) === toText(found);
}

function toNumber(value: unknown): number {
  if (typeof value !== 'string') return Number(value);
  const match = /^[^\d.+-]*([+-]?[\d.]+)\s*(%)?/.exec(value.replaceAll(',', ''));
  return match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
}

function toText(value: unknown): string {
  return String(value).normalize('NFKC').toLowerCase().replace(/\s/g, '');
}

function digits(value: unknown): string {
  return toText(value).replace(/\D/g, '');
}

/** `HH:MM`, with the date before it when there is one. */
function toTime(value: unknown): string {
  const match = /^(?:(\d{4}-\d\d-\d\d)[t ]?)?(\d\d?):(\d\d)/.exec(
    String(value).normalize('NFKC').toLowerCase().trim(),
  );
  return match ? `${match[1] ?? ''}T${match[2]!.padStart(2, '0')}:${match[3]}` : toText(value);
}

function toPeriod(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const { from, to } = value as { from?: unknown; to?: unknown };
    return `${digits(from)}${digits(to)}`;
  }
  return digits(value);
}
