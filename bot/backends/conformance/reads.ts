/** Checks of what the ports tell. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { addDays } from '../time.ts';
import type { Check } from './check.ts';

export const reads: Check[] = [
  {
    name: 'an account that is not there reads as null or empty',
    async run({ marketing, metering }, { stranger: account, today }) {
      equal(await marketing.customer({ account }), null);
      deepEqual(await marketing.bills({ account }), []);
      equal(await marketing.balance({ account }), null);
      equal(await marketing.arrears({ account }), null);
      deepEqual(await marketing.payments({ account }), []);
      deepEqual(await marketing.applications({ account }), []);
      equal(await marketing.points({ account }), null);
      equal(await marketing.usage({ account, from: addDays(today, -3), to: today }), null);
      equal(await metering.reading({ account }), null);
    },
  },
  {
    name: 'a customer is found by account and by phone',
    async run({ marketing }, { resident }) {
      const customer = await marketing.customer({ account: resident.account });
      equal(customer?.phone, resident.phone);
      const found = await marketing.customersByPhone({ phone: resident.phone });
      ok(found.some((c) => c.account === resident.account));
    },
  },
  {
    name: 'bills come newest first',
    async run({ marketing }, { resident }) {
      const months = (await marketing.bills(resident)).map((b) => b.month);
      ok(months.length >= 2, 'at least two bills');
      deepEqual(months, [...months].sort().reverse());
    },
  },
  {
    name: 'a bill adds up: peak and valley, and the tiers, make its energy',
    async run({ marketing }, { resident }) {
      for (const b of await marketing.bills(resident)) {
        if (b.peak !== null && b.valley !== null) near(b.peak + b.valley, b.kwh);
        if (b.tierSplit) near(b.tierSplit[0] + b.tierSplit[1] + b.tierSplit[2], b.kwh);
        ok(b.from <= b.to && b.to.startsWith(b.month));
      }
    },
  },
  {
    name: 'arrears are the unpaid bills, principal and late fee apart',
    async run({ marketing }, { debtor }) {
      const unpaid = (await marketing.bills(debtor)).filter((b) => b.status !== 'paid');
      const arrears = (await marketing.arrears(debtor))!;
      equal(
        arrears.owed,
        unpaid.reduce((sum, b) => sum + b.amount, 0),
      );
      equal(
        arrears.lateFee,
        unpaid.reduce((sum, b) => sum + b.lateFee, 0),
      );
      equal(arrears.status, 'overdue');
      ok(arrears.owed > 0 && arrears.lateFee > 0 && arrears.overdueSince);
    },
  },
  {
    name: 'use by day is in order, without gaps, and never of a day that is not over',
    async run({ marketing }, { resident: { account }, today }) {
      const from = addDays(today, -10);
      const usage = await marketing.usage({ account, from, to: addDays(today, 5) });
      deepEqual(
        usage?.days.map((d) => d.date),
        Array.from({ length: 10 }, (_, i) => addDays(from, i)),
      );
    },
  },
  {
    name: 'a register never runs backwards',
    async run({ metering }, { resident }) {
      const reading = (await metering.reading(resident))!;
      ok(
        reading.total >= reading.previousTotal &&
          reading.readAt > reading.previousReadAt &&
          reading.nextReadAt > reading.readAt,
      );
    },
  },
  {
    name: 'an outage is found by account, by area and by words',
    async run({ outages }, { dark: { account, area, address }, resident }) {
      for (const query of [{ account }, { area }, { address }]) {
        const { outages: found } = await outages.find(query);
        ok(found.length > 0 && found.every((o) => o.areas.includes(area)), JSON.stringify(query));
      }
      deepEqual((await outages.find({ account: resident.account })).outages, []);
      equal((await outages.find({ address: '不知道什么地方' })).by, 'none');
    },
  },
  {
    name: 'halls are found by text',
    async run({ directory }, { hallText }) {
      const all = await directory.halls({});
      const found = await directory.halls({ text: hallText });
      ok(found.length > 0 && found.length < all.length);
    },
  },
  {
    name: 'prices and commitments are there',
    async run({ marketing, directory }) {
      ok((await marketing.tariffs({})).length > 0);
      ok((await directory.commitments({})).promiseMaxDays > 0);
    },
  },
];

function near(a: number, b: number): void {
  ok(Math.abs(a - b) < 0.005, `${a} is not ${b}`);
}
