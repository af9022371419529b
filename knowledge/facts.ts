/** Figures for answers, by path, from the effective-dated tariff, late-fee and commitment data. */

import { z } from 'zod';
import { isDate, shanghaiDate } from './date.ts';
import type { FactLookup } from './types.ts';

type Facts = Map<string, string | number>;

const date = z.string().refine(isDate, 'must be a date YYYY-MM-DD');

const tier = z.strictObject({ upTo: z.number().positive().nullable(), add: z.number().nonnegative() });

const tariff = z
  .looseObject({
    code: z.string().min(1),
    effective: date,
    price: z.number().nonnegative().optional(),
    tiers: z.array(tier).min(1).optional(),
    tierPeriod: z.enum(['year', 'month']).optional(),
  })
  .refine((t) => !t.tiers || t.tierPeriod, 'a tariff with tiers says tierPeriod: year or month');

type Tariff = z.infer<typeof tariff>;

const documentSchema = z.looseObject({
  tariffs: z.array(tariff),
  lateFee: z.record(z.string(), z.unknown()),
  commitments: z.record(z.string(), z.unknown()),
});

/**
 * The figures that hold on the day of `at` in Asia/Shanghai.
 *
 * Paths: a tariff's code and its keys (`RES_TIER.price`, yuan a kWh; `RES_TOU.peak.hours`), its tiers counted from 1
 * (`RES_TIER.tier2.upTo` in kWh of the tier period, `.upToMonth` a twelfth of a yearly limit, `.add` and `.price` in
 * yuan a kWh), `lateFee.…` (share of the debt a day) and `commitments.…`.
 *
 * @param document parsed data with `tariffs`, `lateFee` and `commitments`, as in bot/backends/sandbox/sandbox.yaml
 * @throws when the document has another shape; the lookup throws on a path that no figure has on that day
 */
export function createFacts(document: unknown, at: Date): FactLookup {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new Error(`tariff data: ${z.prettifyError(parsed.error)}`);
  const { tariffs, lateFee, commitments } = parsed.data;
  const facts: Facts = new Map();
  const today = shanghaiDate(at);
  for (const current of inForce(tariffs, today)) addTariff(facts, current);
  flatten(facts, 'lateFee', lateFee);
  flatten(facts, 'commitments', commitments);
  return (path) => {
    const value = facts.get(path);
    if (value === undefined) throw new Error(`no figure “${path}” on ${today}; ${suggestion(facts, path)}`);
    return value;
  };
}

/** Of each code the tariff that took effect last, on the day or before. */
function inForce(tariffs: readonly Tariff[], today: string): Iterable<Tariff> {
  const latest = new Map<string, Tariff>();
  for (const one of tariffs) {
    const known = latest.get(one.code);
    if (one.effective <= today && (!known || known.effective <= one.effective)) latest.set(one.code, one);
  }
  return latest.values();
}

function addTariff(facts: Facts, { code, tiers, tierPeriod, ...rest }: Tariff): void {
  flatten(facts, code, rest);
  tiers?.forEach(({ upTo, add }, index) => {
    const path = `${code}.tier${index + 1}`;
    facts.set(`${path}.add`, add);
    if (rest.price !== undefined) facts.set(`${path}.price`, exact(rest.price + add));
    if (upTo === null) return;
    facts.set(`${path}.upTo`, upTo);
    facts.set(`${path}.upToMonth`, tierPeriod === 'year' ? exact(upTo / 12) : upTo);
  });
}

function flatten(facts: Facts, path: string, value: unknown): void {
  if (typeof value === 'number' || typeof value === 'string') facts.set(path, value);
  else if (value && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(facts, `${path}.${key}`, inner);
  }
}

/** Takes away what binary fractions add: 0.5283 + 0.3 is 0.8283. */
function exact(n: number): number {
  return Number(n.toPrecision(12));
}

function suggestion(facts: Facts, path: string): string {
  const head = path.split('.')[0];
  const near = [...facts.keys()].filter((known) => known.split('.')[0] === head);
  return near.length > 0
    ? `there are ${near.join(', ')}`
    : `the first part must be a tariff code, lateFee or commitments`;
}
