/** Actions on applications: new supply, changes of a supply, the household benefits, and how far they are. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { APPLICATION_KINDS, type Application, type ApplicationKind } from '../backends/schemas.ts';
import { holder, mayHear, PROGRESS, param, progress } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import type { ActionContext, ActionResult } from './port.ts';

const DONE = {
  ...PROGRESS,
  deadline: 'date by which the utility commits to be done, or null',
  workdays: 'working days that takes, or null',
};

/** New supplies have no account yet; all other kinds need one. */
const WITHOUT_ACCOUNT: readonly ApplicationKind[] = [
  'residential',
  'business',
  'ev_charger',
  'pv',
  'temporary',
];
/** Whoever gives up an account pays its debts first. */
const SETTLES_FIRST: readonly ApplicationKind[] = ['rename', 'close'];

async function apply(
  backends: Backends,
  kind: ApplicationKind,
  account: string | null,
  details: Record<string, unknown>,
  { key }: ActionContext,
): Promise<ActionResult> {
  const open = account ? await openApplication(backends, account, kind) : undefined;
  if (open) return other('exists', progress(open));
  const { applicationWorkdays } = await backends.directory.commitments({});
  const request = { kind, account, details: z.record(z.string(), z.json()).parse(details) };
  const done = await backends.marketing.apply(request, key);
  return ok({ ...progress(done), deadline: done.deadline, workdays: applicationWorkdays[kind] ?? null });
}

async function openApplication(
  backends: Backends,
  account: string,
  kind: ApplicationKind,
): Promise<Application | undefined> {
  return (await backends.marketing.applications({ account })).find((a) => a.open && a.kind === kind);
}

const applicationCreate = (backends: Backends) =>
  defineAction({
    name: 'application.create',
    about:
      'Enters an application. New supplies go without an account; all others need one (and are verified for it).',
    identity: 'verified',
    effect: true,
    params: z.object({
      kind: z.enum(APPLICATION_KINDS).exclude(['household', 'low_income', 'refund']),
      account: param.anyAccount,
      address: param.address,
      name: z.string().nullish().describe('applicant'),
      phone: param.phone,
      details: z
        .record(z.string(), z.unknown())
        .nullish()
        .describe('what else the flow learnt: {capacityKva: 20, reason: "买卖"}'),
    }),
    returns: {
      ok: DONE,
      exists: PROGRESS,
      owes: { owed: 'fen', lateFee: 'fen', total: 'fen; rename and close are done when it is paid' },
      accountNeeded: { kind: 'as asked' },
    },
    async perform({ kind, account, address, name, phone, details }, context) {
      if (!account && !WITHOUT_ACCOUNT.includes(kind)) return other('accountNeeded', { kind });
      if (account && SETTLES_FIRST.includes(kind)) {
        const debt = await backends.marketing.arrears({ account });
        if (debt && debt.owed > 0)
          return other('owes', { owed: debt.owed, lateFee: debt.lateFee, total: debt.owed + debt.lateFee });
      }
      const contact = { address: address ?? null, name: name ?? null, phone: phone ?? context.phone ?? null };
      return apply(backends, kind, account ?? null, { ...details, ...contact }, context);
    },
  });

const applicationFind = (backends: Backends) =>
  defineAction({
    name: 'application.find',
    about: 'How far an application is: by its number, or the newest of an account.',
    identity: 'bound',
    params: z.object({
      account: param.anyAccount,
      order: z.string().nullish().describe('application number'),
      kind: z.enum(APPLICATION_KINDS).nullish(),
    }),
    returns: {
      ok: { ...DONE, count: 'how many there are', list: '"充电桩报装：现场勘查已预约；…"' },
      notFound: { order: 'number asked for, or null' },
    },
    async perform({ account, order, kind }, context) {
      if (!account && !order) return other('notFound', { order: null });
      const all = await backends.marketing.applications(order ? { id: order } : { account: account! });
      const found = all.filter((a) => (!kind || a.kind === kind) && mayHear(a, context, account));
      const first = found.find((a) => a.open) ?? found[0];
      if (!first) return other('notFound', { order: order ?? null });
      const { applicationWorkdays } = await backends.directory.commitments({});
      return ok({
        ...progress(first),
        deadline: first.deadline,
        workdays: applicationWorkdays[first.kind] ?? null,
        count: found.length,
        list: found.map((a) => `${progress(a).kindName}：${a.status}`).join('；'),
      });
    },
  });

const householdApply = (backends: Backends) =>
  defineAction({
    name: 'household.apply',
    about:
      'More energy in the lower tiers for a household of five and more, or the shared price (合表) from seven.',
    identity: 'verified',
    effect: true,
    params: z.object({
      account: param.account,
      persons: z.number().int().positive(),
      kind: z.enum(['tier', 'shared']).nullish().describe('default tier'),
    }),
    returns: {
      ok: { ...DONE, persons: 'persons', extra: 'kWh a year by which the tiers move up; 0 for shared' },
      tooFew: { persons: 'persons', needed: '5 for tier, 7 for shared' },
      exists: PROGRESS,
    },
    async perform({ account, persons, kind }, context) {
      const needed = kind === 'shared' ? 7 : 5;
      if (persons < needed) return other('tooFew', { persons, needed });
      const customer = await holder(backends, account);
      const tariffs = await backends.marketing.tariffs({});
      const result = await apply(backends, 'household', account, { persons, kind: kind ?? 'tier' }, context);
      if (result.outcome !== 'ok') return result;
      const extra =
        kind === 'shared' ? 0 : (tariffs.find((t) => t.code === customer.tariff)?.extraPerYearFivePlus ?? 0);
      return ok({ ...result.data, persons, extra });
    },
  });

const lowincomeApply = (backends: Backends) =>
  defineAction({
    name: 'lowincome.apply',
    about: 'Free energy every month for households on 低保, 特困 or 五保.',
    identity: 'verified',
    effect: true,
    params: z.object({
      account: param.account,
      kind: z.enum(['dibao', 'tekun', 'wubao']).nullish(),
      certificate: z.string().nullish().describe('number of the certificate, or a photo’s address'),
    }),
    returns: { ok: { ...DONE, freeKwh: 'free kWh a month' }, exists: PROGRESS },
    async perform({ account, kind, certificate }, context) {
      await holder(backends, account);
      const tariffs = await backends.marketing.tariffs({});
      const result = await apply(
        backends,
        'low_income',
        account,
        { kind: kind ?? null, certificate: certificate ?? null },
        context,
      );
      if (result.outcome !== 'ok') return result;
      return ok({ ...result.data, freeKwh: tariffs.find((t) => t.freePerMonth)?.freePerMonth ?? null });
    },
  });

export const applyActions = (backends: Backends): DocumentedAction[] => [
  applicationCreate(backends),
  applicationFind(backends),
  householdApply(backends),
  lowincomeApply(backends),
];
