import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../store/mod.ts';
import { createQuota, type Quota } from './quota.ts';
import { handClock } from './testing.ts';

const OPENID = 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M';
const customer = { openid: OPENID, conversationId: `wechat:gh_1:${OPENID}` };
const HOUR = 3_600_000;

let dataDir: string;
let store: Store;
let quota: Quota;
let clock: ReturnType<typeof handClock>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wechat-quota-'));
  store = await openStore({ dataDir });
  quota = createQuota({ store });
  clock = handClock();
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

/** What the robot's turn writes into the log. */
async function logged(by: 'message' | 'click'): Promise<void> {
  const event = { type: 'message.in', data: { input: { kind: 'text', text: '查电费' }, echo: { by } } };
  await store.appendEvents(customer.conversationId, [event], clock.now().getTime());
}
const writes = () => logged('message');
async function clicks(): Promise<void> {
  await quota.opened(OPENID, 'click', clock.now());
  await logged('click');
}

/** Sends while there is room. @returns how many went out */
async function fill(by: Quota = quota): Promise<number> {
  for (let sent = 0; ; sent++) {
    if (!(await by.room(customer, clock.now()))) return sent;
    await by.used(customer, clock.now());
  }
}

describe('what may be sent by customer service', () => {
  it('is nothing before the customer has done something', async () => {
    expect(await fill()).toBe(0);
  });

  it('is five messages within 48 hours of a message, and five more after the next', async () => {
    await writes();
    expect(await fill()).toBe(5);
    clock.pass(HOUR);
    await writes();
    expect(await fill()).toBe(5);
  });

  it('is nothing once the 48 hours are over', async () => {
    await writes();
    clock.pass(48 * HOUR - 1);
    expect(await quota.room(customer, clock.now())).toBe(true);
    clock.pass(1);
    expect(await fill()).toBe(0);
  });

  it.each(['click', 'follow', 'scan'] as const)('is three messages within a minute of a %s', async (by) => {
    await quota.opened(OPENID, by, clock.now());
    clock.pass(59_999);
    expect(await fill()).toBe(3);
    await quota.opened(OPENID, by, clock.now());
    clock.pass(60_000);
    expect(await fill()).toBe(0);
  });

  it('after a click is not what it is after a message, though both stand in the log', async () => {
    await clicks();
    clock.pass(60_000);
    expect(await fill()).toBe(0);
  });

  it('after a message and a click is what both allow, the click first', async () => {
    await writes();
    await clicks();
    expect(await fill()).toBe(3 + 5);
  });

  it('is not used up by what was counted before the message', async () => {
    await writes();
    await fill();
    await writes();
    await quota.used(customer, clock.now());
    expect(await fill()).toBe(4);
  });

  it('is counted alike by all nodes', async () => {
    await writes();
    await quota.used(customer, clock.now());
    expect(await fill(createQuota({ store }))).toBe(4);
    expect(await fill()).toBe(0);
  });

  it('may be set otherwise', async () => {
    await writes();
    const generous = { message: { messages: 20, ms: 48 * HOUR }, act: { messages: 3, ms: 60_000 } };
    expect(await fill(createQuota({ store, allowances: generous }))).toBe(20);
  });
});
