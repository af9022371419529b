/** Actions on the account: what it is, finding it, binding it, its contact, its points and its use day by day. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { tariffOn, tierLimits } from '../backends/tariff.ts';
import { isoDate } from '../backends/time.ts';
import { FLAGS, flags, holder, param, rounded, tariffsIfKnown, WHO, who } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskAddress, maskPhone } from './masks.ts';
import type { ActionContext } from './port.ts';

const accountRead = (backends: Backends) =>
  defineAction({
    name: 'account.read',
    about: 'What the utility has on record of one’s own account.',
    identity: 'bound',
    params: z.object({ account: param.account }),
    returns: {
      ok: {
        ...WHO,
        ...FLAGS,
        name: 'whole name of the holder',
        phoneMasked: '138****0001',
        category: 'residential, commercial or industrial',
        tariff: 'tariff code',
        tou: 'by time of use; null while the tariffs cannot be read, as are the tier fields',
        twoMonths: 'billed every two months',
        persons: 'persons in the household, or null',
        yearKwh: 'kWh of the year up to the newest bill, or null',
        tier: 'tier reached with it: 1, 2, 3, or null',
        tierLeft: 'kWh left in that tier, or null',
        tier1Limit: 'kWh a year, or null',
        tier2Limit: 'kWh a year, or null',
        important: 'important customer',
        highVoltage: 'supplied at high voltage',
        rural: 'in the country',
        capacityKva: 'kVA, or null',
        powerFactor: '0.87, or null',
        manager: 'the account manager: 客户经理许工, or null',
        invoiceTitle: 'own invoice title, else the name',
        taxNo: 'or null',
        pv: 'has photovoltaics',
        pvCapacity: 'kW, or null',
        pvFeedIn: 'kWh fed in last month, or null',
        pvSettle: 'fen for it, or null',
        autopay: 'bank or wallet signed for automatic payment, or null',
        billReminder: 'on or off, boolean',
        balanceReminder: 'boolean',
        tierReminder: 'boolean',
        outageNotice: 'boolean',
      },
    },
    async perform({ account }, { now }) {
      const customer = await holder(backends, account);
      const [tariffs, bills] = await Promise.all([
        tariffsIfKnown(backends),
        backends.marketing.bills({ account }),
      ]);
      const tariff = tariffOn(tariffs, customer.tariff, isoDate(now));
      const limits = tariff && tierLimits(tariff, customer.persons ?? 0);
      const yearKwh = bills[0]?.yearToDateKwh ?? null;
      const tier =
        limits && yearKwh !== null ? (yearKwh <= limits[0] ? 1 : yearKwh <= limits[1] ? 2 : 3) : null;
      return ok({
        ...who(customer),
        ...flags(customer),
        name: customer.name,
        phoneMasked: maskPhone(customer.phone),
        category: customer.category,
        tariff: customer.tariff,
        tou: tariff ? tariff.peak !== null : null,
        twoMonths: customer.cycle === 'two-months',
        persons: customer.persons,
        yearKwh,
        tier,
        tierLeft: tier && tier < 3 ? rounded(limits![tier - 1]! - yearKwh!) : null,
        tier1Limit: limits?.[0] ?? null,
        tier2Limit: limits?.[1] ?? null,
        important: customer.tags.includes('important'),
        highVoltage: customer.tags.includes('highVoltage'),
        rural: customer.rural,
        capacityKva: customer.capacityKva,
        powerFactor: customer.powerFactor,
        manager: customer.manager,
        invoiceTitle: customer.invoiceTitle ?? customer.name,
        taxNo: customer.taxNo,
        pv: customer.pv !== null,
        pvCapacity: customer.pv?.capacityKw ?? null,
        pvFeedIn: customer.pv?.lastMonthFeedIn ?? null,
        pvSettle: customer.pv?.settle ?? null,
        autopay: customer.autopay?.bank ?? null,
        billReminder: customer.reminders.bill,
        balanceReminder: customer.reminders.balance,
        tierReminder: customer.reminders.tier,
        outageNotice: customer.reminders.outage,
      });
    },
  });

const accountFind = (backends: Backends) =>
  defineAction({
    name: 'account.find',
    about: 'The accounts under a phone: the channel’s own phone, or another one whose owner proves it.',
    identity: 'anonymous',
    params: z.object({
      phone: z.string().nullish().describe('default: the channel’s own'),
      proof: z
        .string()
        .nullish()
        .describe(
          'for another phone: the code sent to it (identity.sendCode with phone), or the holder’s ID last four',
        ),
    }),
    returns: {
      ok: {
        count: 'how many accounts',
        account: 'the first account number (whole)',
        addressMasked: 'of the first',
        nameMasked: 'of the first',
        accounts: 'list of {account, addressMasked, nameMasked, prepaid}',
        list: '"3201000000017，南京市鼓楼区云台路***；…"',
        options: 'list of {label, value} for quick replies: label is the masked address, value the account',
        phoneMasked: '138****0001',
      },
      notFound: { phoneMasked: 'no account under it' },
      proofNeeded: {
        phoneMasked: 'the phone to prove; null when no phone is known: ask for one',
        known: 'a phone is known',
      },
      wrong: { phoneMasked: 'the phone', left: 'tries left', locked: 'no more tries for now' },
    },
    async perform({ phone, proof }, context) {
      const wanted = phone ?? context.phone;
      if (!wanted) return other('proofNeeded', { phoneMasked: null, known: false });
      const phoneMasked = maskPhone(wanted);
      if (wanted !== context.phone) {
        if (!proof) return other('proofNeeded', { phoneMasked, known: true });
        const checked = await backends.sms.verify({ phone: wanted, proof }, context.key);
        if (checked.result !== 'ok')
          return other('wrong', { phoneMasked, left: checked.left, locked: checked.result === 'locked' });
      }
      const found = await backends.marketing.customersByPhone({ phone: wanted });
      if (!found.length) return other('notFound', { phoneMasked });
      const accounts = found.map((c) => ({ ...who(c), prepaid: c.billing === 'prepaid' }));
      return ok({
        count: accounts.length,
        ...who(found[0]!),
        accounts,
        list: accounts.map((a) => `${a.account}，${a.addressMasked.replace(/\*+$/, '')}`).join('；'),
        options: accounts.map((a) => ({ label: a.addressMasked, value: a.account })),
        phoneMasked,
      });
    },
  });

const accountBind = (backends: Backends) =>
  defineAction({
    name: 'account.bind',
    about:
      'Binds the account to the customer’s id in this channel, for good. The proof is asked by the engine.',
    identity: 'verified',
    effect: true,
    params: z.object({ account: param.account }),
    returns: { ok: WHO, exists: WHO },
    async perform({ account }, { key, userId }) {
      const customer = await holder(backends, account);
      const bound = await backends.marketing.boundAccounts({ userId });
      if (bound.includes(account)) return other('exists', who(customer));
      await backends.marketing.bind({ account, userId }, key);
      return ok(who(customer));
    },
  });

const accountUnbind = (backends: Backends) =>
  defineAction({
    name: 'account.unbind',
    about: 'Ends the binding of the account to the customer’s id in this channel.',
    identity: 'verified',
    effect: true,
    params: z.object({ account: param.account }),
    returns: { ok: WHO },
    async perform({ account }, { key, userId }) {
      const customer = await holder(backends, account);
      await backends.marketing.unbind({ account, userId }, key);
      return ok(who(customer));
    },
  });

const contactUpdate = (backends: Backends) =>
  defineAction({
    name: 'contact.update',
    about: 'Changes the phone or the postal address on record.',
    identity: 'verified',
    effect: true,
    params: z.object({
      account: param.account,
      phone: z
        .string()
        .regex(/^1\d{10}$|^0\d{2,3}-?\d{7,8}$/)
        .nullish()
        .describe('new phone'),
      address: param.address.describe('new postal address for paper bills'),
    }),
    returns: {
      ok: {
        ...WHO,
        phoneMasked: 'phone now on record',
        before: 'masked phone before',
        newAddressMasked: 'new postal address, or null',
      },
      nothing: { ...WHO, phoneMasked: 'phone on record; nothing new was given' },
    },
    async perform({ account, phone, address }, { key }) {
      const customer = await holder(backends, account);
      const before = maskPhone(customer.phone);
      if ((!phone || phone === customer.phone) && !address)
        return other('nothing', { ...who(customer), phoneMasked: before });
      await backends.marketing.updateContact(
        { account, phone: phone ?? null, address: address ?? null },
        key,
      );
      return ok({
        ...who(customer),
        phoneMasked: phone ? maskPhone(phone) : before,
        before,
        newAddressMasked: address ? maskAddress(address) : null,
      });
    },
  });

const pointsRead = (backends: Backends) =>
  defineAction({
    name: 'points.read',
    about: 'Points collected.',
    identity: 'bound',
    params: z.object({ account: param.account }),
    returns: {
      ok: {
        ...WHO,
        points: 'points',
        expiring: 'points that end soon (0 = none)',
        expiresAt: 'date on which those end',
        worth: 'fen they count for (100 points = 1 yuan)',
      },
    },
    async perform({ account }) {
      const customer = await holder(backends, account);
      const p = await backends.marketing.points({ account });
      const points = p?.points ?? 0;
      return ok({
        ...who(customer),
        points,
        expiring: p?.expiring ?? 0,
        expiresAt: p?.expiresAt ?? null,
        worth: points,
      });
    },
  });

/** The holder of an account, when the call is on the line that the account has on record. */
async function callee(backends: Backends, account: string, { channel, phone }: ActionContext) {
  const customer = await backends.marketing.customer({ account });
  return customer && channel === 'voice' && phone === customer.phone ? customer : null;
}

const calleeRead = (backends: Backends) =>
  defineAction({
    name: 'callee.read',
    about:
      'Whom an outbound call is for: only on the phone line that the account has on record, and no figures.',
    identity: 'anonymous',
    params: z.object({ account: param.account }),
    returns: {
      ok: {
        name: 'whole name, to ask for the person',
        surname: 'first character of a person’s name',
        company: 'it is a company',
        area: 'area code: what is announced for all who live there anybody may be told',
        ...FLAGS,
      },
      notFound: {},
    },
    async perform({ account }, context) {
      const customer = await callee(backends, account, context);
      if (!customer) return other('notFound');
      const company = customer.name.length > 4;
      return ok({
        name: customer.name,
        surname: customer.name.slice(0, 1),
        company,
        area: customer.area,
        ...flags(customer),
      });
    },
  });

const calleeConfirm = (backends: Backends) =>
  defineAction({
    name: 'callee.confirm',
    about:
      'Whoever was called has said to be the holder: counts as bound for this call, on the line on record only.',
    identity: 'anonymous',
    params: z.object({ account: param.account }),
    returns: { ok: {}, notFound: {} },
    perform: async ({ account }, context) =>
      (await callee(backends, account, context)) ? ok() : other('notFound'),
  });

export const accountActions = (backends: Backends): DocumentedAction[] =>
  [
    accountRead,
    accountFind,
    accountBind,
    accountUnbind,
    contactUpdate,
    pointsRead,
    calleeRead,
    calleeConfirm,
  ].map((make) => make(backends));
