/** Actions on prices: what a quantity costs, what a tariff says, what an appliance draws. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import type { Tariff } from '../backends/schemas.ts';
import { cost, priceOf, tariffOn, tierLimits } from '../backends/tariff.ts';
import { isoDate } from '../backends/time.ts';
import { applianceOf } from './appliances.ts';
import { TIER_FACTS, tierFacts } from './bill-facts.ts';
import { param, rounded } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';

const code = z
  .enum(['RES_TIER', 'RES_TOU', 'RES_SHARED', 'BUSINESS_LV', 'INDUSTRY_10KV', 'EV_HOME', 'PV_FEED_IN'])
  .nullish()
  .describe('tariff; default RES_TIER (居民)');

const tariffCompute = (backends: Backends) =>
  defineAction({
    name: 'tariff.compute',
    about: 'What a quantity of energy costs.',
    identity: 'anonymous',
    params: z.object({
      kwh: z.number().nonnegative().describe('kWh'),
      tariff: code,
      peakKwh: z.number().nonnegative().nullish().describe('kWh at peak hours; for RES_TOU, and to compare'),
      usedBefore: z.number().nonnegative().nullish().describe('kWh of this year before this use; default 0'),
      persons: z.number().int().positive().nullish().describe('persons in the household'),
      date: param.date.describe('price of which day; default today'),
    }),
    returns: {
      ok: {
        amount: 'fen',
        kwh: 'kWh',
        tariff: 'tariff code',
        tou: 'by time of use',
        averagePrice: 'yuan a kWh on average, four decimals',
        price: 'yuan a kWh in tier 1; null by time of use',
        peakKwh: 'kWh, or null',
        valleyKwh: 'kWh, or null',
        peakAmount: 'fen, or null',
        valleyAmount: 'fen, or null',
        ...TIER_FACTS,
        usedBefore: 'kWh assumed used before this year',
        flatAmount: 'fen without time of use (RES_TIER); null unless residential and peakKwh is given',
        touAmount: 'fen by time of use (RES_TOU); null likewise',
        touSaves: 'fen saved by time of use (negative: costs more); null likewise',
      },
      notComputable: {
        tariff: 'tariff code',
        needsPeak: 'true: give peakKwh; false: the tariff is not priced by kWh alone',
      },
    },
    async perform({ kwh, tariff, peakKwh, usedBefore, persons, date }, { now }) {
      const day = date ?? isoDate(now);
      const all = await backends.marketing.tariffs({});
      const wanted = tariff ?? 'RES_TIER';
      const found = tariffOn(all, wanted, day);
      const peak = peakKwh == null ? null : Math.min(peakKwh, kwh);
      const use = {
        kwh,
        peak,
        valley: peak === null ? null : rounded(kwh - peak),
        usedBefore: usedBefore ?? 0,
        persons: persons ?? 0,
      };
      if (!found || (found.peak && peak === null) || (!found.peak && found.price === null)) {
        return other('notComputable', { tariff: wanted, needsPeak: Boolean(found?.peak) });
      }
      const price = priceOf(found, use);
      const amountOf = (kind: string) => price.items.find((i) => i.kind === kind)?.amount ?? null;
      return ok({
        amount: price.amount,
        kwh,
        tariff: wanted,
        tou: found.peak !== null,
        averagePrice: kwh > 0 ? rounded(price.amount / 100 / kwh, 4) : 0,
        price: found.price,
        peakKwh: use.peak,
        valleyKwh: use.valley,
        peakAmount: amountOf('peak'),
        valleyAmount: amountOf('valley'),
        ...tierFacts(price, price.limits, price.limits ? rounded(use.usedBefore + kwh) : null),
        usedBefore: use.usedBefore,
        ...compareTou(all, wanted, day, use),
      });
    },
  });

/** The same use with and without time of use, for residents who know their peak share. */
function compareTou(all: readonly Tariff[], wanted: string, day: string, use: Parameters<typeof priceOf>[1]) {
  const [flat, tou] = ['RES_TIER', 'RES_TOU'].map((c) => tariffOn(all, c, day));
  if (!flat || !tou || use.peak == null || !['RES_TIER', 'RES_TOU'].includes(wanted)) {
    return { flatAmount: null, touAmount: null, touSaves: null };
  }
  const [flatAmount, touAmount] = [priceOf(flat, use).amount, priceOf(tou, use).amount];
  return { flatAmount, touAmount, touSaves: flatAmount - touAmount };
}

const tariffRead = (backends: Backends) =>
  defineAction({
    name: 'tariff.read',
    about: 'What a tariff says on a day.',
    identity: 'anonymous',
    params: z.object({ tariff: code, persons: z.number().int().positive().nullish(), date: param.date }),
    returns: {
      ok: {
        tariff: 'tariff code',
        effective: 'date since which it is in force',
        price: 'yuan a kWh in tier 1; null by time of use and for two-part tariffs',
        tou: 'by time of use',
        peakPrice: 'yuan a kWh, or null',
        peakFrom: '"08:00", or null',
        peakTo: '"21:00", or null',
        valleyPrice: 'yuan a kWh, or null',
        valleyFrom: '"21:00", or null',
        valleyTo: '"08:00", or null',
        hasTiers: 'it has yearly tiers',
        tier1Limit: 'kWh a year, or null',
        tier2Limit: 'kWh a year, or null',
        tier1Month: 'tier1Limit for a month on average, or null',
        tier2Month: 'likewise, or null',
        tier2Add: 'yuan a kWh on top in tier 2, or null',
        tier3Add: 'yuan a kWh on top in tier 3, or null',
        tier2Price: 'yuan a kWh in tier 2; null by time of use',
        tier3Price: 'yuan a kWh in tier 3; null by time of use',
        fivePersonExtra: 'kWh a year more for five persons and more (0 when none)',
        twoPart: 'capacity and energy are priced apart',
      },
      notFound: { tariff: 'tariff code' },
    },
    async perform({ tariff, persons, date }, { now }) {
      const wanted = tariff ?? 'RES_TIER';
      const t = tariffOn(await backends.marketing.tariffs({}), wanted, date ?? isoDate(now));
      if (!t) return other('notFound', { tariff: wanted });
      const limits = tierLimits(t, persons ?? 0);
      const add = (tier: number) => (limits ? (t.tiers[tier]?.add ?? null) : null);
      const priceIn = (tier: number) =>
        t.price !== null && limits ? rounded(t.price + t.tiers[tier]!.add, 6) : null;
      return ok({
        tariff: wanted,
        effective: t.effective,
        price: t.price,
        tou: t.peak !== null,
        peakPrice: t.peak?.price ?? null,
        peakFrom: t.peak?.from ?? null,
        peakTo: t.peak?.to ?? null,
        valleyPrice: t.valley?.price ?? null,
        valleyFrom: t.valley?.from ?? null,
        valleyTo: t.valley?.to ?? null,
        hasTiers: limits !== null,
        tier1Limit: limits?.[0] ?? null,
        tier2Limit: limits?.[1] ?? null,
        tier1Month: limits ? limits[0] / 12 : null,
        tier2Month: limits ? limits[1] / 12 : null,
        tier2Add: add(1),
        tier3Add: add(2),
        tier2Price: priceIn(1),
        tier3Price: priceIn(2),
        fivePersonExtra: t.extraPerYearFivePlus,
        twoPart: t.twoPart,
      });
    },
  });

const applianceRead = (backends: Backends) =>
  defineAction({
    name: 'appliance.read',
    about: 'What an appliance typically draws and costs; ordinary figures, no measurement.',
    identity: 'anonymous',
    params: z.object({
      appliance: z.string().describe('空调, 热水器 …'),
      hours: z.number().positive().nullish().describe('hours a day; default: as commonly used'),
      days: z.number().int().positive().nullish().describe('default 30'),
      watts: z.number().positive().nullish().describe('when the customer knows it'),
    }),
    returns: {
      ok: {
        appliance: 'name',
        watts: 'W while it runs, averaged',
        hours: 'hours a day',
        days: 'days',
        kwh: 'kWh in all',
        kwhPerHour: 'kWh an hour',
        amount: 'fen at the first-tier price',
        amountPerHour: 'fen an hour',
        amountPerDay: 'fen a day',
        price: 'yuan a kWh',
      },
      notFound: { appliance: 'as asked' },
    },
    async perform({ appliance, hours, days, watts }, { now }) {
      const known = applianceOf(appliance);
      const power = watts ?? known?.watts;
      const tariff = tariffOn(await backends.marketing.tariffs({}), 'RES_TIER', isoDate(now));
      if (!power || tariff?.price == null) return other('notFound', { appliance });
      const use = { hours: hours ?? known?.hours ?? 1, days: days ?? 30 };
      const kwh = rounded((power / 1000) * use.hours * use.days);
      const kwhPerHour = rounded(power / 1000, 3);
      const { price } = tariff;
      return ok({
        appliance: known?.name ?? appliance,
        watts: power,
        ...use,
        kwh,
        kwhPerHour,
        amount: cost(kwh, price),
        amountPerHour: cost(kwhPerHour, price),
        amountPerDay: cost(rounded((power / 1000) * use.hours), price),
        price,
      });
    },
  });

export const tariffActions = (backends: Backends): DocumentedAction[] => [
  tariffCompute(backends),
  tariffRead(backends),
  applianceRead(backends),
];
