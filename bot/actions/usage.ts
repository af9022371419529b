/** The action on use day by day: how much, when most, against before and against the neighbourhood. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import type { Usage, UsageDay } from '../backends/schemas.ts';
import { addDays, daysBetween, isoDate, monthEnd } from '../backends/time.ts';
import { change, dayName, holder, param, rounded, WHO, who } from './common.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';

const USAGE = {
  from: 'first day with data',
  to: 'last day with data (yesterday at the latest)',
  days: 'days',
  kwh: 'kWh in all',
  dailyKwh: 'kWh a day',
  maxDate: 'day of the largest use',
  maxKwh: 'kWh',
  minDate: 'day of the smallest use',
  minKwh: 'kWh',
  lastDate: 'the last day of the range',
  lastKwh: 'kWh on it',
  previousKwh: 'kWh of the same number of days before',
  previousDailyKwh: 'kWh a day before',
  changePercent: 'change against before: 0.25 = 25 % more, or null',
  up: 'more than before',
  jump: 'at least 30 % more than before',
  tou: 'peak and valley are known',
  peakKwh: 'kWh, or null',
  valleyKwh: 'kWh, or null',
  peakShare: 'part at peak hours: 0.58, or null',
  areaDailyKwh: 'kWh a day of comparable neighbours',
  versusArea: 'own against theirs: 0.2 = 20 % more',
  aboveArea: 'more than they',
  list: 'the last seven days at most: "11月20日18.2度；11月19日17.5度"',
  note: 'what the utility’s own data say of the usage, a Chinese sentence, or null',
};

const usageRead = (backends: Backends) =>
  defineAction({
    name: 'usage.read',
    about: 'Energy by day over a month or a range; default the last 30 days.',
    identity: 'bound',
    params: z.object({ account: param.account, month: param.month, from: param.date, to: param.date }),
    returns: {
      ok: { ...WHO, ...USAGE },
      nothing: { ...WHO, from: 'first day asked for', to: 'last day asked for' },
    },
    async perform({ account, month, from, to }, { now }) {
      const customer = await holder(backends, account);
      const yesterday = addDays(isoDate(now), -1);
      const range = month
        ? { from: `${month}-01`, to: monthEnd(month) }
        : { from: from ?? addDays(to ?? yesterday, -29), to: to ?? yesterday };
      const last = [range.to, yesterday].sort()[0]!;
      if (range.from > last) return other('nothing', { ...who(customer), ...range });
      const length = daysBetween(range.from, last) + 1;
      const [usage, before] = await Promise.all([
        backends.marketing.usage({ account, from: range.from, to: last }),
        backends.marketing.usage({
          account,
          from: addDays(range.from, -length),
          to: addDays(range.from, -1),
        }),
      ]);
      if (!usage?.days.length) return other('nothing', { ...who(customer), ...range });
      return ok({ ...who(customer), ...usageFacts(usage, before?.days ?? []) });
    },
  });

function usageFacts(usage: Usage, before: readonly UsageDay[]): Record<keyof typeof USAGE, unknown> {
  const { days } = usage;
  const byUse = [...days].sort((a, b) => b.kwh - a.kwh);
  const [max, min, last] = [byUse[0]!, byUse.at(-1)!, days.at(-1)!];
  const kwh = sum(days, 'kwh');
  const dailyKwh = rounded(kwh / days.length, 1);
  const previousKwh = before.length ? sum(before, 'kwh') : null;
  const changePercent = change(kwh, previousKwh);
  const tou = days[0]!.peak !== null;
  const peakKwh = tou ? sum(days, 'peak') : null;
  return {
    from: days[0]!.date,
    to: last.date,
    days: days.length,
    kwh,
    dailyKwh,
    maxDate: max.date,
    maxKwh: max.kwh,
    minDate: min.date,
    minKwh: min.kwh,
    lastDate: last.date,
    lastKwh: last.kwh,
    previousKwh,
    previousDailyKwh: previousKwh === null ? null : rounded(previousKwh / before.length, 1),
    changePercent,
    up: (changePercent ?? 0) > 0,
    jump: (changePercent ?? 0) >= 0.3,
    tou,
    peakKwh,
    valleyKwh: tou ? sum(days, 'valley') : null,
    peakShare: peakKwh !== null && kwh > 0 ? rounded(peakKwh / kwh) : null,
    areaDailyKwh: usage.areaAverage,
    versusArea: change(dailyKwh, usage.areaAverage),
    aboveArea: dailyKwh > usage.areaAverage,
    list: days
      .slice(-7)
      .reverse()
      .map((d) => `${dayName(d.date)}${d.kwh}度`)
      .join('；'),
    note: usage.note,
  };
}

function sum(days: readonly UsageDay[], field: 'kwh' | 'peak' | 'valley'): number {
  return rounded(days.reduce((total, d) => total + (d[field] ?? 0), 0));
}

export const usageActions = (backends: Backends): DocumentedAction[] => [usageRead(backends)];
