/** The ports to the utility's systems, as tables of methods: from them come types, checks, faults and the HTTP contract. */
import { z } from 'zod';
import * as s from './schemas.ts';

interface Method<In extends z.ZodType, Out extends z.ZodType, Write extends boolean> {
  input: In;
  output: Out;
  /** Changes something: takes an idempotency key, and the same key acts once and answers the same. */
  write: Write;
}
type Table = Record<string, Method<z.ZodType, z.ZodType, boolean>>;

/** Every method takes one object; a write takes the idempotency key too. @throws BackendError */
type PortOf<T extends Table> = {
  [M in keyof T]: T[M]['write'] extends true
    ? (input: z.infer<T[M]['input']>, key: string) => Promise<z.infer<T[M]['output']>>
    : (input: z.infer<T[M]['input']>) => Promise<z.infer<T[M]['output']>>;
};

const read = <I extends z.ZodRawShape, O extends z.ZodType>(input: I, output: O) =>
  ({ input: z.object(input), output, write: false }) as const;
const write = <I extends z.ZodRawShape, O extends z.ZodType>(input: I, output: O) =>
  ({ input: z.object(input), output, write: true }) as const;

const own = { account: s.account };
const text = z.string().min(1).max(2000);
const list = <T extends z.ZodType>(item: T) => z.array(item);
/** Who asks and where: an account, or a place and a phone. */
const site = {
  account: s.account.nullable(),
  address: z.string().nullable(),
  phone: z.string().nullable(),
  description: text,
};

/** Reads of an account that is not there give null or an empty list; writes are rejected. Lists come newest first. */
const marketing = {
  customer: read(own, s.customer.nullable()),
  customersByPhone: read({ phone: z.string() }, list(s.customer)),
  bills: read(own, list(s.bill)),
  balance: read(own, s.balance.nullable()),
  arrears: read(own, s.arrears.nullable()),
  payments: read(own, list(s.payment)),
  invoices: read(own, list(s.invoice)),
  tariffs: read({}, list(s.tariff)),
  usage: read({ ...own, from: s.date, to: s.date }, s.usage.nullable()),
  points: read(own, s.points.nullable()),
  applications: read({ account: s.account.optional(), id: z.string().optional() }, list(s.application)),
  boundAccounts: read({ userId: z.string() }, list(s.account)),
  apply: write(
    { kind: s.applicationKind, account: s.account.nullable(), details: z.record(z.string(), z.json()) },
    s.application,
  ),
  issueInvoice: write(
    {
      ...own,
      month: s.month,
      kind: s.invoice.shape.kind,
      title: text,
      taxNo: z.string().nullable(),
      email: z.string().nullable(),
    },
    s.invoice,
  ),
  signAutopay: write({ ...own, bank: text, cardLast4: z.string().nullable() }, s.written),
  cancelAutopay: write(own, s.written),
  setReminder: write(
    {
      ...own,
      kind: z.enum(['bill', 'balance', 'tier', 'outage']),
      on: z.boolean(),
      threshold: s.fen.nullable(),
    },
    s.written,
  ),
  promiseToPay: write({ ...own, date: s.date }, s.promise),
  reconnect: write(own, s.written),
  updateContact: write({ ...own, phone: z.string().nullable(), address: z.string().nullable() }, s.written),
  bind: write({ ...own, userId: z.string() }, s.written),
  unbind: write({ ...own, userId: z.string() }, s.written),
} as const;

const outages = {
  find: read(
    {
      account: s.account.optional(),
      address: z.string().optional(),
      area: z.string().optional(),
      date: s.date.optional(),
    },
    s.outageSearch,
  ),
  subscribe: write({ ...own, on: z.boolean() }, s.written),
} as const;

const workOrders = {
  find: read(
    {
      id: z.string().optional(),
      account: s.account.optional(),
      phone: z.string().optional(),
      /** Compared without blanks and punctuation. */
      address: z.string().optional(),
      kind: s.orderKind.optional(),
    },
    list(s.workOrder),
  ),
  createRepair: write({ ...site, priority: z.boolean() }, s.workOrder),
  createHazard: write(site, s.workOrder),
  createVoltage: write(site, s.workOrder),
  createMeterFault: write(site, s.workOrder),
  createMeterCheck: write({ ...own, description: text, phone: z.string().nullable() }, s.workOrder),
  createDamage: write({ ...own, description: text, date: s.date, phone: z.string().nullable() }, s.workOrder),
  createComplaint: write(site, s.workOrder),
  createFeedback: write(site, s.workOrder),
  createTheft: write(site, s.workOrder),
  createCallback: write({ phone: z.string(), description: text }, s.workOrder),
  createPaymentTrace: write(
    { ...own, description: text, amount: s.fen, date: s.date.nullable(), phone: z.string().nullable() },
    s.workOrder,
  ),
} as const;

const metering = {
  reading: read(own, s.reading.nullable()),
  report: write({ ...own, total: z.number().nonnegative() }, s.reading),
} as const;

const payments = {
  link: write(
    { ...own, amount: s.fen.positive() },
    z.object({ id: z.string(), url: z.url(), amount: s.fen, expiresAt: s.time }),
  ),
} as const;

/** Proof of identity. The backend counts wrong proofs: after 5 within 30 minutes the account is locked for 30 minutes. */
const sms = {
  sendCode: write({ phone: z.string() }, z.object({ sent: z.boolean(), expiresAt: s.time })),
  /** `proof` is the one-time code or the last four characters of the holder's ID; for a phone, of any account under it. */
  verify: write(
    { account: s.account.optional(), phone: z.string().optional(), proof: z.string() },
    z.object({
      result: z.enum(['ok', 'wrong', 'locked']),
      by: z.enum(['code', 'id']).nullable(),
      left: z.int(),
      lockedUntil: s.time.nullable(),
    }),
  ),
} as const;

const directory = {
  halls: read({ text: z.string().optional() }, list(s.hall)),
  stations: read({ text: z.string().optional() }, list(s.station)),
  commitments: read({}, s.commitments),
} as const;

/** The desk of human agents. */
const desk = {
  request: write(
    { conversationId: z.string(), reason: text, summary: z.string().nullable(), priority: z.boolean() },
    z.object({ open: z.boolean(), waiting: z.int(), waitMinutes: z.int() }),
  ),
} as const;

/** All ports by name: what an HTTP adapter, an OpenAPI document and the fault injector walk over. */
export const CONTRACT = { marketing, outages, workOrders, metering, payments, sms, directory, desk } as const;

export type MarketingBackend = PortOf<typeof marketing>;
export type OutageBackend = PortOf<typeof outages>;
export type WorkOrderBackend = PortOf<typeof workOrders>;
export type MeteringBackend = PortOf<typeof metering>;
export type PaymentBackend = PortOf<typeof payments>;
export type SmsBackend = PortOf<typeof sms>;
export type DirectoryBackend = PortOf<typeof directory>;
export type DeskBackend = PortOf<typeof desk>;

export interface Backends {
  marketing: MarketingBackend;
  outages: OutageBackend;
  workOrders: WorkOrderBackend;
  metering: MeteringBackend;
  payments: PaymentBackend;
  sms: SmsBackend;
  directory: DirectoryBackend;
  desk: DeskBackend;
}
