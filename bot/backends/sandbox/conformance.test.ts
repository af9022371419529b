import { describe, expect, it } from 'vitest';
import type { Cast } from '../conformance/check.ts';
import { CHECKS } from '../conformance.ts';
import type { Backends } from '../ports.ts';
import { Sandbox, sandboxNow } from './sandbox.ts';

const CAST: Cast = {
  today: '2026-11-21',
  resident: { account: '3201000000017', phone: '13800000001', idLast4: '1234' },
  debtor: { account: '3201000000025' },
  dark: { account: '3201000000074', area: 'YZ-GL-001', address: '扬州市广陵区文昌里' },
  code: '246810',
  stranger: '3201999999999',
  hallText: '鼓楼区',
};

function fresh(): Backends {
  return new Sandbox({ clock: sandboxNow, shift: false }).backends;
}

describe('the sandbox keeps the contract', () => {
  it.each(CHECKS)('$name', ({ run }) => run(fresh(), CAST));
});

/** Backends that are wrong in one place each, and the check that must notice. */
const BROKEN: { wrong: string; check: RegExp; spoil(b: Backends): Partial<Backends> }[] = [
  {
    wrong: 'the key is ignored',
    check: /kind repair is entered once/,
    spoil: ({ workOrders }) => ({
      workOrders: {
        ...workOrders,
        createRepair: (input) => workOrders.createRepair(input, String(Math.random())),
      },
    }),
  },
  {
    wrong: 'money in yuan',
    check: /bills come newest first/,
    spoil: ({ marketing }) => ({
      marketing: {
        ...marketing,
        bills: async (q) => (await marketing.bills(q)).map((b) => ({ ...b, amount: b.amount / 100 })),
      },
    }),
  },
  {
    wrong: 'the late fee inside the principal',
    check: /arrears are the unpaid bills/,
    spoil: ({ marketing }) => ({
      marketing: {
        ...marketing,
        arrears: async (q) =>
          await marketing.arrears(q).then((a) => a && { ...a, owed: a.owed + a.lateFee, lateFee: 0 }),
      },
    }),
  },
  {
    wrong: 'oldest bill first',
    check: /bills come newest first/,
    spoil: ({ marketing }) => ({
      marketing: { ...marketing, bills: async (q) => (await marketing.bills(q)).reverse() },
    }),
  },
  {
    wrong: 'an unknown account throws',
    check: /reads as null or empty/,
    spoil: ({ marketing }) => ({
      marketing: { ...marketing, customer: async () => Promise.reject(new Error('404')) },
    }),
  },
  {
    wrong: 'a refused write is accepted in silence',
    check: /who still owes is not reconnected/,
    spoil: ({ marketing }) => ({
      marketing: { ...marketing, reconnect: async () => ({ id: '1', at: '2026-11-21T10:00:00+08:00' }) },
    }),
  },
  {
    wrong: 'tries are never counted',
    check: /the fifth locks the account/,
    spoil: ({ sms }) => ({
      sms: { ...sms, verify: async () => ({ result: 'wrong', by: null, left: 4, lockedUntil: null }) },
    }),
  },
];

describe('the suite can fail', () => {
  it.each(BROKEN)('$wrong', async ({ check, spoil }) => {
    const backends = fresh();
    const one = CHECKS.filter((c) => check.test(c.name));
    expect(one).toHaveLength(1);
    await expect(one[0]!.run({ ...backends, ...spoil(backends) }, CAST)).rejects.toThrow();
  });
});
