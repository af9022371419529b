/** Actions on the meter: what it shows, what the customer reads on it, having it checked or mended. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import type { Reading } from '../backends/schemas.ts';
import { addWorkdays, daysBetween, isoDate } from '../backends/time.ts';
import { holder, PROGRESS, param, progress, rounded, WHO, who } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskPhone } from './masks.ts';
import { SITE, site } from './site.ts';

const READING = {
  reading: 'last regular reading, kWh',
  readAt: 'its date',
  previousReading: 'the one before, kWh',
  previousReadAt: 'its date',
  kwh: 'kWh between the two',
  tou: 'the meter counts peak and valley',
  peakReading: 'peak register, kWh, or null',
  valleyReading: 'valley register, kWh, or null',
  nextReadAt: 'date of the next regular reading',
  meterTail: 'last four digits of the meter number',
  reportedReading: 'reading that the customer reported since, or null',
  reportedAt: 'time of it, or null',
};

function readingFacts(r: Reading): Record<keyof typeof READING, unknown> {
  return {
    reading: r.total,
    readAt: r.readAt,
    previousReading: r.previousTotal,
    previousReadAt: r.previousReadAt,
    kwh: rounded(r.total - r.previousTotal),
    tou: r.peak !== null,
    peakReading: r.peak,
    valleyReading: r.valley,
    nextReadAt: r.nextReadAt,
    meterTail: r.meterNo.slice(-4),
    reportedReading: r.reported?.total ?? null,
    reportedAt: r.reported?.at ?? null,
  };
}

const meterRead = (backends: Backends) =>
  defineAction({
    name: 'meter.read',
    about: 'The last readings of the meter.',
    identity: 'bound',
    params: z.object({ account: param.account }),
    returns: { ok: { ...WHO, ...READING }, notFound: WHO },
    async perform({ account }) {
      const customer = await holder(backends, account);
      const reading = await backends.metering.reading({ account });
      return reading ? ok({ ...who(customer), ...readingFacts(reading) }) : other('notFound', who(customer));
    },
  });

const REPORT = {
  ...READING,
  asked: 'the reading as told, kWh',
  since: 'kWh used since the last regular reading by it (negative when it is lower)',
  days: 'days since the last regular reading',
  expected: 'kWh usually used in that time',
};

const meterReport = (backends: Backends) =>
  defineAction({
    name: 'meter.report',
    about: 'Takes down a reading that the customer made.',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.account,
      reading: z.number().nonnegative().describe('total register, kWh'),
      sure: z.boolean().nullish().describe('take it though it is far above what is usual'),
    }),
    returns: { ok: REPORT, lower: REPORT, tooHigh: REPORT, notFound: WHO },
    async perform({ account, reading, sure }, { key, now }) {
      const customer = await holder(backends, account);
      const last = await backends.metering.reading({ account });
      if (!last) return other('notFound', who(customer));
      const facts = { ...readingFacts(last), asked: reading, ...plausibility(last, reading, isoDate(now)) };
      if (facts.since < 0) return other('lower', facts);
      if (!sure && facts.since > Math.max(300, facts.expected * 3)) return other('tooHigh', facts);
      const done = await backends.metering.report({ account, total: reading }, key);
      return ok({ ...facts, ...readingFacts(done) });
    },
  });

function plausibility(last: Reading, reading: number, today: string) {
  const days = Math.max(0, daysBetween(last.readAt, today));
  const usualDays = Math.max(1, daysBetween(last.previousReadAt, last.readAt));
  const expected = rounded(((last.total - last.previousTotal) / usualDays) * days, 0);
  return { since: rounded(reading - last.total), days, expected };
}

const meterCheckCreate = (backends: Backends) =>
  defineAction({
    name: 'metercheck.create',
    about: 'Has the meter tested for correctness.',
    identity: 'bound',
    effect: true,
    params: z.object({ account: param.account, description: param.description, phone: param.phone }),
    returns: {
      ok: {
        ...PROGRESS,
        workdays: 'working days until the result (5)',
        deadline: 'date of the result at the latest',
        phoneMasked: 'who is called',
      },
      exists: PROGRESS,
    },
    async perform({ account, description, phone }, { key, phone: own }) {
      const customer = await holder(backends, account);
      const open = (await backends.workOrders.find({ account, kind: 'meter_check' })).find((o) => o.open);
      if (open) return other('exists', progress(open));
      const callback = phone ?? own ?? customer.phone;
      const { meterVerifyWorkdays: workdays } = await backends.directory.commitments({});
      const order = await backends.workOrders.createMeterCheck(
        { account, description: description || '申请校表', phone: callback },
        key,
      );
      const deadline = addWorkdays(order.at.slice(0, 10), workdays);
      return ok({ ...progress(order), workdays, deadline, phoneMasked: maskPhone(callback) });
    },
  });

const meterFaultCreate = (backends: Backends) =>
  defineAction({
    name: 'meterfault.create',
    about: 'Has a broken meter or meter box seen to. Either an account or an address is needed.',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.anyAccount,
      address: param.address,
      phone: param.phone,
      description: param.description,
    }),
    returns: { ok: { ...PROGRESS, ...SITE, arriveBy: 'time by which someone comes' }, exists: PROGRESS },
    async perform(params, context) {
      const { where, open } = await site(backends, 'meter_fault', params, context, '电表故障');
      if (open) return other('exists', progress(open));
      const order = await backends.workOrders.createMeterFault(where.request, context.key);
      return ok({ ...progress(order), ...where.facts, arriveBy: order.arriveBy });
    },
  });

export const meterActions = (backends: Backends): DocumentedAction[] => [
  meterRead(backends),
  meterReport(backends),
  meterCheckCreate(backends),
  meterFaultCreate(backends),
];
