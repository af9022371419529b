/** The product as an official account on a simulated WeChat: what customers see on their phones, whatever the wire does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backendRouter } from '../../bot/backends/http/server.ts';
import { Sandbox } from '../../bot/backends/sandbox/sandbox.ts';
import { type Product, startProduct } from '../web/testing/product.ts';
import { DEMO_ACCOUNT } from './simulator/account.ts';
import type { Deed } from './simulator/deeds.ts';
import type { Bubble } from './simulator/phone.ts';
import { OUT_OF_SERVICE, type Platform } from './simulator/platform.ts';
import { verify } from './simulator/sender.ts';
import { type RunningPlatform, startPlatform } from './simulator/server.ts';

const NOW = '2026-11-21T10:00:00+08:00';
const PASSWORD = 'only for this test';

let running: RunningPlatform;
let platform: Platform;
let utility: Utility;
let product: Product;

beforeAll(async () => {
  utility = await startUtility();
  running = await startPlatform({});
  platform = running.platform;
  product = await startProduct({
    SANDBOX_NOW: NOW,
    BACKEND_URL: utility.origin,
    CONSOLE_ADMIN_PASSWORD: PASSWORD,
    WECHAT_TOKEN: DEMO_ACCOUNT.token,
    WECHAT_APPID: DEMO_ACCOUNT.appid,
    WECHAT_SECRET: DEMO_ACCOUNT.secret,
    WECHAT_AES_KEY: DEMO_ACCOUNT.aesKey,
    WECHAT_API_BASE: running.origin,
  });
  platform.webhook = `${product.origin}/wechat`;
});
afterAll(async () => {
  await running?.close();
  await utility?.close();
  await product?.end();
});
afterEach(() => {
  const notices = [...platform.followers.values()].flatMap(({ bubbles }) =>
    bubbles.filter((bubble) => bubble.kind === 'notice' && bubble.text === OUT_OF_SERVICE),
  );
  expect(notices, 'nobody ever sees that the account is out of service').toEqual([]);
});

interface Utility {
  origin: string;
  /** The next calls take longer than the product waits; it tries three times, 2.5 s each. */
  slow(calls: number): void;
  /** Calls that changed something, by the idempotency key. */
  writes: { path: string; key: string }[];
  close(): Promise<void>;
}

async function startUtility(): Promise<Utility> {
  const sandbox = await Sandbox.open({ clock: () => new Date(NOW), shift: false });
  let slow = 0;
  const writes: Utility['writes'] = [];
  const app = express();
  app.use(async (request, _response, next) => {
    if (slow > 0) {
      slow--;
      await sleep(3_000);
    }
    const key = request.get('idempotency-key');
    if (key) writes.push({ path: request.path, key });
    next();
  });
  app.use(backendRouter(sandbox.backends));
  const http: Server = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    slow: (calls) => {
      slow = calls;
    },
    writes,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
      sandbox.close();
    },
  };
}

const bubblesOf = (openid: string) =>
  platform.person(openid).bubbles.filter((bubble) => bubble.from === 'account');

/** Everything that a bubble shows, as one text. */
function words(bubble: Bubble): string {
  return 'text' in bubble ? bubble.text : JSON.stringify(bubble);
}

/** Does something and returns what the answer in the request showed. */
async function does(openid: string, deed: Deed): Promise<string> {
  const before = bubblesOf(openid).length;
  await platform.act(openid, deed);
  return bubblesOf(openid).slice(before).map(words).join('\n');
}

const says = (openid: string, text: string) => does(openid, { do: 'text', text });

async function bind(openid: string): Promise<void> {
  await does(openid, { do: 'scan', scene: 'bind_3201000000017' });
  await says(openid, '确认');
  expect(await says(openid, '246810')).toMatch(/绑定/);
}

/** Waits until the phone shows so many bubbles of the account. */
async function shown(openid: string, count: number): Promise<Bubble[]> {
  await expect.poll(() => bubblesOf(openid).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);
  return bubblesOf(openid);
}

describe('an account that is connected', () => {
  it('proves itself to the platform', async () => {
    expect(await verify(platform.account, platform.webhook)).toBe(true);
  });

  it('welcomes a follower, binds by the code on a bill, and tells the bill from then on', async () => {
    expect(await does('zhang', { do: 'follow' })).toMatch(/您好/);
    await bind('zhang');
    expect(await says('zhang', '我上个月电费多少')).toContain('243.45');
    expect(bubblesOf('zhang').every(({ via }) => via === 'passive')).toBe(true);
  });

  it('takes a menu click for what its entry says', async () => {
    await bind('menu');
    expect(await does('menu', { do: 'click', key: 'say:查电费账单', label: '电费账单' })).toMatch(
      /243\.45|电费/,
    );
  });

  it('takes a tapped link of a menu for the choice', async () => {
    const greeting = await does('tap', { do: 'follow' });
    const link = /msgmenucontent=([^&"]+)&msgmenuid=([^"&]+)"[^>]*>([^<]*停电报修[^<]*)</.exec(greeting);
    expect(link).not.toBeNull();
    const [, content, menuId] = link!;
    expect(await does('tap', { do: 'text', text: decodeURIComponent(content!), menuId })).toMatch(
      /地址|户号/,
    );
  });

  it('reports an outage with a place and a picture', async () => {
    await says('outage', '家里停电了');
    const asked = await does('outage', {
      do: 'location',
      latitude: 32.0603,
      longitude: 118.7521,
      label: '南京市鼓楼区云台路18号',
    });
    expect(asked).toMatch(/云台路|只有您家|邻居/);
    const mediaId = platform.upload(PNG, 'image/png');
    expect(await does('outage', { do: 'image', mediaId, url: `${running.origin}/pic/${mediaId}` })).toMatch(
      /图片|照片|收到/,
    );
  });

  it('asks to type when a voice message was not recognised, and answers one that was', async () => {
    const mediaId = platform.upload(Buffer.from('#!AMR\n'), 'audio/amr');
    const voice = { do: 'voice', mediaId, said: '峰谷电价是几点到几点' } as const;
    expect(await does('voice', { ...voice, recognition: '' })).toMatch(/打几个字/);
    expect(await does('voice', { ...voice, recognition: '峰谷电价是几点到几点' })).toMatch(/峰|谷/);
  });

  it.each([
    ['plain', 'xml'],
    ['compatible', 'xml'],
    ['safe', 'xml'],
    ['plain', 'json'],
    ['compatible', 'json'],
    ['safe', 'json'],
  ] as const)('is understood in %s mode with %s bodies', async (mode, format) => {
    const { mode: usualMode, format: usualFormat } = platform.account;
    Object.assign(platform.account, { mode, format });
    const answer = await says(`in ${mode} ${format}`, '峰谷电价是几点到几点');
    Object.assign(platform.account, { mode: usualMode, format: usualFormat });
    expect(answer).toMatch(/峰/);
  });

  it('never answers with an error, whatever comes', async () => {
    const deeds: Deed[] = [
      { do: 'whereabouts', latitude: 32, longitude: 118 },
      { do: 'view', url: 'https://example.com/' },
      { do: 'video', mediaId: 'v' },
      { do: 'shortvideo', mediaId: 'v' },
      { do: 'link', title: '文章', url: 'https://example.com/' },
      { do: 'permit', template: 'outage-notice' },
      { do: 'scan', scene: 'poster' },
      { do: 'text', text: '  ' },
      { do: 'text', text: '😀]]>&lt;007<b>' },
      { do: 'text', text: '电'.repeat(5_000) },
      { do: 'other', fields: { MsgType: 'hologram', MsgId: 1n } },
      {
        do: 'other',
        fields: { MsgType: 'event', Event: 'of_tomorrow', Deep: { List: [{ A: 1 }, { A: 2 }] } },
      },
      { do: 'unfollow' },
    ];
    for (const deed of deeds) {
      const outcome = await platform.act('odd', deed);
      expect(['reply', 'nothing'], deed.do).toContain(outcome!.verdict.kind);
      expect(outcome!.tries).toHaveLength(1);
    }
  });
});

describe('five seconds', () => {
  it('what takes longer comes by customer service, once', async () => {
    await bind('slow');
    const before = bubblesOf('slow').length;
    utility.slow(2);
    const outcome = await platform.act('slow', { do: 'text', text: '我上个月电费多少' });
    expect(outcome).toMatchObject({ verdict: { kind: 'nothing' } });
    expect(outcome!.tries).toHaveLength(1);
    const after = (await shown('slow', before + 2)).slice(before);
    expect(after.map(words).join()).toContain('243.45');
    expect(new Set(after.map(({ via }) => via))).toEqual(new Set(['service']));
    await sleep(1_500);
    expect(bubblesOf('slow').length).toBe(before + after.length);
  });

  it('comes all the same when tokens end and the platform stumbles, still once', async () => {
    await bind('stumble');
    const before = bubblesOf('stumble').length;
    utility.slow(2);
    platform.tokens.revoke();
    platform.faults.next('/cgi-bin/message/custom/send', { errcode: -1 }, 2);
    await platform.act('stumble', { do: 'text', text: '我上个月电费多少' });
    await shown('stumble', before + 1);
    await sleep(3_000);
    const after = bubblesOf('stumble').slice(before);
    expect(after.map(words).join().split('243.45').length).toBe(2);
  });

  it('options become a menu, and links on an account that may send no menu', async () => {
    for (const [openid, verified] of [
      ['verified', true],
      ['unverified', false],
    ] as const) {
      platform.account.verified = verified;
      await says(openid, '家里停电了');
      const before = bubblesOf(openid).length;
      utility.slow(2);
      await platform.act(openid, { do: 'text', text: '南京市鼓楼区云台路66号' });
      await shown(openid, before + 1);
      await sleep(1_000);
      const after = bubblesOf(openid).slice(before);
      expect(after.some(({ kind }) => kind === 'menu')).toBe(verified);
      expect(after.map(words).join().includes('weixin://bizmsgmenu')).toBe(!verified);
    }
    platform.account.verified = true;
  });

  it('three tries of one message are answered alike and act once, also across a restart', async () => {
    await report('thrice', '南京市鼓楼区云台路88号');
    const orders = () => utility.writes.filter(({ path }) => path.endsWith('createRepair')).length;
    const before = orders();
    const confirm = {
      MsgType: 'text',
      Content: '确认',
      MsgId: platform.nextId(),
      CreateTime: Math.floor(Date.now() / 1000),
    };
    const [first, second] = await Promise.all([
      platform.tell('thrice', confirm),
      platform.tell('thrice', confirm),
    ]);
    await product.stop();
    await product.start();
    const third = await platform.tell('thrice', confirm);
    const contents = [first, second, third].map(({ verdict }) =>
      verdict.kind === 'reply' ? verdict.content : verdict,
    );
    expect(contents[0]).toMatchObject({ kind: 'text', text: expect.stringMatching(/工单|报修/) });
    expect(contents).toEqual(Array(3).fill(contents[0]));
    expect(orders() - before).toBe(1);
  });
});

describe('people at the desk', () => {
  it('take over, write by customer service, and what the quota holds back comes with the next message', async () => {
    await says('human', '转人工');
    const conversation = `wechat:${DEMO_ACCOUNT.appid}:human`;
    const agent = await signIn();
    const before = bubblesOf('human').length;
    await agent(conversation, { do: 'take' });
    const [taken] = (await shown('human', before + 1)).slice(before);
    expect(taken).toMatchObject({ via: 'service', text: expect.stringContaining('人工客服') });
    for (let i = 2; i <= 7; i++) await agent(conversation, { do: 'reply', text: `第${i}句` });
    const lines = () => bubblesOf('human').slice(before).map(words).slice(1).join();
    await shown('human', before + 5);
    await sleep(1_500);
    expect(lines()).toBe('第2句,第3句,第4句,第5句');
    await says('human', '好的');
    await expect.poll(lines).toMatch(/^第2句,第3句,第4句,第5句,(第6句\s*第7句|第6句,第7句)/);
  });
});

describe('an account that may not write by itself', () => {
  it('gives what came too late with the next try, or with the next message', async () => {
    platform.account.customerService = false;
    await bind('mute');
    utility.slow(2);
    const late = await platform.act('mute', { do: 'text', text: '我上个月电费多少' });
    expect(late!.verdict.kind).toMatch(/nothing|reply/);
    await sleep(3_000);
    const next = await says('mute', '谢谢');
    expect(bubblesOf('mute').map(words).join()).toContain('243.45');
    expect(next).not.toBe('');
    utility.slow(2);
    const again = await platform.act('mute', { do: 'text', text: '我上个月电费多少' });
    expect(again!.tries).toHaveLength(2);
    expect(again!.verdict).toMatchObject({
      kind: 'reply',
      content: { text: expect.stringContaining('243.45') },
    });
  });
});

/** An outage report that waits for its confirmation. */
async function report(openid: string, address: string): Promise<void> {
  await says(openid, `${address}停电了，报修`);
  await says(openid, '邻居也停了');
  expect(await says(openid, '13900000088')).toMatch(/确认/);
}

/** @returns what acts as an agent at the console */
async function signIn(): Promise<(conversation: string, act: object) => Promise<void>> {
  const headers = { 'content-type': 'application/json', 'x-console': '1' };
  const session = await fetch(`${product.origin}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ user: 'admin', password: PASSWORD }),
  });
  const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
  return async (conversation, act) => {
    const response = await fetch(`${product.origin}/api/desk/${encodeURIComponent(conversation)}/acts`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(act),
    });
    expect(response.status).toBe(200);
  };
}

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
