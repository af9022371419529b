/** The sandbox's marketing system. */
import { BackendError } from '../errors.ts';
import type { MarketingBackend } from '../ports.ts';
import { tariffOn } from '../tariff.ts';
import { addDays } from '../time.ts';
import type { FileCustomer } from './file.ts';
import { seeded, seededBetween } from './seed.ts';
import { areaAverage, type UsageSource, usageByDay } from './usage.ts';
import type { World } from './world.ts';

type Reads =
  | 'customer'
  | 'customersByPhone'
  | 'bills'
  | 'balance'
  | 'arrears'
  | 'payments'
  | 'invoices'
  | 'tariffs'
  | 'usage'
  | 'points'
  | 'applications'
  | 'boundAccounts';

export function marketingOf(world: World): MarketingBackend {
  return { ...reads(world), ...contract(world), ...changes(world) };
}

/** What usage and readings of an account are derived from; null for an unknown account. */
export function usageSource(world: World, no: string): UsageSource | null {
  const account = world.accounts.get(no);
  if (!account) return null;
  const { file: customer, bills } = account;
  return {
    customer,
    bills,
    tou: Boolean(tariffOn(world.tariffs, customer.tariff, world.today())?.peak),
    cutAt: account.customer.cutAt,
  };
}

function reads(world: World): Pick<MarketingBackend, Reads> {
  const find = (no: string) => world.accounts.get(no);
  return {
    customer: async ({ account }) => find(account)?.customer ?? null,
    customersByPhone: async ({ phone }) =>
      [...world.accounts.values()].map((a) => a.customer).filter((c) => c.phone === phone),
    bills: async ({ account }) => {
      const found = find(account);
      return found ? world.bills(found) : [];
    },
    balance: async ({ account }) => {
      const found = find(account);
      if (!found) return null;
      const { balance, alertBelow, file } = found;
      return {
        account,
        billing: file.billing,
        balance,
        alertBelow,
        dailyKwh: file.dailyKwh ?? null,
        asOf: world.now(),
      };
    },
    arrears: async ({ account }) => {
      const found = find(account);
      return found ? world.arrears(found) : null;
    },
    payments: async ({ account }) => paymentsOf(world, account),
    invoices: async ({ account }) => world.invoices.filter((i) => i.account === account),
    tariffs: async () => world.tariffs,
    usage: async ({ account, from, to }) => {
      const source = usageSource(world, account);
      if (!source) return null;
      const yesterday = addDays(world.today(), -1);
      const first = [from, source.customer.meterSince ?? from].sort()[1]!;
      const days = usageByDay(source, first, [to, yesterday].sort()[0]!);
      const noted = source.bills.find((b) => b.usageNote && b.from <= to && b.to >= from);
      return { account, days, areaAverage: areaAverage(source.customer), note: noted?.usageNote ?? null };
    },
    points: async ({ account }) => {
      const found = find(account);
      return found ? pointsOf(found.file, world.today()) : null;
    },
    applications: async ({ account, id }) =>
      world.applications
        .filter((a) => (!account || a.account === account) && (!id || a.id === id))
        .sort((a, b) => b.at.localeCompare(a.at)),
    boundAccounts: async ({ userId }) => [...(world.bound.get(userId) ?? [])],
  };
}

/** Every paid bill was paid in one go; when and where the file does not say is derived. */
function paymentsOf(world: World, no: string) {
  const account = world.accounts.get(no);
  const channels = ['网上国网', '微信', '支付宝'];
  const pending = account?.file.pendingPayment;
  const onTheWay = pending
    ? [{ id: `P${no.slice(-6)}`, account: no, ...pending, status: 'pending' as const, month: null }]
    : [];
  const credited = (account?.bills ?? [])
    .filter((b) => b.paidAt !== null)
    .map((b) => ({
      id: `P${b.month.replace('-', '')}${no.slice(-6)}`,
      account: no,
      amount: b.amount,
      at: `${b.paidAt}T09:30:00+08:00`,
      channel: channels[Math.floor(seeded(`${no} ${b.month} channel`) * channels.length)]!,
      status: 'credited' as const,
      month: b.month,
    }));
  return [...onTheWay, ...credited];
}

/** As the file says, else derived from the account number. */
function pointsOf({ account, points: told }: FileCustomer, today: string) {
  const points = told ?? Math.floor(seededBetween(`${account} points`, 200, 3000));
  const expiring = seeded(`${account} expiring`) < 0.5 ? 0 : Math.floor(points / 5);
  return { account, points, expiring, expiresAt: `${today.slice(0, 4)}-12-31` };
}

/** Writes that enter something. */
function contract(
  world: World,
): Pick<MarketingBackend, 'apply' | 'issueInvoice' | 'promiseToPay' | 'reconnect'> {
  return {
    apply: async ({ kind, account }, key) =>
      world.once('apply', key, () => {
        if (account) world.account(account);
        const application = {
          id: world.number(),
          kind,
          account,
          at: world.now(),
          status: '已受理',
          open: true,
          next: `${world.workdaysAhead(1)}前客户经理联系您`,
          deadline: world.workdaysAhead(world.commitments.applicationWorkdays[kind] ?? 5),
        };
        world.applications.unshift(application);
        return application;
      }),
    issueInvoice: async ({ account, month, kind, title, taxNo }, key) =>
      world.once('issueInvoice', key, () => {
        const bill = world.account(account).bills.find((b) => b.month === month);
        if (!bill) throw new BackendError('rejected', `no bill of ${month}`, true);
        const id = world.number();
        const invoice = {
          id,
          account,
          month,
          amount: bill.amount,
          kind,
          title,
          taxNo,
          url: `https://invoice.example.com/${id}.pdf`,
          at: world.now(),
        };
        world.invoices.unshift(invoice);
        return invoice;
      }),
    promiseToPay: async ({ account, date }, key) =>
      world.once('promiseToPay', key, () => {
        const found = world.account(account);
        const latest = addDays(world.today(), world.commitments.promiseMaxDays);
        if (date < world.today() || date > latest)
          throw new BackendError('rejected', `a promise lies between today and ${latest}`, true);
        found.promise = { id: world.number(), account, date, at: world.now() };
        return found.promise;
      }),
    reconnect: async ({ account }, key) =>
      world.once('reconnect', key, () => {
        const found = world.account(account);
        if (world.arrears(found).owed > 0) throw new BackendError('rejected', 'the account still owes', true);
        found.customer = { ...found.customer, supply: 'on', cutAt: null };
        return { id: world.number(), at: world.now() };
      }),
  };
}

type Changes = 'signAutopay' | 'cancelAutopay' | 'setReminder' | 'updateContact' | 'bind' | 'unbind';

/** Writes that change what is on record. */
function changes(world: World): Pick<MarketingBackend, Changes> {
  const change =
    <T extends { account: string }>(method: string, act: (input: T) => void) =>
    async (input: T, key: string) =>
      world.once(method, key, () => {
        world.account(input.account);
        act(input);
        return { id: world.number(), at: world.now() };
      });
  const set = (no: string, part: Partial<ReturnType<World['account']>['customer']>) => {
    const found = world.account(no);
    found.customer = { ...found.customer, ...part };
  };
  return {
    signAutopay: change('signAutopay', ({ account, bank, cardLast4 }) =>
      set(account, { autopay: { bank, cardLast4 } }),
    ),
    cancelAutopay: change('cancelAutopay', ({ account }) => set(account, { autopay: null })),
    setReminder: change('setReminder', ({ account, kind, on, threshold }) => {
      const found = world.account(account);
      set(account, { reminders: { ...found.customer.reminders, [kind]: on } });
      if (kind === 'balance' && threshold) found.alertBelow = threshold;
    }),
    updateContact: change('updateContact', ({ account, phone }) => {
      if (phone) set(account, { phone });
    }),
    bind: change('bind', ({ account, userId }) => {
      world.bound.set(userId, new Set(world.bound.get(userId)).add(account));
    }),
    unbind: change('unbind', ({ account, userId }) => {
      world.bound.get(userId)?.delete(account);
    }),
  };
}
