/** The sandbox's outage, work-order and metering systems. */
import { BackendError } from '../errors.ts';
import type { MeteringBackend, OutageBackend, WorkOrderBackend } from '../ports.ts';
import type { OrderKind, WorkOrder } from '../schemas.ts';
import { addMinutes, isoTime } from '../time.ts';
import { addressMatcher } from './addresses.ts';
import { usageSource } from './marketing.ts';
import { placeFinder } from './places.ts';
import { readingOf } from './usage.ts';
import type { World } from './world.ts';

export function outagesOf(world: World): OutageBackend {
  const findPlace = placeFinder(world.file.areas);
  const matchOf = ({
    account,
    address,
    area,
  }: {
    account?: string | undefined;
    address?: string | undefined;
    area?: string | undefined;
  }) => {
    const own = account ? world.accounts.get(account)?.customer.area : undefined;
    if (own) return { areas: [own], by: 'account' as const };
    if (area)
      return {
        areas: area in world.file.areas ? [area] : [],
        by: area in world.file.areas ? ('street' as const) : ('none' as const),
      };
    return address ? findPlace(address) : { areas: [], by: 'none' as const };
  };
  return {
    find: async ({ date, ...query }) => {
      const { areas, by } = matchOf(query);
      const now = world.now();
      const outages = world.outages.filter((o) => {
        const end = o.to ?? o.eta;
        const over = o.to !== null && o.to < now;
        const onDay = !date || (o.from.slice(0, 10) <= date && (end ?? date).slice(0, 10) >= date);
        return !over && onDay && o.areas.some((a) => areas.includes(a));
      });
      return { areas, by, outages };
    },
    subscribe: async ({ account, on }, key) =>
      world.once('subscribe', key, () => {
        const found = world.account(account);
        found.customer = { ...found.customer, reminders: { ...found.customer.reminders, outage: on } };
        return { id: world.number(), at: world.now() };
      }),
  };
}

/** What happens next after an order is entered. */
const NEXT: Record<OrderKind, string> = {
  repair: '抢修人员会先打电话给您', hazard: '抢修人员正赶往现场', damage: '24小时内上门核实', voltage: '24小时内上门检查',
  meter_check: '工作人员会联系您约上门时间', meter_fault: '24小时内上门处理', complaint: '24小时内联系您', feedback: '会转给相关部门',
  theft: '会安排现场核查', payment: '核实后联系您', callback: '上班后回电',
}; // biome-ignore format: a table

interface Request {
  account?: string | null;
  address?: string | null;
  phone?: string | null;
  priority?: boolean;
}

export function workOrdersOf(world: World): WorkOrderBackend {
  const findPlace = placeFinder(world.file.areas);
  const samePlace = addressMatcher(world.file.areas);
  const create = (kind: OrderKind) => async (request: Request, key: string) =>
    world.once(kind, key, () => {
      const { account = null, address = null, phone = null, priority = false } = request;
      if (account) world.account(account);
      const at = world.now();
      const order: WorkOrder = {
        id: world.number(), kind, account, phone,
        address: address ?? world.place(account).address,
        area: world.place(account).area ?? (address ? (findPlace(address).areas[0] ?? null) : null),
        at, status: kind === 'repair' || kind === 'hazard' ? '已派单' : '已受理', open: true, next: NEXT[kind], priority,
        arriveBy: arriveBy(world, kind, at, account, address),
      }; // biome-ignore format: short
      world.orders.unshift(order);
      return order;
    });
  return {
    find: async ({ address, ...exact }) => {
      if (!exact.id && !exact.account && !exact.phone && !address) {
        throw new BackendError('rejected', 'orders are found by number, account, phone or address');
      }
      const asked = Object.entries(exact).filter(([, value]) => value !== undefined);
      return world.orders
        .filter((o) => asked.every(([field, value]) => o[field as keyof WorkOrder] === value))
        .filter((o) => address === undefined || (o.address !== null && samePlace(o.address, address)))
        .sort((x, y) => y.at.localeCompare(x.at));
    },
    createRepair: create('repair'),
    createHazard: create('hazard'),
    createVoltage: create('voltage'),
    createMeterFault: create('meter_fault'),
    createMeterCheck: create('meter_check'),
    createDamage: create('damage'),
    createComplaint: create('complaint'),
    createFeedback: create('feedback'),
    createTheft: create('theft'),
    createPaymentTrace: create('payment'),
    createCallback: create('callback'),
  };
}

/** Repair and danger by the public commitment, voltage and meters within a day, the rest without a visit. */
function arriveBy(
  world: World,
  kind: OrderKind,
  at: string,
  account: string | null,
  address: string | null,
): string | null {
  if (kind === 'repair' || kind === 'hazard') return world.arrival(at, account, address);
  if (kind === 'voltage' || kind === 'meter_fault') return isoTime(addMinutes(new Date(at), 24 * 60));
  return null;
}

export function meteringOf(world: World): MeteringBackend {
  const read = (no: string) => {
    const source = usageSource(world, no);
    const reading = source && readingOf(source, world.clock());
    if (!reading || reading.readAt < (source.customer.meterSince ?? '')) return null;
    return { ...reading, reported: world.accounts.get(no)!.reported };
  };
  return {
    reading: async ({ account }) => read(account),
    report: async ({ account, total }, key) =>
      world.once('report', key, () => {
        const found = world.account(account);
        const last = read(account);
        if (!last) throw new BackendError('rejected', 'the meter has not been read yet', true);
        if (total < last.total)
          throw new BackendError('rejected', `the register stood at ${last.total} already`, true);
        found.reported = { total, at: world.now() };
        return { ...last, reported: found.reported };
      }),
  };
}
