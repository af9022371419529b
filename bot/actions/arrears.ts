/** Actions on debts: what is owed, getting power back, promising to pay. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { addDays, addMinutes, daysBetween, isoDate, isoTime } from '../backends/time.ts';
import { FLAGS, flags, holder, monthName, param, WHO, who } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';

const DEBT = {
  owes: 'something is billed and unpaid, due or overdue',
  owed: 'principal, fen; the late fee is not in it',
  lateFee: 'late fee to date, fen; told apart',
  total: 'both together, fen',
  status: 'none, due (still in time) or overdue',
  due: 'status is due',
  overdue: 'status is overdue',
  count: 'how many unpaid bills',
  months: 'list of their months',
  monthsText: '"10月", "9月、10月"; empty when none',
  month: 'month of the oldest unpaid bill, or null',
  dueAt: 'last day to pay in time, or null',
  overdueSince: 'date since which it is overdue, or null',
  overdueDays: 'days overdue; 0 when not',
  dailyFee: 'fen of late fee for one more day; 0 when not overdue',
  cutAt: 'date of the cut, or null',
  cutAfterDays: 'days overdue after which supply may be cut (30)',
  cutFrom: 'first date on which it may be cut; null when protected, already cut or not overdue',
  reconnectHours: 'hours within which power is back once all is paid (24)',
  promiseMaxDays: 'days ahead that a promise to pay may lie at most (15)',
  promiseLatest: 'the latest date for such a promise',
  promised: 'a promise to pay is on record',
  promisedDate: 'its date, or null',
  promisedId: 'its number, or null',
  balance: 'fen left (prepaid), else 0',
  ...FLAGS,
  ...WHO,
};

/** Everything that flows tell of a debt. */
async function debtFacts(
  backends: Backends,
  account: string,
  now: Date,
): Promise<
  Record<keyof typeof DEBT, unknown> & {
    reconnectHours: number;
    promiseMaxDays: number;
    promiseLatest: string;
  }
> {
  const customer = await holder(backends, account);
  const [debt, left, commitments] = await Promise.all([
    backends.marketing.arrears({ account }),
    backends.marketing.balance({ account }),
    backends.directory.commitments({}),
  ]);
  const today = isoDate(now);
  const marks = flags(customer);
  const { owed = 0, lateFee = 0, status = 'none', overdueSince = null } = debt ?? {};
  const months = [...(debt?.months ?? [])].sort();
  const overdue = status === 'overdue';
  const overdueDays = overdue && overdueSince ? Math.max(0, daysBetween(overdueSince, today)) : 0;
  const mayBeCut = overdue && overdueSince && !marks.protected && !marks.cut;
  return {
    owes: owed > 0,
    owed,
    lateFee,
    total: owed + lateFee,
    status,
    due: status === 'due',
    overdue,
    count: months.length,
    months,
    monthsText: months.map((m) => monthName(m, today)).join('、'),
    month: months[0] ?? null,
    dueAt: debt?.dueAt ?? null,
    overdueSince,
    overdueDays,
    dailyFee: overdueDays > 0 ? Math.round(lateFee / overdueDays) : 0,
    cutAt: customer.cutAt,
    cutAfterDays: commitments.cutoffAfterDays,
    cutFrom: mayBeCut ? addDays(overdueSince, commitments.cutoffAfterDays + 1) : null,
    reconnectHours: commitments.reconnectHours,
    promiseMaxDays: commitments.promiseMaxDays,
    promiseLatest: addDays(today, commitments.promiseMaxDays),
    promised: Boolean(debt?.promise),
    promisedDate: debt?.promise?.date ?? null,
    promisedId: debt?.promise?.id ?? null,
    balance: marks.prepaid ? (left?.balance ?? 0) : 0,
    ...marks,
    ...who(customer),
  };
}

const arrearsRead = (backends: Backends) =>
  defineAction({
    name: 'arrears.read',
    about: 'What is billed and unpaid. Owing nothing is `ok` with owes false.',
    identity: 'bound',
    params: z.object({ account: param.account }),
    returns: { ok: DEBT },
    perform: async ({ account }, { now }) => ok(await debtFacts(backends, account, now)),
  });

const supplyReconnect = (backends: Backends) =>
  defineAction({
    name: 'supply.reconnect',
    about: 'Has supply restored that was cut for arrears and is paid now.',
    identity: 'bound',
    effect: true,
    params: z.object({ account: param.account }),
    returns: {
      ok: {
        id: 'number',
        at: 'time of entry',
        restoreBy: 'time by which power is back',
        hours: 'hours that takes at most (24)',
        ...DEBT,
      },
      stillOwes: DEBT,
      notCut: DEBT,
    },
    async perform({ account }, { key, now }) {
      const debt = await debtFacts(backends, account, now);
      if (!debt.cut) return other('notCut', debt);
      if (debt.owes) return other('stillOwes', debt);
      const done = await backends.marketing.reconnect({ account }, key);
      const restoreBy = isoTime(addMinutes(new Date(done.at), debt.reconnectHours * 60));
      return ok({ ...debt, id: done.id, at: done.at, restoreBy, hours: debt.reconnectHours });
    },
  });

const LIMITS = { date: 'as asked', latest: 'latest date possible', maxDays: 'days ahead at most (15)' };

const promiseCreate = (backends: Backends) =>
  defineAction({
    name: 'promise.create',
    about: 'Records a promise to pay by a date, at most 15 days ahead. The late fee goes on.',
    identity: 'bound',
    effect: true,
    params: z.object({ account: param.account, date: z.iso.date().describe('YYYY-MM-DD') }),
    returns: {
      ok: { ...DEBT, ...LIMITS, id: 'number of the promise', at: 'time of entry' },
      tooLate: { ...DEBT, ...LIMITS },
      past: { ...DEBT, ...LIMITS },
      nothing: DEBT,
      exists: { ...DEBT, ...LIMITS },
    },
    async perform({ account, date }, { key, now }) {
      const debt = await debtFacts(backends, account, now);
      const today = isoDate(now);
      const limits = { date, latest: debt.promiseLatest, maxDays: debt.promiseMaxDays };
      if (!debt.owes) return other('nothing', debt);
      if (debt.promised) return other('exists', { ...debt, ...limits });
      if (date < today) return other('past', { ...debt, ...limits });
      if (date > limits.latest) return other('tooLate', { ...debt, ...limits });
      const done = await backends.marketing.promiseToPay({ account, date }, key);
      return ok({
        ...debt,
        ...limits,
        promised: true,
        promisedDate: date,
        promisedId: done.id,
        id: done.id,
        at: done.at,
      });
    },
  });

export const arrearsActions = (backends: Backends): DocumentedAction[] => [
  arrearsRead(backends),
  supplyReconnect(backends),
  promiseCreate(backends),
];
