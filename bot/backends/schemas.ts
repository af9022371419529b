/** The data that crosses the backend ports, as zod schemas: the one source of types, checks and the HTTP contract. */
import { z } from 'zod';

/** Money in fen. Yuan never crosses a port. */
export const fen = z.int();
const kwh = z.number().nonnegative();
export const account = z.string().regex(/^(\d{10}|\d{13})$/, 'an account (户号) has 10 or 13 digits');
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is written YYYY-MM');
export const date = z.iso.date();
/** A moment with the offset of Asia/Shanghai. */
export const time = z.iso
  .datetime({ offset: true })
  .refine((t) => t.endsWith('+08:00'), 'a time carries the offset +08:00');

export const customer = z.object({
  account,
  name: z.string(),
  phone: z.string(),
  address: z.string(),
  /** Code of the place, as in outages. */
  area: z.string(),
  category: z.enum(['residential', 'commercial', 'industrial']),
  tariff: z.string(),
  billing: z.enum(['postpaid', 'prepaid']),
  cycle: z.enum(['month', 'two-months']),
  persons: z.int().nullable(),
  supply: z.enum(['on', 'cut']),
  cutAt: date.nullable(),
  /** elderly, lifeSupport, important, highVoltage. */
  tags: z.array(z.string()),
  /** Never to be cut off or threatened with it. */
  protected: z.boolean(),
  rural: z.boolean(),
  capacityKva: z.number().nullable(),
  powerFactor: z.number().nullable(),
  /** The account manager of a large customer. */
  manager: z.string().nullable(),
  invoiceTitle: z.string().nullable(),
  taxNo: z.string().nullable(),
  pv: z.object({ capacityKw: z.number(), lastMonthFeedIn: kwh, settle: fen }).nullable(),
  autopay: z.object({ bank: z.string(), cardLast4: z.string().nullable() }).nullable(),
  reminders: z.object({ bill: z.boolean(), balance: z.boolean(), tier: z.boolean(), outage: z.boolean() }),
});

export const bill = z.object({
  account,
  /** The month in which the period ends. */
  month,
  from: date,
  to: date,
  kwh,
  peak: kwh.nullable(),
  valley: kwh.nullable(),
  amount: fen,
  status: z.enum(['paid', 'unpaid', 'overdue']),
  paidAt: date.nullable(),
  dueAt: date.nullable(),
  overdueSince: date.nullable(),
  /** Late fee to date, apart from `amount`. */
  lateFee: fen,
  /** kWh of this bill in each yearly tier; null where the tariff has no tiers. */
  tierSplit: z.tuple([kwh, kwh, kwh]).nullable(),
  /** kWh of the calendar year up to and with this bill; null where the tariff has no tiers. */
  yearToDateKwh: kwh.nullable(),
  powerFactorAdjust: fen.nullable(),
  /** What the utility's own data say about the usage, for people to read. */
  usageNote: z.string().nullable(),
});

export const balance = z.object({
  account,
  billing: z.enum(['postpaid', 'prepaid']),
  balance: fen,
  /** Remind the customer below this. */
  alertBelow: fen.nullable(),
  dailyKwh: kwh.nullable(),
  asOf: time,
});

export const promise = z.object({ id: z.string(), account, date, at: time });

export const arrears = z.object({
  account,
  /** Principal that is billed and unpaid, whether due or overdue. */
  owed: fen,
  lateFee: fen,
  months: z.array(month),
  status: z.enum(['none', 'due', 'overdue']),
  dueAt: date.nullable(),
  overdueSince: date.nullable(),
  promise: promise.nullable(),
});

export const payment = z.object({
  id: z.string(),
  account,
  amount: fen,
  at: time,
  channel: z.string(),
  status: z.enum(['credited', 'pending']),
  month: month.nullable(),
});

export const invoice = z.object({
  id: z.string(),
  account,
  month,
  amount: fen,
  kind: z.enum(['ordinary', 'special']),
  title: z.string(),
  taxNo: z.string().nullable(),
  url: z.string().nullable(),
  at: time,
});

const yuanPerKwh = z.number().nonnegative();
const hours = z.object({ from: z.string(), to: z.string(), price: yuanPerKwh });

/** A price in force from `effective` until the next of the same code. Prices are yuan per kWh. */
export const tariff = z.object({
  code: z.string(),
  effective: date,
  price: yuanPerKwh.nullable(),
  peak: hours.nullable(),
  valley: hours.nullable(),
  /** Yearly tiers: `upTo` kWh (null = no limit) at `add` yuan on top of the price. */
  tiers: z.array(z.object({ upTo: kwh.nullable(), add: yuanPerKwh })),
  /** kWh a year by which the limits move up for five persons and more. */
  extraPerYearFivePlus: kwh,
  /** Free kWh a month of low-income households. */
  freePerMonth: kwh.nullable(),
  /** Capacity and energy are priced apart: not computed here. */
  twoPart: z.boolean(),
  note: z.string().nullable(),
});

const usageDay = z.object({ date, kwh, peak: kwh.nullable(), valley: kwh.nullable() });
export const usage = z.object({
  account,
  days: z.array(usageDay),
  /** Daily average of comparable customers near by, kWh. */
  areaAverage: kwh,
  note: z.string().nullable(),
});

export const points = z.object({ account, points: z.int(), expiring: z.int(), expiresAt: date });

export const APPLICATION_KINDS = [
  'residential',
  'business',
  'increase',
  'suspend',
  'resume',
  'rename',
  'close',
  'move',
  'category',
  'ev_charger',
  'pv',
  'temporary',
  'tou',
  'household',
  'low_income',
  'refund',
] as const;
export const applicationKind = z.enum(APPLICATION_KINDS);

export const application = z.object({
  id: z.string(),
  kind: applicationKind,
  account: account.nullable(),
  at: time,
  status: z.string(),
  open: z.boolean(),
  /** What happens next, for people to read. */
  next: z.string().nullable(),
  /** By when the utility commits to be done. */
  deadline: date.nullable(),
});

export const ORDER_KINDS = [
  'repair',
  'hazard',
  'damage',
  'voltage',
  'meter_check',
  'meter_fault',
  'complaint',
  'feedback',
  'theft',
  'payment',
  'callback',
] as const;
export const orderKind = z.enum(ORDER_KINDS);

export const workOrder = z.object({
  id: z.string(),
  kind: orderKind,
  account: account.nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  area: z.string().nullable(),
  at: time,
  status: z.string(),
  open: z.boolean(),
  next: z.string().nullable(),
  /** Life support without power: before all others. */
  priority: z.boolean(),
  /** Latest arrival on site that the utility commits to. */
  arriveBy: time.nullable(),
});

const outage = z.object({
  id: z.string(),
  kind: z.enum(['planned', 'fault']),
  areas: z.array(z.string()),
  /** The places of these areas. */
  places: z.array(z.string()),
  from: time,
  /** Planned end. */
  to: time.nullable(),
  /** Expected end of a fault. */
  eta: time.nullable(),
  reason: z.string(),
  crew: z.string().nullable(),
});

export const outageSearch = z.object({
  /** Area codes that the query names; empty when the place is not known. */
  areas: z.array(z.string()),
  /** How exactly: the account's own area, a street, or only a district or city. */
  by: z.enum(['account', 'street', 'district', 'city', 'none']),
  outages: z.array(outage),
});

export const reading = z.object({
  account,
  meterNo: z.string(),
  /** Total register, kWh. */
  total: kwh,
  peak: kwh.nullable(),
  valley: kwh.nullable(),
  readAt: date,
  previousTotal: kwh,
  previousReadAt: date,
  /** Next regular reading. */
  nextReadAt: date,
  /** A reading that the customer reported since. */
  reported: z.object({ total: kwh, at: time }).nullable(),
});

export const hall = z.object({ name: z.string(), address: z.string(), hours: z.string() });
export const station = z.object({
  name: z.string(),
  address: z.string(),
  fast: z.int(),
  slow: z.int(),
  free: z.int(),
});

/** What the utility promises publicly (供电服务承诺), and how many working days it takes for an application. */
export const commitments = z.object({
  faultArrivalMinutes: z.object({ urban: z.int(), rural: z.int(), remote: z.int() }),
  reconnectHours: z.int(),
  meterVerifyWorkdays: z.int(),
  complaintContactHours: z.int(),
  complaintAnswerWorkdays: z.int(),
  cutoffAfterDays: z.int(),
  promiseMaxDays: z.int(),
  damageClaimDays: z.int(),
  applicationWorkdays: z.record(z.string(), z.int()),
});

export const written = z.object({ id: z.string(), at: time });

export type Customer = z.infer<typeof customer>;
export type Bill = z.infer<typeof bill>;
export type Arrears = z.infer<typeof arrears>;
export type Invoice = z.infer<typeof invoice>;
export type Tariff = z.infer<typeof tariff>;
export type Usage = z.infer<typeof usage>;
export type UsageDay = z.infer<typeof usageDay>;
export type Application = z.infer<typeof application>;
export type ApplicationKind = z.infer<typeof applicationKind>;
export type WorkOrder = z.infer<typeof workOrder>;
export type OrderKind = z.infer<typeof orderKind>;
export type Outage = z.infer<typeof outage>;
export type OutageSearch = z.infer<typeof outageSearch>;
export type Reading = z.infer<typeof reading>;
export type Commitments = z.infer<typeof commitments>;
export type PromiseToPay = z.infer<typeof promise>;
