/** A deploy under running conversations: each ends in the version in which it began, new ones take the new flows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TurnInput } from '../bot/mod.ts';
import { readRelease } from '../bot/release.ts';
import { freePort, ServerProcess } from '../channels/testing/server-process.ts';
import { type EventRow, openStore } from '../store/mod.ts';
import { buildRobot } from './compose.ts';
import { beginnings, type Customer, customers, interruptible, Rehearsal } from './testing/customers.ts';
import { writeLaterRelease } from './testing/later-release.ts';

/** Running conversations that a deploy must leave alone, at least. */
const CONVERSATIONS = 200;
/** Moments at which the same conversation is interrupted, each in a conversation of its own. */
const MOMENTS = 2;
const SECOND = '这是第二版。';
const THIRD = '这是第三版。';
/** Both are gone in the third release: a business, and a part that others link. */
const REMOVED = ['bill-reminder', 'part-application-done'];
/** They ask nothing: nobody is ever in the middle of one. */
const INSTANT = ['service-human', 'service-hall'];
const SECRET = 'a-secret-of-the-tests';
const SANDBOX_NOW = '2026-11-21T10:00:00+08:00';

let dir: string;
let settings: { PORT: string; DATA_DIR: string; DIRECTLINE_SECRET: string };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'upgrade-'));
  settings = {
    PORT: String(await freePort()),
    DATA_DIR: join(dir, 'data'),
    DIRECTLINE_SECRET: SECRET,
  };
  writeLaterRelease(join(dir, 'second'), SECOND, []);
  writeLaterRelease(join(dir, 'third'), THIRD, REMOVED);
});

afterAll(async () => {
  await running?.stop('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

let running: ServerProcess | null = null;
const serve = async (more: { FLOWS_DIR?: string } = {}) => {
  running = new ServerProcess({ ...settings, ...more });
  return running.ready();
};

/** The customers' side over Direct Line. */
class Line {
  readonly #talks = new Map<Customer, { id: string; token: string; said: number }>();

  constructor(public server: ServerProcess) {}

  async greet(customer: Customer): Promise<void> {
    const { bound, phone } = customer;
    const { token } = await this.#post('/tokens/generate', SECRET, {
      user: { id: 'dl_customer', bound, ...(phone ? { phone } : {}) },
    });
    const { conversationId } = await this.#post('/conversations', token!, {});
    this.#talks.set(customer, { id: conversationId!, token: token!, said: 0 });
  }

  async say(customer: Customer, input: TurnInput): Promise<void> {
    const talk = this.#talks.get(customer)!;
    const words =
      input.kind === 'choice'
        ? { text: input.label, value: { choice: input.value } }
        : { text: input.kind === 'text' ? input.text : '' };
    await this.#post(`/conversations/${talk.id}/activities`, talk.token, {
      type: 'message',
      ...words,
      from: { id: 'dl_customer' },
      channelData: { clientActivityID: `t${++talk.said}` },
    });
  }

  said(customer: Customer): number {
    return this.#talks.get(customer)!.said;
  }

  id(customer: Customer): string {
    return this.#talks.get(customer)!.id;
  }

  async #post(path: string, bearer: string, body: object): Promise<Record<string, string>> {
    const response = await fetch(`${this.server.url}/v3/directline${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  }
}

/** What happened in a conversation, without what differs from one to the next: ids and the times of messages. */
function course(events: readonly EventRow[]): unknown[] {
  return events.map(({ type, data }) => {
    const { input, reply } = data as { input?: unknown; reply?: unknown };
    return type === 'message.in'
      ? { type, input }
      : type === 'message.out'
        ? { type, reply }
        : { type, data };
  });
}

async function eventsOf(line: Line, who: readonly Customer[]): Promise<Map<Customer, EventRow[]>> {
  const store = await openStore({ dataDir: settings.DATA_DIR });
  const events = await Promise.all(who.map((c) => store.events(line.id(c))));
  await store.close();
  return new Map(who.map((c, i) => [c, events[i]!]));
}

/** Those whose business runs and waits for an answer. */
async function waiting(line: Line, who: readonly Customer[]): Promise<Customer[]> {
  const kinds = new Map(
    readRelease().flows.map((f) => [f.id, new Map([...f.nodes].map(([id, n]) => [id, n.kind]))]),
  );
  const store = await openStore({ dataDir: settings.DATA_DIR });
  const found: Customer[] = [];
  for (const customer of who) {
    const row = await store.conversation(line.id(customer));
    const { stack } = row!.state as { stack: { flow: string; node: string }[] };
    const { flow, node } = stack.at(-1) ?? { flow: '', node: '' };
    const asked = ['ask', 'confirm'].includes(kinds.get(flow)?.get(node) ?? '');
    if (asked && stack.some((f) => f.flow === customer.flow)) found.push(customer);
  }
  await store.close();
  return found;
}

const business = () => readRelease().flows.filter((f) => !f.pattern && f.triggers.length);
const flowsOf = (who: readonly Customer[]) => [...new Set(who.map((c) => c.flow))].sort();
const started = (events: readonly EventRow[], flow: string) =>
  events
    .filter((e) => e.type === 'flow.started')
    .map((e) => e.data as { flow: string; version: string })
    .filter((d) => d.flow === flow);

describe('a deploy', () => {
  it('leaves every running conversation as if there had been none', { timeout: 600_000 }, async () => {
    const options = { sandboxNow: SANDBOX_NOW };
    const trial = await buildRobot(options);
    const places = await interruptible(trial, customers());
    await trial.close();
    const cut = new Map<Customer, number>(
      [...places].flatMap(([customer, turns]) =>
        turns
          .slice(0, MOMENTS)
          .map((turn) => [{ ...customer, name: `${customer.name}, cut ${turn}` }, turn] as const),
      ),
    );
    const who = [...cut.keys()];

    const rehearsal = new Rehearsal(await buildRobot(options));
    await inStages(
      who,
      (c) => rehearsal.greet(c),
      async (c) => (await rehearsal.next(c)) !== null,
    );
    const wanted = new Map<Customer, EventRow[]>();
    for (const customer of who) wanted.set(customer, await rehearsal.events(customer));
    await rehearsal.close();

    const line = new Line(await serve());
    const releases = [
      { signal: 'SIGTERM', dir: 'second' },
      { signal: 'SIGKILL', dir: 'third' },
    ] as const;
    const atStop: Customer[][] = [];
    await inStages(
      who,
      (c) => line.greet(c),
      async (c) => {
        const input = rehearsal.inputs(c)[line.said(c)];
        if (input) await line.say(c, input);
        return input !== undefined;
      },
      async (stage) => {
        const { signal, dir: release } = releases[stage]!;
        await line.server.stop(signal);
        atStop.push(await waiting(line, who));
        line.server = await serve({ FLOWS_DIR: join(dir, release) });
      },
    );

    const fresh = await newConversations(line);
    await line.server.stop('SIGTERM');

    const got = await eventsOf(line, who);
    for (const customer of who) {
      const events = wanted.get(customer)!;
      // What an ended business is followed by may be new, and then it is of the new release.
      const until = beginnings(events).find(({ turn }) => turn > cut.get(customer)!)?.at;
      expect(course(got.get(customer)!).slice(0, until), `${customer.flow}: ${customer.name}`).toEqual(
        course(events).slice(0, until),
      );
    }
    expect(atStop[0]!.length).toBeGreaterThanOrEqual(CONVERSATIONS);
    expect(flowsOf(atStop[0]!)).toEqual(
      business()
        .map((f) => f.id)
        .filter((id) => !INSTANT.includes(id))
        .sort(),
    );
    process.stdout.write(
      `${atStop[0]!.length} conversations of ${flowsOf(atStop[0]!).length} flows stood in a form at SIGTERM, ${atStop[1]!.length} at kill -9: all ended as without a deploy\n`,
    );
    expectNew(await eventsOf(line, fresh), wanted);

    /** Plays in three stages: to the cut, one turn more, and to the end. */
    async function inStages(
      all: readonly Customer[],
      greet: (c: Customer) => Promise<void>,
      next: (c: Customer) => Promise<boolean>,
      between: (stage: number) => Promise<void> = async () => {},
    ): Promise<void> {
      for (const c of all) {
        await greet(c);
        for (let n = 0; n < cut.get(c)!; n++) await next(c);
      }
      await between(0);
      for (const c of all) await next(c);
      await between(1);
      for (const c of all) while (await next(c));
    }
  });

  it('of a flow that is not sound does not start, and leaves the store as it is', async () => {
    const bad = join(dir, 'bad');
    writeLaterRelease(bad, SECOND, []);
    writeFileSync(join(bad, 'new-one.yaml'), 'id: new-one\nname: 新\nabout: 新\nsteps: [{link: nowhere}]');
    const before = await versions();
    const { code, stderr } = await new ServerProcess({ ...settings, FLOWS_DIR: bad }).ended();
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(bad, 'new-one.yaml')} › 1 [unknown-flow] link names "nowhere"`);
    expect(await versions()).toEqual(before);
  });
});

async function versions(): Promise<string[]> {
  const store = await openStore({ dataDir: settings.DATA_DIR });
  const keys = (await store.list('flow-version')).map(({ key }) => key);
  await store.close();
  return keys;
}

/** Somebody new presses the button of each business. */
async function newConversations(line: Line): Promise<Customer[]> {
  const fresh: Customer[] = [];
  for (const { id, triggers } of business()) {
    const customer = { name: 'new', flow: id, phone: undefined, bound: [], turns: [] };
    fresh.push(customer);
    await line.greet(customer);
    await line.say(customer, { kind: 'choice', value: `intent:${triggers[0]}`, label: '办业务' });
  }
  return fresh;
}

function expectNew(
  got: ReadonlyMap<Customer, EventRow[]>,
  old: ReadonlyMap<Customer, readonly EventRow[]>,
): void {
  const versionsBefore = new Set(
    [...old.values()].flatMap((events) =>
      events.filter((e) => e.type === 'flow.started').map((e) => (e.data as { version: string }).version),
    ),
  );
  for (const [{ flow }, events] of got) {
    const begun = started(events, flow);
    if (REMOVED.includes(flow)) {
      expect(begun, flow).toEqual([]);
      continue;
    }
    expect(begun.length, flow).toBeGreaterThan(0);
    for (const { version } of begun) expect(versionsBefore.has(version), flow).toBe(false);
    expect(JSON.stringify(events), flow).toContain(THIRD);
  }
}
