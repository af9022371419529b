/** The state of the sandbox utility: what its file says, and what the writes made of it. */
import { BackendError } from '../errors.ts';
import type {
  Application,
  Arrears,
  Bill,
  Commitments,
  Customer,
  Invoice,
  Outage,
  PromiseToPay,
  Tariff,
  WorkOrder,
} from '../schemas.ts';
import { addMinutes, addWorkdays, isoDate, isoTime } from '../time.ts';
import { billsOf, type KnownBill, withLateFee } from './bills.ts';
import type { FileCustomer, FileTariff, SandboxFile } from './file.ts';

/** What can change about a customer. */
interface Account {
  file: FileCustomer;
  customer: Customer;
  bills: KnownBill[];
  balance: number;
  alertBelow: number | null;
  promise: PromiseToPay | null;
  reported: { total: number; at: string } | null;
}

export class World {
  readonly accounts = new Map<string, Account>();
  readonly tariffs: Tariff[];
  readonly outages: Outage[];
  readonly orders: WorkOrder[];
  readonly applications: Application[];
  readonly invoices: Invoice[] = [];
  /** User id → accounts bound to it. */
  readonly bound = new Map<string, Set<string>>();
  readonly commitments: Commitments;
  private readonly counters = new Map<string, number>();
  private readonly done = new Map<string, unknown>();

  constructor(
    readonly file: SandboxFile,
    readonly clock: () => Date,
  ) {
    this.tariffs = file.tariffs.map(toTariff);
    for (const c of file.customers) {
      const bills = billsOf(c, this.tariffs, isoDate(clock()));
      this.accounts.set(c.account, {
        file: c,
        customer: toCustomer(c),
        bills,
        balance: c.balance,
        alertBelow: c.alertBelow ?? null,
        promise: null,
        reported: null,
      });
    }
    this.outages = file.outages.map(({ to, eta, crew, ...o }) => ({
      ...o,
      places: o.areas.flatMap((a) => file.areas[a] ?? []),
      to: to ?? null,
      eta: eta ?? null,
      crew: crew ?? null,
    }));
    this.orders = file.orders.map(({ phone, next, ...o }) => ({
      ...o,
      phone: phone ?? null,
      next: next ?? null,
      priority: false,
      ...this.place(o.account),
      arriveBy: o.kind === 'repair' ? this.arrival(o.at, o.account, null) : null,
    }));
    this.applications = file.applications.map(({ next, phone: _, ...a }) => ({
      ...a,
      next: next ?? null,
      deadline: a.deadline ?? null,
    }));
    const { commitments, promiseMaxDays, damageClaimDays, applicationWorkdays } = file;
    this.commitments = { ...commitments, promiseMaxDays, damageClaimDays, applicationWorkdays };
    for (const { id } of [...this.orders, ...this.applications]) {
      const day = id.slice(0, 8);
      this.counters.set(day, Math.max(this.counters.get(day) ?? 0, Number(id.slice(8))));
    }
  }

  today(): string {
    return isoDate(this.clock());
  }

  now(): string {
    return isoTime(this.clock());
  }

  /** @throws BackendError: a write names an account that is not there. */
  account(no: string): Account {
    const found = this.accounts.get(no);
    if (!found) throw new BackendError('rejected', `no account …${no.slice(-4)}`, true);
    return found;
  }

  bills(account: Account): Bill[] {
    return account.bills.map((b) => withLateFee(b, account.file, this.file.lateFee, this.today()));
  }

  arrears(account: Account): Arrears {
    const unpaid = this.bills(account).filter((b) => b.status !== 'paid');
    const overdue = unpaid.filter((b) => b.status === 'overdue');
    return {
      account: account.customer.account,
      owed: unpaid.reduce((sum, b) => sum + b.amount, 0),
      lateFee: unpaid.reduce((sum, b) => sum + b.lateFee, 0),
      months: unpaid.map((b) => b.month),
      status: overdue.length ? 'overdue' : unpaid.length ? 'due' : 'none',
      dueAt:
        unpaid
          .map((b) => b.dueAt)
          .filter((d) => d !== null)
          .sort()[0] ?? null,
      overdueSince:
        overdue
          .map((b) => b.overdueSince)
          .filter((d) => d !== null)
          .sort()[0] ?? null,
      promise: account.promise,
    };
  }

  /** Acts once for a key; the same key gives the same answer again. */
  once<T>(method: string, key: string, act: () => T): T {
    const id = `${method} ${key}`;
    if (!this.done.has(id)) this.done.set(id, act());
    return structuredClone(this.done.get(id)) as T;
  }

  /** Date and a five-digit counter of the day, as orders and applications are numbered. */
  number(): string {
    const day = this.today().replaceAll('-', '');
    const next = (this.counters.get(day) ?? 0) + 1;
    this.counters.set(day, next);
    return day + String(next).padStart(5, '0');
  }

  /** Address and area of an account. */
  place(account: string | null): { address: string | null; area: string | null } {
    const customer = account ? this.accounts.get(account)?.customer : undefined;
    return { address: customer?.address ?? null, area: customer?.area ?? null };
  }

  /** When a crew sent at `at` is there at the latest: sooner in town than in the country. */
  arrival(at: string, account: string | null, address: string | null): string {
    const { urban, rural } = this.file.commitments.faultArrivalMinutes;
    const country = this.accounts.get(account ?? '')?.customer.rural ?? /[村组乡]/.test(address ?? '');
    return isoTime(addMinutes(new Date(at), country ? rural : urban));
  }

  workdaysAhead(n: number): string {
    return addWorkdays(this.today(), n);
  }
}

function toTariff(t: FileTariff): Tariff {
  const hours = (h: FileTariff['peak']) => {
    if (!h) return null;
    const [from, to] = h.hours.split('-') as [string, string];
    return { from, to, price: h.price };
  };
  return {
    code: t.code,
    effective: t.effective,
    price: t.price ?? null,
    peak: hours(t.peak),
    valley: hours(t.valley),
    tiers: t.tiers ?? [],
    extraPerYearFivePlus: t.extraPerYearFivePlus ?? 0,
    freePerMonth: t.freePerMonth ?? null,
    twoPart: t.twoPart ?? false,
    note: t.note ?? null,
  };
}

function toCustomer(c: FileCustomer): Customer {
  const { account, name, phone, address, area, category, tariff, billing, cycle, supply, tags, rural } = c;
  return {
    account,
    name,
    phone,
    address,
    area,
    category,
    tariff,
    billing,
    cycle,
    supply,
    tags,
    rural,
    protected: c.protected,
    persons: c.persons ?? null,
    cutAt: c.cutAt ?? null,
    capacityKva: c.capacityKva ?? null,
    powerFactor: c.powerFactor ?? null,
    manager: c.manager ?? null,
    invoiceTitle: c.invoiceTitle ?? null,
    taxNo: c.taxNo ?? null,
    pv: c.pv ?? null,
    autopay: null,
    reminders: { bill: false, balance: c.alertBelow !== undefined, tier: false, outage: false },
  };
}
