/** Actions that send someone out: repair and its progress, danger, voltage, damaged appliances. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import type { OutageSearch, WorkOrder } from '../backends/schemas.ts';
import { addDays, isoDate, isoTime } from '../backends/time.ts';
import { FLAGS, flags, holder, PROGRESS, param, progress } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskPhone } from './masks.ts';
import { SITE, site } from './site.ts';

const ARRIVAL = {
  arriveBy: 'time by which the crew is there',
  arrivalMinutes: 'minutes from entry to arriveBy: 45, 90 or 120',
};

function arrival(order: WorkOrder): Record<keyof typeof ARRIVAL, unknown> {
  const minutes = order.arriveBy
    ? Math.round((Date.parse(order.arriveBy) - Date.parse(order.at)) / 60_000)
    : null;
  return { arriveBy: order.arriveBy, arrivalMinutes: minutes };
}

const EXISTS = { ...PROGRESS, ...ARRIVAL };
const exists = (order: WorkOrder) => other('exists', { ...progress(order), ...arrival(order) });

const repairCreate = (backends: Backends) =>
  defineAction({
    name: 'repair.create',
    about: 'Sends a repair crew. Either an account or an address is needed.',
    identity: 'bound',
    effect: true,
    waiver: 'lifeSupport',
    params: z.object({
      account: param.anyAccount,
      address: param.address,
      phone: param.phone,
      description: param.description,
      lifeSupport: z
        .boolean()
        .nullish()
        .describe('someone depends on a device at home; the account’s own mark counts too'),
    }),
    returns: {
      ok: { ...PROGRESS, ...ARRIVAL, ...SITE, priority: 'before all others, for life support', ...FLAGS },
      exists: EXISTS,
    },
    async perform({ lifeSupport, ...params }, context) {
      const { customer, where, open } = await site(backends, 'repair', params, context, '停电报修');
      if (open) return exists(open);
      const marks = customer
        ? flags(customer)
        : { prepaid: false, cut: false, protected: false, lifeSupport: false, elderly: false };
      const priority = Boolean(lifeSupport) || marks.lifeSupport;
      const order = await backends.workOrders.createRepair({ ...where.request, priority }, context.key);
      return ok({
        ...progress(order),
        ...arrival(order),
        ...where.facts,
        priority,
        ...marks,
        lifeSupport: priority,
      });
    },
  });

const repairFind = (backends: Backends) =>
  defineAction({
    name: 'repair.find',
    about:
      'How far a repair, or a danger reported, is: by its number, the account, or else the channel’s own phone.',
    identity: 'bound',
    params: z.object({
      account: param.anyAccount,
      order: z.string().nullish().describe('number of the repair order'),
    }),
    returns: {
      ok: {
        ...EXISTS,
        minutesAgo: 'minutes since it was entered',
        late: 'arriveBy has passed and it is still open',
        outageId: 'the outage behind it, or null',
        eta: 'time power is expected back, or null',
        etaLate: 'that time has passed',
        crew: 'where the crew is: 已到达现场, or null',
        reason: 'of the outage, or null',
      },
      notFound: { order: 'number asked for, or null' },
    },
    async perform({ account, order }, { now, phone }) {
      const query = order ? { id: order } : account ? { account } : phone ? { phone } : null;
      const orders = query ? await backends.workOrders.find(query) : [];
      const repairs = orders.filter((o) => o.kind === 'repair' || o.kind === 'hazard');
      const repair = repairs.find((r) => r.open) ?? repairs[0];
      if (!repair) return other('notFound', { order: order ?? null });
      const at = isoTime(now);
      const search: OutageSearch | null = repair.area
        ? await backends.outages.find({ area: repair.area })
        : null;
      const outage = search?.outages.find((o) => o.from <= at);
      const eta = outage ? (outage.eta ?? outage.to) : null;
      return ok({
        ...progress(repair),
        ...arrival(repair),
        minutesAgo: Math.max(0, Math.round((now.getTime() - Date.parse(repair.at)) / 60_000)),
        late: repair.open && repair.arriveBy !== null && repair.arriveBy < at && !outage?.crew,
        outageId: outage?.id ?? null,
        eta,
        etaLate: eta !== null && eta < at,
        crew: outage?.crew ?? null,
        reason: outage?.reason ?? null,
      });
    },
  });

const hazardCreate = (backends: Backends) =>
  defineAction({
    name: 'hazard.create',
    about:
      'Reports danger from the network, at once and without asking: a wire down, sparks, a leaning pole. Either an account (danger at home) or an address is needed.',
    identity: 'bound',
    effect: true,
    unconfirmed: true,
    params: z.object({
      account: param.anyAccount,
      address: param.address,
      phone: param.phone,
      description: param.description,
    }),
    returns: { ok: { ...PROGRESS, ...ARRIVAL, ...SITE }, exists: EXISTS },
    async perform(params, context) {
      const { where, open } = await site(backends, 'hazard', params, context, '用电安全隐患');
      if (open) return exists(open);
      const order = await backends.workOrders.createHazard(where.request, context.key);
      return ok({ ...progress(order), ...arrival(order), ...where.facts });
    },
  });

const voltageCreate = (backends: Backends) =>
  defineAction({
    name: 'voltage.create',
    about: 'Has the voltage looked into. Either an account or an address is needed.',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.anyAccount,
      address: param.address,
      phone: param.phone,
      description: param.description,
    }),
    returns: { ok: { ...PROGRESS, ...ARRIVAL, ...SITE }, exists: EXISTS },
    async perform(params, context) {
      const { where, open } = await site(backends, 'voltage', params, context, '电压异常');
      if (open) return exists(open);
      const order = await backends.workOrders.createVoltage(where.request, context.key);
      return ok({ ...progress(order), ...arrival(order), ...where.facts });
    },
  });

const damageCreate = (backends: Backends) =>
  defineAction({
    name: 'damage.create',
    about:
      'Claims damages for appliances that the supply broke (居民用户家用电器损坏处理办法: within seven days).',
    identity: 'bound',
    effect: true,
    params: z.object({
      account: param.account,
      appliances: z.string().describe('what broke'),
      date: param.date.describe('day it happened; default today'),
      phone: param.phone,
      description: param.description,
    }),
    returns: {
      ok: {
        ...PROGRESS,
        phoneMasked: 'who is called',
        date: 'day it happened',
        visitBy: 'time by which someone comes to look (24 hours)',
      },
      tooLate: {
        date: 'day it happened',
        limitDays: 'days within which to claim',
        earliest: 'earliest day that still counts',
      },
      exists: PROGRESS,
    },
    async perform({ account, appliances, date, phone, description }, { key, now, phone: own }) {
      const customer = await holder(backends, account);
      const { damageClaimDays } = await backends.directory.commitments({});
      const today = isoDate(now);
      const day = date ?? today;
      const earliest = addDays(today, -damageClaimDays);
      if (day < earliest) return other('tooLate', { date: day, limitDays: damageClaimDays, earliest });
      const open = (await backends.workOrders.find({ account, kind: 'damage' })).find((o) => o.open);
      if (open) return other('exists', progress(open));
      const callback = phone ?? own ?? customer.phone;
      const order = await backends.workOrders.createDamage(
        {
          account,
          description: [appliances, description].filter(Boolean).join('；'),
          date: day,
          phone: callback,
        },
        key,
      );
      const visitBy = isoTime(new Date(Date.parse(order.at) + 24 * 3_600_000));
      return ok({ ...progress(order), phoneMasked: maskPhone(callback), date: day, visitBy });
    },
  });

export const repairActions = (backends: Backends): DocumentedAction[] =>
  [repairCreate, repairFind, hazardCreate, voltageCreate, damageCreate].map((make) => make(backends));
