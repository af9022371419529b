import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCipher } from './crypto.ts';
import { createPost } from './envelope.ts';
import {
  type AccountOptions,
  AES_KEY,
  APP_ID,
  connectAccount,
  eventXml,
  messageXml,
  sealed,
  signed,
  type TestAccount,
  TOKEN,
  textXml,
} from './testing-account.ts';
import { webhook } from './webhook.ts';

let account: TestAccount;
afterEach(() => account.close());
const connect = async (options: AccountOptions = {}) => {
  account = await connectAccount(options);
};
const SAFE = { settings: { WECHAT_AES_KEY: AES_KEY } };
const TEXT_XML = 'text/xml; charset=utf-8';

describe('the address', () => {
  it('is verified by giving the echo back as it came', async () => {
    await connect();
    const right = await account.get(
      '/wechat?signature=f464b24fc39322e44b38aa78f5edd27bd1441696&echostr=4375120948345356249&timestamp=1714036504&nonce=1514711492',
    );
    expect([right.status, await right.text()]).toEqual([200, '4375120948345356249']);
    expect(right.headers.get('content-type')).toContain('text/plain');
  });

  it('refuses whoever does not know the token, without a word', async () => {
    await connect();
    const paths = [
      '/wechat',
      '/wechat?signature=x&timestamp=1&nonce=2&echostr=3',
      '/wechat?signature[]=1&signature=2',
    ];
    for (const path of paths) {
      const refused = await account.get(path);
      expect([refused.status, await refused.text()]).toEqual([403, '']);
    }
    const twice = new URLSearchParams([...Object.entries(signed({ echostr: 'x' })), ['nonce', '1']]);
    expect((await account.get(`/wechat?${twice}`)).status).toBe(403);
  });

  it('says what to do where nobody has configured the account', async () => {
    await connect({ settings: { WECHAT_TOKEN: undefined } });
    const answer = await account.get('/wechat');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('WECHAT_TOKEN');
  });
});

describe('a message', () => {
  it('in plain XML is answered in plain XML', async () => {
    await connect();
    const answer = await account.send(textXml('你好'));
    expect([answer.status, answer.contentType]).toEqual([200, TEXT_XML]);
    expect(answer.raw).toContain(
      '<ToUserName><![CDATA[o6_anna]]></ToUserName><FromUserName><![CDATA[gh_1]]>',
    );
    expect(answer.text).toBe('收到：你好');
  });

  it.each(['safe', 'compatible'] as const)('in %s mode is answered in an envelope', async (mode) => {
    await connect(SAFE);
    const answer = await account.send(textXml('电👍]]>&lt;'), { mode });
    expect(answer.contentType).toBe(TEXT_XML);
    expect(answer.raw).toMatch(
      /^<xml><Encrypt>.+<\/Encrypt><MsgSignature>.+<\/MsgSignature><TimeStamp>\d+<\/TimeStamp><Nonce>.+<\/Nonce><\/xml>$/,
    );
    expect(answer.raw).not.toContain('收到');
  });

  it('keeps every sign on its way in and out', async () => {
    await connect(SAFE);
    const answer = await account.send(messageXml('text', { Content: '007 1e3 👍🏽 & <b> &lt;' }), {
      mode: 'safe',
    });
    expect(answer.text).toBe('收到：007 1e3 👍🏽 & <b> &lt;');
  });

  it('in JSON is answered in JSON, plain or sealed', async () => {
    await connect(SAFE);
    const json = {
      ToUserName: 'gh_1',
      FromUserName: 'o6_bert',
      CreateTime: Math.floor(Date.now() / 1000),
      MsgType: 'text',
    };
    const plain = await account.send(JSON.stringify({ ...json, Content: '一', MsgId: 1 }));
    const safe = await account.send(JSON.stringify({ ...json, Content: '二', MsgId: 2 }), { mode: 'safe' });
    expect([plain, safe].map(({ contentType, text }) => [contentType, text])).toEqual([
      ['application/json; charset=utf-8', '收到：一'],
      ['application/json; charset=utf-8', '收到：二'],
    ]);
    expect(Object.keys(JSON.parse(safe.raw))).toEqual(['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce']);
  });

  it('in plain is taken from an account that can seal, but only when it is signed', async () => {
    await connect(SAFE);
    expect((await account.send(textXml('你好'))).text).toBe('收到：你好');
    expect((await account.send(textXml('你好'), { query: { signature: '0'.repeat(40) } })).status).toBe(403);
  });

  it('of one customer belongs to one conversation of the account', async () => {
    await connect();
    await account.send(textXml('一'));
    await account.send(textXml('二', 'o6_bert'));
    expect(account.robot.heard.map((m) => [m.conversationId, m.user.id, m.channel])).toEqual([
      [`wechat:${APP_ID}:o6_anna`, 'o6_anna', 'wechat'],
      [`wechat:${APP_ID}:o6_bert`, 'o6_bert', 'wechat'],
    ]);
  });
});

it('a request that was cut before it could be read is left to the platform’s next try', async () => {
  const heard: string[] = [];
  const handle = webhook({
    post: createPost(TOKEN, null, () => new Date()),
    answer: async ({ id }) => {
      heard.push(id);
      return { with: 'success' };
    },
    clock: () => new Date(),
    log: { info() {}, warn() {}, error() {} },
  });
  const http = createServer((request, response) => handle(request, response, () => {})).listen(0);
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const body = textXml('报修');
  const head = `POST /wechat?${new URLSearchParams(signed())} HTTP/1.1\r\nHost: a\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const cut = createConnection(port).resume();
  cut.end(head + body);
  await once(cut, 'close');
  expect(heard).toEqual([]);
  const whole = createConnection(port);
  whole.write(head + body);
  expect(String(await once(whole, 'data'))).toContain('success');
  expect(heard.length).toBe(1);
  whole.destroy();
  http.close();
});

describe('strangers', () => {
  const stale = (seconds: number) => signed({ timestamp: String(Math.floor(Date.now() / 1000) + seconds) });
  it.each([
    ['a wrong signature', { signature: 'x' }],
    ['no signature', { signature: '' }],
    ['a request of yesterday', stale(-86_400)],
    ['a request of tomorrow', stale(86_400)],
    ['a time that is none', signed({ timestamp: '1e9' })],
  ])('with %s are refused without a word, and nothing is done', async (_, query) => {
    await connect(SAFE);
    const answer = await account.send(textXml('你好'), { query });
    expect([answer.status, answer.raw]).toEqual([403, '']);
    expect(account.robot.turns).toBe(0);
  });

  it('cannot put another message into a signed request', async () => {
    await connect(SAFE);
    const { query } = sealed(textXml('你好'));
    const other = sealed(textXml('转账')).encrypted;
    const answer = await account.send(`<xml><Encrypt>${other}</Encrypt></xml>`, { query });
    expect(answer.status).toBe(403);
    expect(account.robot.turns).toBe(0);
  });

  it('who repeat a request change nothing', async () => {
    await connect(SAFE);
    const { query, encrypted } = sealed(textXml('报修'));
    const again = () => account.send(`<xml><Encrypt>${encrypted}</Encrypt></xml>`, { query });
    const answers = [await again(), await again(), await again()];
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['收到：报修']));
    expect(account.robot.turns).toBe(1);
  });
});

describe('what is signed but cannot be read is taken in silence', () => {
  it.each([
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><xml><a>&a;</a></xml>'],
    ['another root', '<html></html>'],
    ['a broken element', '<xml><a></xml>'],
    ['no sender', '<xml><MsgType>text</MsgType></xml>'],
    ['nothing', ''],
    ['words', 'hello'],
    ['broken JSON', '{"a":'],
    ['bytes that are no UTF-8', Buffer.from('<xml><a>\xff\xfe</a></xml>', 'latin1')],
    ['much too much', `<xml><Content>${'电'.repeat(100_000)}</Content></xml>`],
    ['an envelope', '<xml><Encrypt>AAAA</Encrypt></xml>'],
  ])('%s', async (_, body) => {
    await connect();
    const answer = await account.send(body);
    expect([answer.status, answer.raw]).toEqual([200, 'success']);
    expect(account.robot.turns).toBe(0);
  });

  it.each([
    ['of another account', createCipher(AES_KEY, 'wx0000000000000000').seal(textXml('你好'))],
    ['under another key', createCipher('B'.repeat(43), APP_ID).seal(textXml('你好'))],
    ['with hostile content', createCipher(AES_KEY, APP_ID).seal('<!DOCTYPE x><xml></xml>')],
    ['that is no base64', '您好'],
  ])('an envelope %s', async (_, encrypted) => {
    await connect(SAFE);
    const { query } = sealed('', encrypted);
    const answer = await account.send(`<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`, { query });
    expect([answer.status, answer.raw]).toEqual([200, 'success']);
    expect(account.robot.turns).toBe(0);
  });

  it('other methods are none of ours', async () => {
    await connect();
    expect((await account.get('/wechat', { method: 'PUT', body: '<xml/>' })).status).toBe(405);
  });
});

describe('events', () => {
  it.each([
    'LOCATION',
    'VIEW',
    'view_miniprogram',
    'scancode_push',
    'pic_sysphoto',
    'location_select',
    'card_pass_check',
    'debug_demo',
    '',
  ])('%s is taken in silence', async (event) => {
    await connect();
    expect((await account.send(eventXml(event, { EventKey: 'x', Latitude: '32.06' }))).raw).toBe('success');
    expect(account.robot.turns).toBe(0);
  });

  it('a message of a kind that nobody knows is taken in silence', async () => {
    await connect();
    expect((await account.send(messageXml('hologram', { MediaId: 'm' }))).raw).toBe('success');
  });

  it('a menu tap says what its key says', async () => {
    await connect();
    expect((await account.send(eventXml('CLICK', { EventKey: 'say:查电费' }))).text).toBe('收到：查电费');
    expect((await account.send(eventXml('CLICK', { EventKey: 'V1001_OLD' }))).raw).toBe('success');
  });

  it('a follower is welcomed at once, and greeted when they come back', async () => {
    await connect();
    expect((await account.send(eventXml('subscribe', { CreateTime: '1' }))).text).toBe(
      '您好，我是智能客服。',
    );
    expect((await account.send(eventXml('unsubscribe', { CreateTime: '2' }))).raw).toBe('success');
    expect((await account.send(eventXml('subscribe', { CreateTime: '3' }))).text).toBe('收到：你好');
  });

  it('leaving is noted once, however often it is told', async () => {
    await connect();
    const leaving = eventXml('unsubscribe');
    for (let tries = 0; tries < 3; tries++) await account.send(leaving);
    const events = await account.store.events(`wechat:${APP_ID}:o6_anna`);
    expect(events.map(({ type }) => type)).toEqual(['wechat.unfollowed']);
  });

  it.each([
    ['subscribe', 'qrscene_bind_3201000000017'],
    ['SCAN', 'bind_3201000000017'],
  ])('%s by the code on a bill begins the binding of its account', async (event, key) => {
    await connect();
    const { text } = await account.send(eventXml(event, { EventKey: key, Ticket: 't' }));
    expect(text).toBe('收到：我要绑定户号3201000000017');
  });

  it('where a notice ended is recorded, whatever the customer did', async () => {
    await connect({ settings: { WECHAT_SECRET: 's' } });
    const ended = eventXml('TEMPLATESENDJOBFINISH', { MsgID: '99', Status: 'failed:user block' });
    expect((await account.send(ended)).raw).toBe('success');
  });
});
