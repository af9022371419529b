/** The tariff calculator: what a quantity of energy costs, tier by tier and item by item, and what being late costs. */
import type { Customer, Tariff } from './schemas.ts';
import { addMonths, daysBetween, monthEnd } from './time.ts';

/** kWh of one bill in the first, second and third yearly tier. */
export type TierSplit = [number, number, number];

export interface Use {
  kwh: number;
  /** Of `kwh`, when the tariff is by time of use; without it a time-of-use price cannot be computed. */
  peak?: number | null;
  valley?: number | null;
  /** kWh of the calendar year before this use: they have filled the lower tiers already. */
  usedBefore?: number;
  /** Five and more move both tier limits up. */
  persons?: number;
  /** Months of the year for which the customer has the tiers; 12 unless the account began within the year. */
  months?: number;
}

/** One line of a bill. `price` is yuan per kWh, `amount` fen. */
interface Item {
  kind: 'energy' | 'peak' | 'valley' | 'tier2' | 'tier3';
  kwh: number;
  price: number;
  amount: number;
}

export interface Price {
  /** Fen: the sum of the items. */
  amount: number;
  items: Item[];
  /** Null where the tariff has no tiers. */
  split: TierSplit | null;
  /** Upper limits of the first and second tier, kWh a year. */
  limits: [number, number] | null;
  /** Fen in each tier at its whole price; sums to `amount`. Null without tiers, and by time of use. */
  tierAmounts: TierSplit | null;
}

/** @throws Error when the tariff has no price per kWh, or has peak and valley and the use does not say how much of each. */
export class NotComputable extends Error {
  override readonly name = 'NotComputable';
}

/**
 * The price of a use under a tariff.
 *
 * Items: all energy at the base price (by time of use: peak and valley energy, each at its own), and then, for what
 * falls in the second and third tier of the year, the tier's surcharge. Each item is rounded half up to the fen by
 * itself; the amount is their sum. This reproduces every bill of the sandbox: 300 peak at 0.5583 = 167.49 and 212
 * valley at 0.3583 = 75.96 give 243.45; 1,020 kWh after 2,700 used give 60 and 960 in the tiers,
 * 538.87 + 960 × 0.05 = 586.87. It is also the only reading that serves time of use with tiers, since
 * meters tell peak from valley but not which of them fell in a tier.
 * @throws NotComputable
 */
export function priceOf(tariff: Tariff, use: Use): Price {
  const items = energyItems(tariff, use);
  const limits = tierLimits(tariff, use.persons ?? 0, use.months ?? 12);
  const split = limits && splitByTier(use.kwh, use.usedBefore ?? 0, limits);
  if (split) {
    items.push(item('tier2', split[1], tariff.tiers[1]!.add), item('tier3', split[2], tariff.tiers[2]!.add));
  }
  const billed = items.filter((i, n) => n === 0 || i.kwh > 0);
  const amount = billed.reduce((sum, i) => sum + i.amount, 0);
  const tierAmounts =
    split && tariff.price !== null ? amountsByTier(tariff, tariff.price, split, amount) : null;
  return { amount, items: billed, split, limits, tierAmounts };
}

function energyItems(tariff: Tariff, use: Use): Item[] {
  if (tariff.peak && tariff.valley) {
    if (use.peak == null || use.valley == null)
      throw new NotComputable(`${tariff.code} needs peak and valley energy`);
    return [item('peak', use.peak, tariff.peak.price), item('valley', use.valley, tariff.valley.price)];
  }
  if (tariff.price === null) throw new NotComputable(`${tariff.code} has no price per kWh`);
  return [item('energy', use.kwh, tariff.price)];
}

function item(kind: Item['kind'], kwh: number, price: number): Item {
  return { kind, kwh, price, amount: cost(kwh, price) };
}

/** Fen, half up. Energy is metered to 0.01 kWh and priced to 0.000001 yuan, so whole-number arithmetic is exact. */
export function cost(kwh: number, yuanPerKwh: number): number {
  const millionthsOfFen = Math.round(kwh * 100) * Math.round(yuanPerKwh * 1_000_000);
  return Math.floor((millionthsOfFen + 500_000) / 1_000_000);
}

/**
 * Upper limits of the first two tiers, kWh a year; null where the tariff has no three tiers.
 * A household of five and more gets `extraPerYearFivePlus` on both; part of a year counts by months.
 */
export function tierLimits(tariff: Tariff, persons: number, months = 12): [number, number] | null {
  const [first, second] = tariff.tiers;
  if (tariff.tiers.length !== 3 || first?.upTo == null || second?.upTo == null) return null;
  const extra = persons >= 5 ? tariff.extraPerYearFivePlus : 0;
  return [((first.upTo + extra) * months) / 12, ((second.upTo + extra) * months) / 12];
}

/** Spreads `kwh`, used after `usedBefore` of the same year, over the tiers; the parts sum to `kwh`. */
export function splitByTier(kwh: number, usedBefore: number, limits: readonly [number, number]): TierSplit {
  const from = hundredths(usedBefore);
  const to = from + hundredths(kwh);
  const [first, second] = limits.map(hundredths) as [number, number];
  const within = (low: number, high: number) => Math.max(0, Math.min(to, high) - Math.max(from, low)) / 100;
  return [within(0, first), within(first, second), within(second, Number.POSITIVE_INFINITY)];
}

/** What rounding leaves over goes to the lowest tier with energy in it, so that the parts sum to the amount. */
function amountsByTier(tariff: Tariff, price: number, split: TierSplit, amount: number): TierSplit {
  const parts = split.map((kwh, tier) => cost(kwh, price + tariff.tiers[tier]!.add)) as TierSplit;
  const lowest = Math.max(
    0,
    split.findIndex((kwh) => kwh > 0),
  );
  parts[lowest]! += amount - parts.reduce((a, b) => a + b, 0);
  return parts;
}

const hundredths = (kwh: number): number => Math.round(kwh * 100);

/** The tariff of this code in force on a date, or null. */
export function tariffOn(tariffs: readonly Tariff[], code: string, date: string): Tariff | null {
  const inForce = tariffs.filter((t) => t.code === code && t.effective <= date);
  return inForce.reduce<Tariff | null>((last, t) => (last && last.effective > t.effective ? last : t), null);
}

/** The period of a bill: `month` is the month in which it ends; a two-month bill began a month earlier. Both ends inclusive. */
export function billPeriod(
  month: string,
  cycle: Customer['cycle'],
): { from: string; to: string; days: number } {
  const from = `${cycle === 'two-months' ? addMonths(month, -1) : month}-01`;
  const to = monthEnd(month);
  return { from, to, days: daysBetween(from, to) + 1 };
}

/** Daily rates of the late fee, as parts of the principal. */
export interface LateFeeRates {
  residentialPerDay: number;
  otherSameYearPerDay: number;
  otherPastYearPerDay: number;
}

/**
 * Late fee to date in fen, half up, never more than the principal: daily, from the day `since` on which the bill
 * became overdue until the day before `today`. Residents pay one rate; others pay a higher one for the days after
 * the year in which the bill became overdue (供电营业规则; 电力供应与使用条例 art. 39 bounds it at 1‰ to 3‰ a day).
 * @param principal fen
 */
export function lateFee(
  principal: number,
  since: string,
  today: string,
  category: Customer['category'],
  rates: LateFeeRates,
): number {
  const days = Math.max(0, daysBetween(since, today));
  const newYear = `${Number(since.slice(0, 4)) + 1}-01-01`;
  const later = category === 'residential' ? 0 : Math.max(0, days - daysBetween(since, newYear));
  const rate = category === 'residential' ? rates.residentialPerDay : rates.otherSameYearPerDay;
  // In millionths, so that 0.001 a day sums exactly.
  const millionths =
    (days - later) * Math.round(rate * 1e6) + later * Math.round(rates.otherPastYearPerDay * 1e6);
  return Math.min(principal, Math.floor((principal * millionths + 500_000) / 1_000_000));
}
