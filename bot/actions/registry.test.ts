import { describe, expect, it } from 'vitest';
import { type Backends, CONTRACT } from '../backends/ports.ts';
import { Sandbox, sandboxNow } from '../backends/sandbox/sandbox.ts';
import { describeActions } from './describe.ts';
import { createActions } from './registry.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { Utility } from './testing.ts';

const actions = createActions(new Sandbox({ clock: sandboxNow, shift: false }).backends);

const FIXED =
  `bill.read, bill.history, balance.read, payment.link, payment.trace, refund.create, invoice.create, autopay.sign,
autopay.cancel, reminder.set, tariff.compute, household.apply, lowincome.apply, outage.find, outage.subscribe, repair.create,
repair.find, hazard.create, damage.create, voltage.create, arrears.read, supply.reconnect, promise.create, application.create,
application.find, meter.read, meter.report, metercheck.create, meterfault.create, account.bind, account.unbind, account.find,
contact.update, usage.read, station.find, hall.find, points.read, complaint.create, feedback.create, theft.create, order.find,
identity.sendCode, identity.verifyCode, handoff.start`.split(/,\s*/);

describe('the registry', () => {
  it('has every action that the product promises', () => {
    expect([...actions.keys()]).toEqual(expect.arrayContaining(FIXED));
  });

  it('asks to prove identity for what changes the account itself', () => {
    const verified = [...actions.values()].filter((a) => a.identity === 'verified').map((a) => a.name);
    expect(verified.sort()).toEqual([
      'account.bind',
      'account.unbind',
      'application.create',
      'autopay.cancel',
      'autopay.sign',
      'contact.update',
      'household.apply',
      'lowincome.apply',
      'refund.create',
    ]);
  });

  it('leaves out the confirmation only for danger, the human desk and identity', () => {
    const unconfirmed = [...actions.values()].filter((a) => a.unconfirmed).map((a) => a.name);
    expect(unconfirmed.sort()).toEqual([
      'handoff.start',
      'hazard.create',
      'identity.sendCode',
      'identity.verifyCode',
    ]);
  });

  it('is what README.md says', async () => {
    await expect(describeActions(actions)).toMatchFileSnapshot('README.md');
  });
});

describe('every outcome carries what is documented', () => {
  it('a scenario leads to each', () => {
    const documented = [...actions.values()].flatMap((a) =>
      ['ok', ...a.outcomes].map((outcome) => `${a.name} ${outcome}`),
    );
    expect(SCENARIOS.map((s) => `${s.action} ${s.outcome}`).sort()).toEqual(documented.sort());
  });

  it.each(SCENARIOS)('$action: $outcome', async (scenario) => {
    const { outcome, data } = await play(scenario, new Utility());
    expect(outcome).toBe(scenario.outcome);
    const documented = actions.get(scenario.action)!.returns[outcome]!;
    expect(Object.keys(data ?? {}).sort()).toEqual(Object.keys(documented).sort());
    const missing = Object.entries(documented).filter(
      ([field, what]) => data[field] == null && !what.includes('null'),
    );
    expect(missing, 'null without a word of it').toEqual([]);
  });
});

async function play({ action, params, context, before }: Scenario, utility: Utility) {
  await before?.(utility);
  return utility.perform(action, params, context);
}

describe('a backend’s fault', () => {
  const effects = SCENARIOS.filter((s) => s.outcome === 'ok' && actions.get(s.action)!.effect);

  it.each(effects)('$action fails and has written nothing when what it reads is down', async (scenario) => {
    const { reads } = await recorded(scenario);
    for (const read of reads) {
      const { outcome, writes } = await recorded(scenario, read);
      expect([read, outcome, writes]).toEqual([read, 'failed', []]);
    }
  });

  it.each(effects)(
    '$action says unknown when the write gave no answer; asked again, it knows what happened',
    async (scenario) => {
      const utility = new Utility();
      await scenario.before?.(utility);
      const [write] = (await recorded(scenario)).writes;
      utility.sandbox.faults.set(write!, { kind: 'timeoutAfterEffect' });
      const context = { ...scenario.context, key: 'the key' };
      expect(await utility.perform(scenario.action, scenario.params, context)).toEqual({
        outcome: 'unknown',
        data: null,
      });
    },
  );

  it('of a read is failed', async () => {
    const utility = new Utility();
    utility.sandbox.faults.set('marketing', { kind: 'timeoutAfterEffect' });
    expect(await utility.perform('bill.read', { account: '3201000000017' })).toEqual({
      outcome: 'failed',
      data: null,
    });
  });

  it('is told from a flow’s mistake, which throws', async () => {
    await expect(new Utility().perform('bill.read', { account: 'abc' })).rejects.toThrow('户号');
  });
});

/** Plays a scenario and notes which methods it called; `down` is not reached. */
async function recorded(scenario: Scenario, down?: string) {
  const utility = new Utility();
  await scenario.before?.(utility);
  const called: { name: string; write: boolean }[] = [];
  utility.replaced = spied({ ...utility.sandbox.backends, ...utility.replaced }, (name, write) =>
    called.push({ name, write }),
  );
  if (down) utility.sandbox.faults.set(down, { kind: 'down' });
  const { outcome } = await utility.perform(scenario.action, scenario.params, scenario.context);
  const names = (write: boolean) => [...new Set(called.filter((c) => c.write === write).map((c) => c.name))];
  return { outcome, reads: names(false), writes: names(true) };
}

function spied(backends: Backends, note: (name: string, write: boolean) => void): Backends {
  const ports = Object.entries(CONTRACT).map(([port, methods]) => {
    const target = backends[port as keyof Backends] as unknown as Record<
      string,
      (...args: unknown[]) => unknown
    >;
    const noted = Object.entries(methods).map(([method, { write }]) => [
      method,
      (...args: unknown[]) => {
        note(`${port}.${method}`, write);
        return target[method]!(...args);
      },
    ]);
    return [port, Object.fromEntries(noted)];
  });
  return Object.fromEntries(ports) as unknown as Backends;
}
