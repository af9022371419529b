import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type WeChatClient } from './client.ts';
import { REMEDIES, remedyOf } from './errors.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { handClock, keptLog, SEND, startPlatform, type TestPlatform, TOKEN } from './testing.ts';

const OPENID = 'o6_bmjrPTlm6_2sgVt7hMZOPfL2M';
const text = (words: string): OutgoingMessage => ({ type: 'text', text: words });
const MENU: OutgoingMessage = {
  type: 'menu',
  head: '您对服务满意吗？',
  options: [
    { id: '101', label: '满意' },
    { id: '102', label: '不满意' },
  ],
  tail: '',
};

let platform: TestPlatform;
let clock: ReturnType<typeof handClock>;
let log: ReturnType<typeof keptLog>;
let client: WeChatClient;

function clientWith(more: Partial<Parameters<typeof createClient>[0]> = {}): WeChatClient {
  return createClient({
    appId: 'wx0000000000000001',
    secret: 'a-secret-that-nobody-sees',
    base: platform.base,
    clock: clock.now,
    sleep: clock.sleep,
    log,
    timeout: 300,
    ...more,
  });
}

beforeEach(async () => {
  platform = await startPlatform();
  clock = handClock();
  log = keptLog();
  client = clientWith();
});
afterEach(() => platform.close());

describe('a customer-service message', () => {
  it('is raw UTF-8: Chinese, emoji and line breaks as they are', async () => {
    expect(await client.send(OPENID, text('电费 243.45 元 👍\n“谢谢”'))).toEqual({ status: 'sent' });
    const [call] = platform.asked(SEND);
    expect(call!.raw).toContain('电费 243.45 元 👍');
    expect(call!.raw).not.toMatch(/\\u/);
    expect(call!.body).toEqual({
      touser: OPENID,
      msgtype: 'text',
      text: { content: '电费 243.45 元 👍\n“谢谢”' },
    });
    expect(call!.query).toEqual({ access_token: 'token-1' });
  });

  it('loses control characters and halves of characters, which JSON would escape', async () => {
    await client.send(OPENID, text('a\u0000b\u0007c\ud83dd'));
    expect(platform.asked(SEND)[0]!.body.text.content).toBe('abcd');
  });

  it('may be a menu or one article', async () => {
    await client.send(OPENID, MENU);
    await client.send(OPENID, {
      type: 'news',
      article: { title: '10月账单', description: '243.45元', url: 'https://bill.example/1' },
    });
    expect(platform.asked(SEND).map(({ body }) => body)).toEqual([
      {
        touser: OPENID,
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: '您对服务满意吗？',
          list: [
            { id: '101', content: '满意' },
            { id: '102', content: '不满意' },
          ],
          tail_content: '',
        },
      },
      {
        touser: OPENID,
        msgtype: 'news',
        news: {
          articles: [{ title: '10月账单', description: '243.45元', url: 'https://bill.example/1' }],
        },
      },
    ]);
  });
});

describe('the access token', () => {
  it('is asked for as stable token, without force, once for all who wait for it', async () => {
    await Promise.all(['一', '二', '三'].map((words) => client.send(OPENID, text(words))));
    expect(platform.asked(TOKEN).map(({ body }) => body)).toEqual([
      {
        grant_type: 'client_credential',
        appid: 'wx0000000000000001',
        secret: 'a-secret-that-nobody-sees',
        force_refresh: false,
      },
    ]);
    expect(platform.asked(SEND)).toHaveLength(3);
  });

  it('is kept until five minutes before its end', async () => {
    await client.send(OPENID, text('一'));
    clock.pass((7200 - 301) * 1000);
    await client.send(OPENID, text('二'));
    expect(platform.asked(TOKEN)).toHaveLength(1);
    clock.pass(1000);
    await client.send(OPENID, text('三'));
    expect(platform.asked(TOKEN)).toHaveLength(2);
  });

  it.each([40001, 40014, 42001])('is renewed once when the platform refuses it with %i', async (errcode) => {
    platform.next(SEND, { errcode, errmsg: 'invalid credential' });
    expect(await client.send(OPENID, text('一'))).toEqual({ status: 'sent' });
    expect(platform.asked(SEND).map(({ query }) => query.access_token)).toEqual(['token-1', 'token-2']);
  });

  it('refused twice, is left for later', async () => {
    platform.next(SEND, { errcode: 40001, errmsg: 'x' }, { errcode: 40001, errmsg: 'x' });
    expect(await client.send(OPENID, text('一'))).toMatchObject({ status: 'retry', afterMs: 30_000 });
    expect(platform.asked(SEND)).toHaveLength(2);
  });

  it('is renewed once for many who are refused at the same time', async () => {
    await client.send(OPENID, text('零'));
    const refused = { errcode: 42001, errmsg: 'expired' };
    platform.next(SEND, refused, refused, refused);
    const outcomes = await Promise.all(['一', '二', '三'].map((words) => client.send(OPENID, text(words))));
    expect(outcomes).toEqual([{ status: 'sent' }, { status: 'sent' }, { status: 'sent' }]);
    expect(platform.asked(TOKEN)).toHaveLength(2);
  });

  it('that nobody gives, keeps messages back and is not asked for at every message', async () => {
    platform.next(TOKEN, { errcode: 40164, errmsg: 'invalid ip 192.0.2.1, not in whitelist' });
    expect(await client.send(OPENID, text('一'))).toMatchObject({ status: 'wait', alert: true });
    expect(client.maySend).toBe(false);
    expect(await client.send(OPENID, text('二'))).toMatchObject({ status: 'wait', alert: false });
    expect(platform.asked(TOKEN)).toHaveLength(1);
    clock.pass(600_000);
    expect(client.maySend).toBe(true);
    expect(await client.send(OPENID, text('三'))).toEqual({ status: 'sent' });
  });

  it('stands in no log line, and neither does the secret', async () => {
    platform.next(SEND, { errcode: 40003, errmsg: 'bad token-1' }, 'cut', 502);
    for (const words of ['一', '二', '三']) await client.send(OPENID, text(words));
    platform.next(TOKEN, { errcode: 40125, errmsg: 'invalid a-secret-that-nobody-sees' });
    await clientWith().send(OPENID, text('四'));
    expect(JSON.stringify(log.lines)).not.toMatch(/token-1|nobody-sees/);
    expect(log.lines).toHaveLength(4);
  });
});

describe('the error table', () => {
  /** What a message comes to that meets each code at every try. */
  const outcomes: Record<number, object> = {
    [-1]: { status: 'retry' },
    40001: { status: 'retry', afterMs: 30_000 },
    40014: { status: 'retry', afterMs: 30_000 },
    42001: { status: 'retry', afterMs: 30_000 },
    40003: { status: 'stop', alert: false },
    43004: { status: 'stop', alert: false },
    40200: { status: 'stop' },
    45002: { status: 'split', parts: [text('好的。'), text('谢谢。')] },
    45008: { status: 'stop', alert: false },
    45009: { status: 'wait', alert: true },
    45011: { status: 'retry', afterMs: 1000 },
    45015: { status: 'wait', alert: false },
    45047: { status: 'wait', alert: false },
    48001: { status: 'wait', alert: true },
    48002: { status: 'stop', alert: false },
    48004: { status: 'wait', alert: true },
    40013: { status: 'wait', alert: true },
    40125: { status: 'wait', alert: true },
    40164: { status: 'wait', alert: true },
    40243: { status: 'wait', alert: true },
    41002: { status: 'wait', alert: true },
    41004: { status: 'wait', alert: true },
    50001: { status: 'wait', alert: true },
  };

  it('is tested whole', () => {
    expect(Object.keys(outcomes).map(Number).sort()).toEqual([...REMEDIES.keys()].sort());
  });

  it.each(Object.entries(outcomes))('%s', async (code, outcome) => {
    const answer = { errcode: Number(code), errmsg: 'as told' };
    platform.next(SEND, answer, answer);
    const got = await client.send(OPENID, text('好的。谢谢。'));
    expect(got).toMatchObject(outcome);
    if (got.status !== 'split') expect(got).toMatchObject({ why: `${SEND}: ${code} as told` });
  });

  it('classes codes that it does not name by their kind', () => {
    expect([-5, 40099, 42007, 43099, 45064, 47001, 48099].map(remedyOf)).toEqual([
      'again',
      'stop',
      'token',
      'stop',
      'stop',
      'stop',
      'barred',
    ]);
  });

  it.each(['cut', 502, 404, 500, { bytes: Buffer.from('<html>'), contentType: 'text/html' }] as const)(
    'no proper answer (%s) is tried again',
    async (answer) => {
      platform.next(SEND, answer);
      expect(await client.send(OPENID, text('一'))).toMatchObject({ status: 'retry' });
    },
  );

  it('no answer at all is tried again', async () => {
    platform.next(SEND, new Promise(() => {}));
    expect(await clientWith({ timeout: 50 }).send(OPENID, text('一'))).toMatchObject({
      status: 'retry',
      why: `${SEND}: -1 no answer in time`,
    });
  });
});

describe('an account that is not verified', () => {
  it('sends the same menu as links once menus are refused, and never tries again', async () => {
    platform.next(SEND, { errcode: 40200, errmsg: 'invalid account type' });
    expect(client.mayMenu).toBe(true);
    expect(await client.send(OPENID, MENU)).toEqual({ status: 'sent' });
    expect(client.mayMenu).toBe(false);
    await client.send(OPENID, MENU);
    expect(platform.asked(SEND).map(({ body }) => body.msgtype)).toEqual(['msgmenu', 'text', 'text']);
    expect(platform.asked(SEND)[1]!.body.text.content).toContain(
      '<a href="weixin://bizmsgmenu?msgmenucontent=满意&msgmenuid=101">满意</a>',
    );
  });

  it('may be told so by a setting', async () => {
    await clientWith({ menus: false }).send(OPENID, MENU);
    expect(platform.asked(SEND).map(({ body }) => body.msgtype)).toEqual(['text']);
  });
});

describe('how often is called', () => {
  it('no more than so many calls a second', async () => {
    const slow = clientWith({ perSecond: 2 });
    const start = clock.now().getTime();
    for (let i = 0; i < 6; i++) await slow.send(OPENID, text(String(i)));
    expect(clock.now().getTime() - start).toBeGreaterThanOrEqual(2_000);
    expect(platform.asked(SEND)).toHaveLength(6);
  });

  it('not at all for a while when the platform asks for less, and longer each time', async () => {
    const refused = { errcode: 45011, errmsg: 'api minute-quota reach limit' };
    platform.next(SEND, refused, refused);
    expect(await client.send(OPENID, text('一'))).toMatchObject({ status: 'retry', afterMs: 1000 });
    expect(await client.send(OPENID, text('二'))).toMatchObject({ status: 'retry', afterMs: 2000 });
    clock.pass(2000);
    expect(await client.send(OPENID, text('三'))).toEqual({ status: 'sent' });
  });

  it('not again on a day whose quota is used up', async () => {
    platform.next(SEND, { errcode: 45009, errmsg: 'reach max api daily quota limit' });
    await client.send(OPENID, text('一'));
    clock.pass(13.9 * 3_600_000);
    expect(await client.send(OPENID, text('二'))).toMatchObject({ status: 'wait', alert: false });
    expect(platform.asked(SEND)).toHaveLength(1);
    clock.pass(0.1 * 3_600_000);
    expect(await client.send(OPENID, text('三'))).toEqual({ status: 'sent' });
  });

  it('never without a secret', async () => {
    const mute = clientWith({ secret: undefined });
    expect(mute.maySend).toBe(false);
    expect(await mute.send(OPENID, text('一'))).toMatchObject({ status: 'wait', alert: false });
    await mute.typing(OPENID, true);
    expect(platform.asked()).toEqual([]);
  });
});

describe('the typing sign', () => {
  it('is shown and ended; what the platform thinks of it is of no account', async () => {
    platform.next('/cgi-bin/message/custom/typing', { errcode: 45081, errmsg: 'typing already' });
    await client.typing(OPENID, true);
    await client.typing(OPENID, false);
    expect(platform.asked('typing').map(({ body }) => body)).toEqual([
      { touser: OPENID, command: 'Typing' },
      { touser: OPENID, command: 'CancelTyping' },
    ]);
    expect(client.maySend).toBe(true);
  });
});

describe('media', () => {
  const GET = '/cgi-bin/media/get';

  it('comes as bytes with its type', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2]);
    platform.next(GET, { bytes, contentType: 'image/jpeg' });
    expect(await client.media('MEDIA_1')).toMatchObject({ bytes, contentType: 'image/jpeg' });
    expect(platform.asked(GET)[0]!.query).toEqual({ access_token: 'token-1', media_id: 'MEDIA_1' });
  });

  it('that has expired is an error, also when it is told as text', async () => {
    const told = Buffer.from('{"errcode":40007,"errmsg":"invalid media_id"}');
    platform.next(GET, { bytes: told, contentType: 'text/plain' });
    await expect(client.media('MEDIA_1')).rejects.toMatchObject({ errcode: 40007 });
  });

  it('is fetched with a new token where the old one is refused', async () => {
    platform.next(
      GET,
      { errcode: 42001, errmsg: 'expired' },
      { bytes: Buffer.from('#!AMR'), contentType: 'audio/amr' },
    );
    expect(await client.media('MEDIA_1')).toMatchObject({ contentType: 'audio/amr' });
  });

  it('beyond 10 MB is refused', async () => {
    platform.next(GET, { bytes: Buffer.alloc(10 * 1024 * 1024 + 1), contentType: 'image/png' });
    await expect(client.media('MEDIA_1')).rejects.toMatchObject({ errcode: 45001 });
  });
});
