/** What several actions need: the account's holder, parameters in common, and orders as flows read them. */

import { z } from 'zod';
import { BackendError } from '../backends/errors.ts';
import type { Backends } from '../backends/ports.ts';
import {
  type Application,
  account,
  type Customer,
  date,
  month,
  type Tariff,
  type WorkOrder,
} from '../backends/schemas.ts';
import { maskAddress, maskName } from './masks.ts';
import type { ActionContext } from './port.ts';

/** Parameters that mean the same everywhere. */
export const param = {
  account: account.describe('户号'),
  anyAccount: account.nullish().describe('户号; identity is needed only when it is given'),
  month: month.nullish().describe('YYYY-MM'),
  date: date.nullish().describe('YYYY-MM-DD'),
  address: z.string().nullish().describe('address in the customer’s words'),
  phone: z.string().nullish().describe('phone to call back; default: the channel’s, else the account’s'),
  description: z.string().nullish().describe('the customer’s own words'),
};

/** @throws BackendError when the utility does not know the account. */
export async function holder(backends: Backends, accountNo: string): Promise<Customer> {
  const customer = await backends.marketing.customer({ account: accountNo });
  if (!customer) throw new BackendError('rejected', `account …${accountNo.slice(-4)} is not known`);
  return customer;
}

/** The tariffs, or none while they cannot be read: what only explains a figure does not stand in its way. */
export async function tariffsIfKnown(backends: Backends): Promise<Tariff[]> {
  try {
    return await backends.marketing.tariffs({});
  } catch (error) {
    if (error instanceof BackendError) return [];
    throw error;
  }
}

/** Documentation of `who`. */
export const WHO = {
  account: '户号',
  nameMasked: '张*',
  addressMasked: '南京市鼓楼区云台路***',
};

export function who(customer: Customer): Record<keyof typeof WHO, string> {
  return {
    account: customer.account,
    nameMasked: maskName(customer.name),
    addressMasked: maskAddress(customer.address),
  };
}

/** Documentation of `flags`. */
export const FLAGS = {
  prepaid: 'true for prepaid (智能交费)',
  cut: 'supply is cut for arrears',
  protected: 'never to hear of being cut off; offer help and a human',
  lifeSupport: 'life-support equipment at home',
  elderly: 'elderly customer',
};

export function flags(customer: Customer): Record<keyof typeof FLAGS, boolean> {
  return {
    prepaid: customer.billing === 'prepaid',
    cut: customer.supply === 'cut',
    protected: customer.protected || customer.tags.includes('lifeSupport'),
    lifeSupport: customer.tags.includes('lifeSupport'),
    elderly: customer.tags.includes('elderly'),
  };
}

const ORDER_NAMES: Record<WorkOrder['kind'], string> = {
  repair: '报修',
  hazard: '安全隐患',
  damage: '电器损坏赔偿',
  voltage: '电压异常',
  meter_check: '校表',
  meter_fault: '电表故障',
  complaint: '投诉',
  feedback: '意见建议',
  theft: '窃电举报',
  payment: '交费核查',
  callback: '回电',
};

const APPLICATION_NAMES: Record<Application['kind'], string> = {
  residential: '居民新装',
  business: '企业商铺新装',
  increase: '增容',
  suspend: '减容暂停',
  resume: '恢复用电',
  rename: '更名过户',
  close: '销户',
  move: '移表迁址',
  category: '改类',
  ev_charger: '充电桩报装',
  pv: '光伏并网',
  temporary: '临时用电',
  tou: '峰谷电价',
  household: '一户多人口',
  low_income: '低保优惠',
  refund: '退费',
};

/** Documentation of `progress`. */
export const PROGRESS = {
  id: 'order or application number',
  kind: 'repair, complaint, ev_charger …',
  kindName: '报修, 投诉, 充电桩报装 …',
  status: 'for people to read: 抢修中',
  open: 'not closed yet',
  at: 'time of entry',
  next: 'what happens next, or null: "2026-11-25前答复"',
  nextDate: 'the date in `next`, or null',
  nextRest: 'what follows the date in `next` (say "{o.nextDate|date}{o.nextRest}"), or null',
};

/** An order or application as flows tell it: nothing personal in it. */
export function progress(entry: WorkOrder | Application): Record<keyof typeof PROGRESS, unknown> {
  const names: Record<string, string> = { ...ORDER_NAMES, ...APPLICATION_NAMES };
  const dated = /^(\d{4}-\d{2}-\d{2})\s*(.*)$/.exec(entry.next ?? '');
  return {
    id: entry.id,
    kind: entry.kind,
    kindName: names[entry.kind],
    status: entry.status,
    open: entry.open,
    at: entry.at,
    next: entry.next,
    nextDate: dated ? dated[1] : null,
    nextRest: dated ? dated[2] : null,
  };
}

/** '10月', or with the year when it is not the current one. */
export function monthName(m: string, today: string): string {
  const year = m.slice(0, 4) === today.slice(0, 4) ? '' : `${m.slice(0, 4)}年`;
  return `${year}${Number(m.slice(5, 7))}月`;
}

export function dayName(d: string): string {
  return `${Number(d.slice(5, 7))}月${Number(d.slice(8, 10))}日`;
}

export function yuan(amount: number): string {
  return `${(amount / 100).toFixed(2)}元`;
}

/** Rounded to `places` decimals, without the noise of floating point. */
export function rounded(value: number, places = 2): number {
  return Number(value.toFixed(places));
}

/** (now − before) / before as a part of one, two decimals; null without a before. */
export function change(now: number, before: number | null): number | null {
  return before ? rounded((now - before) / before) : null;
}

/**
 * Whether an order may be told to this customer: it is nobody's in particular, of an account held or proved, or of the
 * own phone.
 * @param proved the account for which identity was established for this call
 */
export function mayHear(
  entry: { account: string | null; phone?: string | null },
  { accounts, phone }: Pick<ActionContext, 'accounts' | 'phone'>,
  proved: string | null | undefined,
): boolean {
  if (entry.account === null || entry.account === proved || accounts.includes(entry.account)) return true;
  return phone !== undefined && entry.phone === phone;
}
