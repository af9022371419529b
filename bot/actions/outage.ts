/** Actions on outages: whether and why a place is dark or will be, and notices of it. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import type { Customer, Outage } from '../backends/schemas.ts';
import { isoTime } from '../backends/time.ts';
import { dayName, FLAGS, flags, holder, param } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskAddress } from './masks.ts';

const OUTAGE = {
  kind: 'planned, fault, arrears (this account is cut for arrears) or none',
  id: 'number of the outage, or null',
  current: 'it is on now',
  upcoming: 'it is still to come',
  from: 'time it began or begins, or null',
  to: 'time a planned outage ends, or null',
  eta: 'time a fault is expected to be repaired, or null',
  until: '`to` or `eta`, or null',
  late: 'the expected time has passed',
  sameDay: 'from and until lie on the same day',
  reason: '变压器故障, or null',
  crew: 'where the crew is: 已到达现场, or null',
  places: 'list of places hit',
  placesText: '"扬州市广陵区文昌里"',
};

function outageFacts(outage: Outage | undefined, now: string): Record<keyof typeof OUTAGE, unknown> {
  const until = outage ? (outage.to ?? outage.eta) : null;
  return {
    kind: outage?.kind ?? 'none',
    id: outage?.id ?? null,
    current: Boolean(outage && outage.from <= now),
    upcoming: Boolean(outage && outage.from > now),
    from: outage?.from ?? null,
    to: outage?.to ?? null,
    eta: outage?.eta ?? null,
    until,
    late: Boolean(until && until < now),
    sameDay: Boolean(until && outage!.from.slice(0, 10) === until.slice(0, 10)),
    reason: outage?.reason ?? null,
    crew: outage?.crew ?? null,
    places: outage?.places ?? [],
    placesText: (outage?.places ?? []).join('、'),
  };
}

/** Those that are on come first, then by time. */
function inOrder(outages: readonly Outage[], now: string): Outage[] {
  const rank = (o: Outage) => (o.from <= now ? 0 : 1);
  return [...outages].sort((a, b) => rank(a) - rank(b) || a.from.localeCompare(b.from));
}

const outageFind = (backends: Backends) =>
  defineAction({
    name: 'outage.find',
    about:
      'Whether a place or an account has no power, or will have none, and why. Finding none is `ok` with kind none.',
    identity: 'bound',
    params: z.object({
      account: param.anyAccount,
      address: param.address.describe('a place in the customer’s words; anyone may ask'),
      area: z.string().nullish().describe('area code: NJ-GL-001'),
      date: param.date.describe('only outages that touch this day'),
    }),
    returns: {
      ok: {
        ...OUTAGE,
        found: 'kind is not none',
        by: 'how the place was found: account, street, district, city, none',
        asked: 'the place asked for without the words around it: 文昌里 of 文昌里现在停电吗, or null',
        placeKnown: 'false: the place could not be found in the network (by = none)',
        count: 'how many outages match',
        list: '"11月22日8:00至16:00，南京市建邺区江东门，10kV线路检修；…"',
        repairId: 'number of this account’s open repair order, or null',
        owed: 'fen (only when kind is arrears), else 0',
        lateFee: 'fen (only when kind is arrears), else 0',
        cutAt: 'date of the cut (only when kind is arrears), or null',
        reconnectHours:
          'hours within which power is back once all is paid (only when kind is arrears), or null',
        ...FLAGS,
      },
    },
    async perform({ account, address, area, date }, { now }) {
      const customer = account ? await holder(backends, account) : null;
      const query = {
        ...(account && { account }),
        ...(address && !account && { address }),
        ...(area && !account && { area }),
        ...(date && { date }),
      };
      const search = await backends.outages.find(query);
      const at = isoTime(now);
      const outages = inOrder(search.outages, at);
      const cut = customer ? await arrearsFacts(backends, customer) : null;
      return ok({
        ...outageFacts(outages[0], at),
        ...(cut && {
          kind: 'arrears',
          current: true,
          upcoming: false,
          from: null,
          to: null,
          eta: null,
          until: null,
          late: false,
          sameDay: false,
          reason: null,
          crew: null,
          id: null,
        }),
        found: cut !== null || outages.length > 0,
        by: search.by,
        asked: address ? placeIn(address) : null,
        placeKnown: search.by !== 'none',
        count: outages.length,
        list: outages.map(line).join('；'),
        repairId: account ? await openRepair(backends, account) : null,
        owed: cut?.owed ?? 0,
        lateFee: cut?.lateFee ?? 0,
        cutAt: cut?.cutAt ?? null,
        reconnectHours: cut?.reconnectHours ?? null,
        ...(customer
          ? flags(customer)
          : { prepaid: false, cut: false, protected: false, lifeSupport: false, elderly: false }),
      });
    },
  });

/** Words of time, of asking and of power that stand around the name of a place. */
const AROUND =
  /请问|麻烦|帮我?|查一?[下查]|看一?[下看]|问一?下|我们?家?(就?在|住在?)|今天|明天|后天|大后天|昨天|现在|今晚|明晚|今早|明早|[上下中]午|晚上|早上|夜里|周[一二三四五六日天]|是不是|会不会|有没有|要不要|停不停电?|为什么|为啥|怎么|咋|什么时候|啥时候|几点|到底|忽然|突然|又|还|都|那[块边儿里]|这[块边儿里]|一带|附近|(停|没有?|有|来|断)了?电|[要会想的了吗呢嘛呀啊吧不没]+$|[,，。！？!?\s]/g;

/** The place itself, or all the words where nothing would be left. */
function placeIn(said: string): string {
  const bare = said
    .replace(AROUND, '')
    .replace(/^(那|就?在|是|我们?|要)+|[要会想的了吗呢嘛呀啊吧不没]+$/g, '');
  return bare.length >= 2 ? bare : said;
}

async function arrearsFacts(backends: Backends, customer: Customer) {
  if (customer.supply !== 'cut') return null;
  const [debt, { reconnectHours }] = await Promise.all([
    backends.marketing.arrears({ account: customer.account }),
    backends.directory.commitments({}),
  ]);
  return { owed: debt?.owed ?? 0, lateFee: debt?.lateFee ?? 0, cutAt: customer.cutAt, reconnectHours };
}

async function openRepair(backends: Backends, account: string): Promise<string | null> {
  const orders = await backends.workOrders.find({ account, kind: 'repair' });
  return orders.find((o) => o.open)?.id ?? null;
}

function line(outage: Outage): string {
  const clock = (t: string) => t.slice(11, 16).replace(/^0/, '');
  const until = outage.to ?? outage.eta;
  const sameDay = until?.slice(0, 10) === outage.from.slice(0, 10);
  const end = until ? `至${sameDay ? '' : dayName(until)}${clock(until)}` : '起';
  return `${dayName(outage.from)}${clock(outage.from)}${end}，${outage.places.join('、')}，${outage.reason}`;
}

const outageSubscribe = (backends: Backends) =>
  defineAction({
    name: 'outage.subscribe',
    about: 'Turns notices of outages on or off.',
    identity: 'bound',
    effect: true,
    params: z.object({ account: param.account, on: z.boolean() }),
    returns: {
      ok: { on: 'now on', addressMasked: 'of the account' },
      same: { on: 'it is so already', addressMasked: 'of the account' },
    },
    async perform({ account, on }, { key }) {
      const customer = await holder(backends, account);
      const data = { on, addressMasked: maskAddress(customer.address) };
      if (customer.reminders.outage === on) return other('same', data);
      await backends.outages.subscribe({ account, on }, key);
      return ok(data);
    },
  });

export const outageActions = (backends: Backends): DocumentedAction[] => [
  outageFind(backends),
  outageSubscribe(backends),
];
