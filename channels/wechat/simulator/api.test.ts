import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { DEMO_ACCOUNT } from './account.ts';
import { type RunningPlatform, startPlatform } from './server.ts';

const SEND = '/cgi-bin/message/custom/send';
const HOUR = 3_600_000;

let running: RunningPlatform;
let now: number;
beforeEach(async () => {
  now = Date.parse('2026-11-21T10:00:00+08:00');
  await start();
});
afterEach(() => running.close());

/** The account's own server is nowhere here: pushes fail, the API is what is looked at. */
async function start(account: Partial<Account> = {}): Promise<void> {
  running = await startPlatform({
    webhook: 'http://127.0.0.1:9/wechat',
    account,
    clock: () => new Date(now),
    patience: { pauseMs: 0 },
  });
  running.platform.person('o1', '小张');
}

async function restart(account: Partial<Account>): Promise<void> {
  await running.close();
  await start(account);
}

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(running.origin + path, { method: 'POST', body: raw as BodyInit });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

async function token(force = false): Promise<string> {
  const { appid, secret } = DEMO_ACCOUNT;
  const answer = await post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid,
    secret,
    force_refresh: force,
  });
  return answer.access_token as string;
}

const call = async (path: string, body: unknown) => post(`${path}?access_token=${await token()}`, body);
const code = async (path: string, body: unknown) => (await call(path, body)).errcode;
const text = (content: string, touser = 'o1') => ({ touser, msgtype: 'text', text: { content } });
const opens = (by: 'message' | 'click') => running.platform.windows.opened('o1', by, now);
const seen = () => running.platform.person('o1').bubbles;

describe('stable_token', () => {
  it('gives the same token to all, and a new one five minutes before the end while the old one works', async () => {
    const first = await token();
    expect(await token()).toBe(first);
    now += 7200_000 - 299_000;
    const second = await token();
    expect(second).not.toBe(first);
    opens('message');
    expect((await post(`${SEND}?access_token=${first}`, text('旧'))).errcode).toBe(0);
    expect((await post(`${SEND}?access_token=${second}`, text('新'))).errcode).toBe(0);
    now += 300_000;
    expect((await post(`${SEND}?access_token=${first}`, text('旧'))).errcode).toBe(42001);
  });

  it('a forced refresh ends the former token, and is rare', async () => {
    const first = await token();
    await token(true);
    expect((await post(`${SEND}?access_token=${first}`, text('旧'))).errcode).toBe(40001);
    for (let i = 1; i < 20; i++) await token(true);
    expect(await token(true)).toBeUndefined();
  });

  it.each([
    ['a wrong secret', { secret: 'x' }, 40125],
    ['a wrong appid', { appid: 'wx' }, 40013],
    ['a wrong grant', { grant_type: 'password' }, 40002],
  ])('refuses %s', async (_name, over, errcode) => {
    const { appid, secret } = DEMO_ACCOUNT;
    const body = { grant_type: 'client_credential', appid, secret, ...over };
    expect((await post('/cgi-bin/stable_token', body)).errcode).toBe(errcode);
  });

  it('a call without a token, or by GET, is refused', async () => {
    expect((await post(SEND, text('x'))).errcode).toBe(41001);
    const response = await fetch(`${running.origin}${SEND}?access_token=${await token()}`);
    expect(await response.json()).toMatchObject({ errcode: 43002 });
  });
});

describe('whom one may write to', () => {
  it('nobody before the user has done something, five times after a message, for 48 hours', async () => {
    expect(await code(SEND, text('早'))).toBe(45015);
    opens('message');
    for (let i = 0; i < 5; i++) expect(await code(SEND, text(`${i}`))).toBe(0);
    expect(await code(SEND, text('第六'))).toBe(45047);
    opens('message');
    expect(await code(SEND, text('又可'))).toBe(0);
    now += 48 * HOUR;
    expect(await code(SEND, text('晚了'))).toBe(45015);
  });

  it('three times after a click, for one minute', async () => {
    opens('click');
    for (let i = 0; i < 3; i++) expect(await code(SEND, text(`${i}`))).toBe(0);
    expect(await code(SEND, text('第四'))).toBe(45047);
    opens('click');
    now += 60_000;
    expect(await code(SEND, text('一分钟后'))).toBe(45015);
  });

  it('nobody unknown, unfollowed or unwilling', async () => {
    opens('message');
    expect(await code(SEND, text('x', 'nobody'))).toBe(40003);
    const follower = running.platform.person('o1');
    follower.refuses = true;
    expect(await code(SEND, text('x'))).toBe(48002);
    follower.following = false;
    expect(await code(SEND, text('x'))).toBe(43004);
  });
});

describe('what one may write', () => {
  beforeEach(() => opens('message'));

  it.each([
    ['nothing', '', 44002],
    ['no JSON', '{', 47001],
    ['escaped Chinese', '{"touser":"o1","msgtype":"text","text":{"content":"\\u4f60"}}', 40033],
    [
      'another charset',
      Buffer.from('{"touser":"o1","msgtype":"text","text":{"content":"\xc4\xe3"}}', 'latin1'),
      40033,
    ],
    ['an unknown type', { touser: 'o1', msgtype: 'poem', poem: {} }, 40008],
    ['an empty text', text(''), 44004],
    ['2,049 bytes', text(`${'电'.repeat(682)}abc`), 45002],
    ['an unknown picture', { touser: 'o1', msgtype: 'image', image: { media_id: 'x' } }, 40007],
    [
      'two articles',
      { touser: 'o1', msgtype: 'news', news: { articles: [{ title: 'a' }, { title: 'b' }] } },
      45008,
    ],
    ['a menu without options', { touser: 'o1', msgtype: 'msgmenu', msgmenu: { list: [] } }, 47003],
  ])('not %s', async (_name, body, errcode) => {
    expect(await code(SEND, body)).toBe(errcode);
    expect(seen()).toEqual([]);
  });

  it('texts, an article and a menu reach the phone as they are', async () => {
    const control = text('一\u0001 \\u4f60 😀 ]]>');
    expect(await code(SEND, control)).toBe(0);
    const article = { title: '11月账单', description: '243.45元', url: 'https://example.com/b', picurl: '' };
    expect(await code(SEND, { touser: 'o1', msgtype: 'news', news: { articles: [article] } })).toBe(0);
    const msgmenu = {
      head_content: '满意吗？',
      list: [{ id: '101', content: '满意' }],
      tail_content: '谢谢',
    };
    expect(await code(SEND, { touser: 'o1', msgtype: 'msgmenu', msgmenu })).toBe(0);
    expect(seen()).toMatchObject([
      { kind: 'text', text: '一\u0001 \\u4f60 😀 ]]>', via: 'service' },
      { kind: 'news', title: '11月账单', url: 'https://example.com/b' },
      { kind: 'menu', head: '满意吗？', options: [{ id: '101', label: '满意' }], tail: '谢谢' },
    ]);
  });

  it('a menu only for a verified account, anything only with the permission', async () => {
    const msgmenu = { head_content: '?', list: [{ id: '1', content: '好' }], tail_content: '' };
    await restart({ verified: false });
    opens('message');
    expect(await code(SEND, { touser: 'o1', msgtype: 'msgmenu', msgmenu })).toBe(40200);
    await restart({ customerService: false });
    opens('message');
    expect(await code(SEND, text('x'))).toBe(48001);
  });

  it('not too fast and not too much', async () => {
    await restart({ callsPerMinute: 1, callsPerDay: 2 });
    opens('message');
    expect([await code(SEND, text('1')), await code(SEND, text('2'))]).toEqual([0, 45011]);
    now += 60_000;
    expect(await code(SEND, text('3'))).toBe(45009);
  });
});

describe('the typing sign', () => {
  const typing = (command: string) => code('/cgi-bin/message/custom/typing', { touser: 'o1', command });

  it('stands after a message of the user, once, until it is taken away', async () => {
    expect(await typing('Typing')).toBe(45080);
    await running.platform.act('o1', { do: 'text', text: '在吗' });
    expect([await typing('Typing'), await typing('Typing'), await typing('CancelTyping')]).toEqual([
      0, 45081, 0,
    ]);
    expect(await typing('Dance')).toBe(45072);
  });
});

describe('notices', () => {
  const body = { touser: 'o1', template_id: 'outage-notice', data: { thing1: { value: '云台路' } } };

  it('a template message needs no window, has a known template, and its outcome comes as an event', async () => {
    const answer = await call('/cgi-bin/message/template/send', body);
    expect(answer).toMatchObject({ errcode: 0 });
    expect(seen()).toMatchObject([{ kind: 'template', rows: [{ name: 'thing1', value: '云台路' }] }]);
    await expect
      .poll(() => running.platform.wire.entries.map((entry) => entry.request).join())
      .toMatch(/TEMPLATESENDJOBFINISH[\s\S]*success/);
    expect(await code('/cgi-bin/message/template/send', { ...body, template_id: 'x' })).toBe(40037);
  });

  it('tells of a user who blocks only afterwards', async () => {
    running.platform.person('o1').refuses = true;
    expect(await code('/cgi-bin/message/template/send', body)).toBe(0);
    await expect
      .poll(() => running.platform.wire.entries.map((entry) => entry.request).join())
      .toContain('failed:user block');
    expect(seen()).toEqual([]);
  });

  it('a subscription message uses up one permission', async () => {
    const path = '/cgi-bin/message/subscribe/bizsend';
    expect(await code(path, body)).toBe(43101);
    await running.platform.act('o1', { do: 'permit', template: 'outage-notice' });
    expect([await code(path, body), await code(path, body)]).toEqual([0, 43101]);
  });
});

describe('media and menu', () => {
  it('gives the bytes of a known media id', async () => {
    const id = running.platform.upload(Buffer.from('amr'), 'audio/amr');
    const get = async (media: string) =>
      fetch(`${running.origin}/cgi-bin/media/get?access_token=${await token()}&media_id=${media}`);
    const response = await get(id);
    expect(response.headers.get('content-type')).toBe('audio/amr');
    expect(await response.text()).toBe('amr');
    expect(await (await get('x')).json()).toMatchObject({ errcode: 40007 });
  });

  const click = (name: string) => ({ name, type: 'click', key: name });
  it.each([
    ['four buttons', [1, 2, 3, 4].map((n) => click(`b${n}`)), 40016],
    ['a name of 6 characters', [click('停电报修服务')], 40018],
    ['six under one', [{ name: '服务', sub_button: [1, 2, 3, 4, 5, 6].map((n) => click(`${n}`)) }], 40023],
    ['a key that is missing', [{ name: '服务', type: 'click' }], 40019],
    [
      'an address that is none',
      [{ name: '服务', sub_button: [{ name: '网站', type: 'view', url: 'x' }] }],
      40027,
    ],
    ['an unknown type', [{ name: '服务', type: 'sing' }], 40017],
  ])('refuses a menu with %s', async (_name, button, errcode) => {
    expect(await code('/cgi-bin/menu/create', { button })).toBe(errcode);
  });

  it('takes a sound menu', async () => {
    const button = [click('查电费'), { name: '停电', sub_button: [click('停电报修'), click('停电查询')] }];
    expect(await code('/cgi-bin/menu/create', { button })).toBe(0);
    expect(running.platform.menu.map((b) => b.children?.length ?? 0)).toEqual([0, 2]);
  });
});

describe('faults on order', () => {
  beforeEach(() => opens('message'));

  it('an errcode n times, a proxy page, a late answer', async () => {
    running.platform.faults.next(SEND, { errcode: -1 }, 2);
    expect([await code(SEND, text('1')), await code(SEND, text('1')), await code(SEND, text('1'))]).toEqual([
      -1, -1, 0,
    ]);
    running.platform.faults.next(SEND, { delayMs: 20 });
    expect(await code(SEND, text('2'))).toBe(0);
    running.platform.faults.next(SEND, { status: 502 });
    const response = await fetch(`${running.origin}${SEND}?access_token=${await token()}`, {
      method: 'POST',
    });
    expect(response.status).toBe(502);
  });

  it('a connection that breaks before the call, and one that breaks after it was done', async () => {
    const path = `${SEND}?access_token=${await token()}`;
    running.platform.faults.next(SEND, { cut: 'before' });
    await expect(post(path, text('1'))).rejects.toThrow();
    expect(seen()).toEqual([]);
    running.platform.faults.next(SEND, { cut: 'after' });
    await expect(post(path, text('2'))).rejects.toThrow();
    expect(seen()).toMatchObject([{ text: '2' }]);
  });
});
