import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../store/mod.ts';
import { createClient } from './client.ts';
import { createNotices, type Notices } from './notices.ts';
import { handClock, keptLog, startPlatform, type TestPlatform } from './testing.ts';

const TEMPLATE = '/cgi-bin/message/template/send';
const SUBSCRIPTION = '/cgi-bin/message/subscribe/bizsend';
const NOTICE = {
  openid: 'o6_anna',
  templateId: 'TM00015',
  data: { thing1: '城南路12号', time2: '2026-11-21 14:00' },
  url: 'https://outage.example/7',
};
/** Beyond what a number can hold exactly. */
const MSG_ID = '3014567890123456789';
const taken = {
  bytes: Buffer.from(`{"errcode":0,"errmsg":"ok","msgid":${MSG_ID}}`),
  contentType: 'application/json',
};

let dataDir: string;
let store: Store;
let platform: TestPlatform;
let clock: ReturnType<typeof handClock>;
/** Runs while a report waits for the answer that it has overtaken. */
let meanwhile: () => Promise<unknown>;
let notices: Notices;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wechat-notices-'));
  store = await openStore({ dataDir });
  platform = await startPlatform();
  clock = handClock();
  meanwhile = async () => {};
  const parts = { appId: 'wx01', secret: 'a-secret', base: platform.base, clock: clock.now, log: keptLog() };
  notices = createNotices({ store, client: createClient(parts), clock: clock.now, sleep: () => meanwhile() });
});
afterEach(async () => {
  await platform.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

describe('a notice', () => {
  it('goes out by template, with the occasion as its id', async () => {
    platform.next(TEMPLATE, taken);
    expect(await notices.send('template', NOTICE, 'power-back-7')).toMatchObject({
      status: 'sent',
      msgId: MSG_ID,
    });
    expect(platform.asked(TEMPLATE).map(({ body }) => body)).toEqual([
      {
        touser: 'o6_anna',
        template_id: 'TM00015',
        url: 'https://outage.example/7',
        client_msg_id: 'power-back-7',
        data: { thing1: { value: '城南路12号' }, time2: { value: '2026-11-21 14:00' } },
      },
    ]);
  });

  it('or by subscription', async () => {
    expect(await notices.send('subscription', NOTICE, 'power-back-7')).toMatchObject({ status: 'sent' });
    expect(platform.asked(SUBSCRIPTION)[0]!.body).toMatchObject({ touser: 'o6_anna', page: NOTICE.url });
  });

  it('is sent once for a customer and an occasion', async () => {
    const first = await notices.send('template', NOTICE, 'power-back-7');
    expect(await notices.send('template', NOTICE, 'power-back-7')).toEqual(first);
    await notices.send('template', NOTICE, 'power-back-8');
    await notices.send('template', { ...NOTICE, openid: 'o6_bert' }, 'power-back-7');
    expect(platform.asked(TEMPLATE)).toHaveLength(3);
  });

  it('that could not be sent now is sent when asked again', async () => {
    platform.next(TEMPLATE, { errcode: -1, errmsg: 'system error' });
    expect(await notices.send('template', NOTICE, 'power-back-7')).toMatchObject({
      status: 'sending',
      why: `${TEMPLATE}: -1 system error`,
    });
    expect(await notices.send('template', NOTICE, 'power-back-7')).toMatchObject({
      status: 'sent',
      why: null,
    });
  });

  it('to one who has not subscribed has failed and is not tried again', async () => {
    platform.next(SUBSCRIPTION, { errcode: 43101, errmsg: 'user refuse to accept the msg' });
    await notices.send('subscription', NOTICE, 'power-back-7');
    expect(await notices.send('subscription', NOTICE, 'power-back-7')).toMatchObject({ status: 'failed' });
    expect(platform.asked(SUBSCRIPTION)).toHaveLength(1);
  });
});

describe('the report of the platform', () => {
  const recorded = () => notices.send('template', NOTICE, 'power-back-7');

  it.each([
    ['success', 'success'],
    ['failed:user block', 'blocked'],
    ['failed: user block', 'blocked'],
    ['failed:system failed', 'failed'],
    ['failed: system failed', 'failed'],
  ])('%s is recorded for its recipient', async (status, outcome) => {
    platform.next(TEMPLATE, taken);
    await recorded();
    clock.pass(3_000);
    await notices.finished(MSG_ID, status, clock.now());
    expect(await recorded()).toMatchObject({ openid: 'o6_anna', status: outcome, at: clock.now().getTime() });
  });

  it('may overtake the answer to the call', async () => {
    platform.next(TEMPLATE, taken);
    meanwhile = recorded;
    await notices.finished(MSG_ID, 'success', clock.now());
    expect(await recorded()).toMatchObject({ status: 'success' });
  });

  it('on a message of another system is let go', async () => {
    await notices.finished('999', 'success', clock.now());
    expect(await store.list('wechat.notice')).toEqual([]);
  });
});
