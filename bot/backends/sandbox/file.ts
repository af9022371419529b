/** The sandbox's data file: its shape, read once; yuan become fen here and nowhere else. */
import { parse } from 'yaml';
import { z } from 'zod';
import * as s from '../schemas.ts';

const yuan = z.number().transform((value, issues) => {
  const amount = Math.round(value * 100);
  if (Math.abs(value * 100 - amount) > 1e-6) issues.addIssue(`${value} yuan is no whole number of fen`);
  return amount;
});
const clockTime = String.raw`\d{2}:\d{2}`;
const hours = z.strictObject({
  hours: z.string().regex(new RegExp(`^${clockTime}-${clockTime}$`), 'hours are written "08:00-21:00"'),
  price: z.number(),
});

const tariff = z.strictObject({
  code: z.string(),
  effective: s.date,
  price: z.number().optional(),
  peak: hours.optional(),
  valley: hours.optional(),
  tiers: z.array(z.strictObject({ upTo: z.number().nullable(), add: z.number() })).optional(),
  tierPeriod: z.literal('year').optional(),
  extraPerYearFivePlus: z.number().optional(),
  freePerMonth: z.number().optional(),
  twoPart: z.boolean().optional(),
  note: z.string().optional(),
});

const bill = z.strictObject({
  month: s.month,
  kwh: z.number(),
  peak: z.number().optional(),
  valley: z.number().optional(),
  amount: yuan,
  status: z.enum(['paid', 'unpaid', 'overdue']),
  paidAt: s.date.optional(),
  tierSplit: z.tuple([z.number(), z.number(), z.number()]).optional(),
  powerFactorAdjust: yuan.optional(),
});

const customer = z
  .strictObject({
    account: s.account,
    name: z.string(),
    phone: z.string(),
    idLast4: z.string().regex(/^\d{3}[\dX]$/),
    address: z.string(),
    area: z.string(),
    category: s.customer.shape.category,
    tariff: z.string(),
    billing: s.customer.shape.billing,
    cycle: s.customer.shape.cycle.default('month'),
    balance: yuan.default(0),
    owed: yuan.default(0),
    overdueSince: s.date.nullish(),
    dueAt: s.date.nullish(),
    /** Late fee at the file's `now`; computed, and checked against this. */
    lateFee: yuan.default(0),
    supply: s.customer.shape.supply.default('on'),
    cutAt: s.date.optional(),
    persons: z.int().optional(),
    tags: z.array(z.string()).default([]),
    protected: z.boolean().default(false),
    rural: z.boolean().default(false),
    dailyKwh: z.number().optional(),
    alertBelow: yuan.optional(),
    capacityKva: z.number().optional(),
    powerFactor: z.number().optional(),
    manager: z.string().optional(),
    invoiceTitle: z.string().optional(),
    taxNo: z.string().optional(),
    pv: z.strictObject({ capacityKw: z.number(), lastMonthFeedIn: z.number(), settle: yuan }).optional(),
    bills: z.array(bill).default([]),
    yearToDateKwh: z.number().optional(),
    usageNote: z.string().optional(),
    /** Derived when it is not given. */
    points: z.int().nonnegative().optional(),
    /** The meter was fitted on this day: nothing was read of it or sent by it before. */
    meterSince: s.date.optional(),
    /** Money on its way to the account. */
    pendingPayment: z.strictObject({ amount: yuan, at: s.time, channel: z.string() }).optional(),
  })
  .superRefine((c, issues) => {
    const unpaid = c.bills.filter((b) => b.status !== 'paid').reduce((sum, b) => sum + b.amount, 0);
    if (unpaid !== c.owed) issues.addIssue(`owed is ${c.owed} fen but the unpaid bills sum to ${unpaid}`);
  });

const order = z.strictObject({
  id: z.string(),
  kind: s.orderKind,
  account: s.account,
  at: s.time,
  status: z.string(),
  open: z.boolean().default(true),
  phone: z.string().optional(),
  next: z.string().optional(),
});

const file = z.strictObject({
  now: s.time,
  region: z.string(),
  tariffs: z.array(tariff),
  rounding: z.string(),
  lateFee: z.strictObject({
    residentialPerDay: z.number(),
    otherSameYearPerDay: z.number(),
    otherPastYearPerDay: z.number(),
  }),
  commitments: s.commitments.pick({
    faultArrivalMinutes: true,
    reconnectHours: true,
    meterVerifyWorkdays: true,
    complaintContactHours: true,
    complaintAnswerWorkdays: true,
    cutoffAfterDays: true,
  }),
  promiseMaxDays: z.int(),
  damageClaimDays: z.int(),
  applicationWorkdays: z.record(z.string(), z.int()),
  customers: z.array(customer),
  areas: z.record(z.string(), z.array(z.string())),
  outages: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['planned', 'fault']),
      areas: z.array(z.string()),
      from: s.time,
      to: s.time.optional(),
      eta: s.time.optional(),
      reason: z.string(),
      crew: z.string().optional(),
    }),
  ),
  orders: z.array(order),
  applications: z.array(order.extend({ kind: s.applicationKind, deadline: s.date.optional() })),
  halls: z.array(s.hall),
  evStations: z.array(s.station),
});

export type SandboxFile = z.infer<typeof file>;
export type FileCustomer = SandboxFile['customers'][number];
export type FileTariff = SandboxFile['tariffs'][number];

/**
 * @param name what the file is called in messages
 * @throws Error that says where in the file what is wrong
 */
export function parseSandboxFile(text: string, name: string): SandboxFile {
  const parsed = file.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${name}: ${parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')}`,
  );
}
