import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Account, DEMO_ACCOUNT } from './account.ts';
import { keyOf, seal, signature, unseal } from './crypto.ts';
import { OUT_OF_SERVICE, Platform } from './platform.ts';
import { verify } from './sender.ts';
import { readXml, writeXml } from './xml.ts';

interface Heard {
  url: URL;
  body: string;
}
type Answer = (heard: Heard, response: ServerResponse) => void;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server of an account that answers by `answer`, and a platform that talks to it with little patience. */
async function meet(answer: Answer, account: Partial<Account> = {}) {
  const heard: Heard[] = [];
  server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { url: new URL(request.url!, 'http://x'), body: Buffer.concat(chunks).toString() };
    heard.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`;
  const platform = new Platform({ webhook, account, patience: { cutMs: 150, pauseMs: 5 } });
  return {
    platform,
    heard,
    webhook,
    words: () => platform.person('o1').bubbles.map((b) => ('text' in b ? b.text : b.kind)),
  };
}

const reply = (content: string, over = {}) =>
  writeXml({
    ToUserName: 'o1',
    FromUserName: DEMO_ACCOUNT.ghId,
    CreateTime: 1_700_000_000,
    MsgType: 'text',
    Content: content,
    ...over,
  });
const send = (response: ServerResponse, body: string, type = 'text/xml') =>
  response.setHeader('content-type', type).end(body);

function sealed(plain: string, { token, appid, aesKey } = DEMO_ACCOUNT): string {
  const Encrypt = seal(keyOf(aesKey), appid, plain);
  const MsgSignature = signature(token, '1700000000', '42', Encrypt);
  return writeXml({ Encrypt, MsgSignature, TimeStamp: 1_700_000_000, Nonce: '42' });
}

describe('in plaintext mode', () => {
  it('signs, sends the fields and shows the reply', async () => {
    const { platform, heard, words } = await meet((_, response) => send(response, reply('您好')), {
      mode: 'plain',
    });
    await platform.act('o1', { do: 'text', text: '在吗 ]]>' });
    const { url, body } = heard[0]!;
    const query = url.searchParams;
    expect(query.get('signature')).toBe(
      signature(DEMO_ACCOUNT.token, query.get('timestamp')!, query.get('nonce')!),
    );
    expect(readXml(body)).toMatchObject({ FromUserName: 'o1', MsgType: 'text', Content: '在吗 ]]>' });
    expect(words()).toEqual(['在吗 ]]>', '您好']);
  });

  it('verifies the server by echostr', async () => {
    const { webhook } = await meet(({ url }, response) => response.end(url.searchParams.get('echostr')));
    expect(await verify(DEMO_ACCOUNT, webhook)).toBe(true);
  });

  it.each([
    ['JSON', '{"ok":true}', 'application/json'],
    ['an error page', '<html><body>502</body></html>', 'text/html'],
    ['plain words', 'ok', 'text/plain'],
    ['XML without its type', reply('您好'), 'text/plain'],
    ['a reply to somebody else', reply('您好', { ToUserName: 'o2' }), 'text/xml'],
    ['an empty text', reply(''), 'text/xml'],
    ['2,049 bytes', reply(`${'电'.repeat(682)}abc`), 'text/xml'],
    [
      'two articles',
      reply('', { MsgType: 'news', ArticleCount: 2, Articles: { item: [{ Title: 'a' }, { Title: 'b' }] } }),
      'text/xml',
    ],
  ])('shows the user its own words on %s', async (_name, body, type) => {
    const { platform, heard, words } = await meet((_, response) => send(response, body, type), {
      mode: 'plain',
    });
    await platform.act('o1', { do: 'text', text: '在吗' });
    expect(words()).toEqual(['在吗', OUT_OF_SERVICE]);
    expect(heard).toHaveLength(1);
  });

  it('takes exactly 2,048 bytes', async () => {
    const text = `${'电'.repeat(682)}ab`;
    const { platform, words } = await meet((_, response) => send(response, reply(text)), { mode: 'plain' });
    await platform.act('o1', { do: 'text', text: '在吗' });
    expect(words()[1]).toBe(text);
  });
});

describe('in safe mode', () => {
  it('seals what it sends and opens what comes back', async () => {
    const { platform, heard, words } = await meet((_, response) => send(response, sealed(reply('您好'))));
    await platform.act('o1', { do: 'click', key: 'BILL', label: '查电费' });
    const { url, body } = heard[0]!;
    const query = url.searchParams;
    const { Encrypt, ...rest } = readXml(body) as Record<string, string>;
    expect(query.get('msg_signature')).toBe(
      signature(DEMO_ACCOUNT.token, query.get('timestamp')!, query.get('nonce')!, Encrypt!),
    );
    expect(rest).toEqual({ ToUserName: DEMO_ACCOUNT.ghId });
    const fields = readXml(unseal(keyOf(DEMO_ACCOUNT.aesKey), DEMO_ACCOUNT.appid, Encrypt!));
    expect(fields).toMatchObject({ MsgType: 'event', Event: 'CLICK', EventKey: 'BILL' });
    expect(fields).not.toHaveProperty('MsgId');
    expect(words()).toEqual(['你点了菜单“查电费”', '您好']);
  });

  it('takes success and nothing in plain, but no other plain body', async () => {
    const bodies = ['success', '', reply('您好')];
    const { platform, words } = await meet((_, response) => send(response, bodies.shift()!));
    for (const text of ['一', '二', '三']) await platform.act('o1', { do: 'text', text });
    expect(words()).toEqual(['一', '二', '三', OUT_OF_SERVICE]);
  });

  it('in compatible mode sends both and takes either', async () => {
    const bodies = [reply('明'), sealed(reply('密'))];
    const { platform, heard, words } = await meet((_, response) => send(response, bodies.shift()!), {
      mode: 'compatible',
    });
    for (const text of ['一', '二']) await platform.act('o1', { do: 'text', text });
    expect(readXml(heard[0]!.body)).toHaveProperty('Content', '一');
    expect(readXml(heard[0]!.body)).toHaveProperty('Encrypt');
    expect(words()).toEqual(['一', '明', '二', '密']);
  });

  it('speaks JSON where the account is set so', async () => {
    const { platform, heard } = await meet((_, response) => send(response, 'success'), { format: 'json' });
    await platform.act('o1', { do: 'text', text: '电费' });
    const { Encrypt } = JSON.parse(heard[0]!.body) as { Encrypt: string };
    const plain = unseal(keyOf(DEMO_ACCOUNT.aesKey), DEMO_ACCOUNT.appid, Encrypt);
    expect(plain).toMatch(/"Content":"电费","MsgId":\d{19}\}/);
  });
});

describe('tries', () => {
  it('cuts a slow server off and tries three times with the same message', async () => {
    const { platform, heard, words } = await meet(() => {}, { mode: 'plain' });
    const outcome = await platform.act('o1', { do: 'text', text: '在吗' });
    expect(outcome!.tries.map((t) => t.answer)).toEqual(Array(3).fill({ failed: 'cut after 150 ms' }));
    const ids = heard.map(({ body }) => readXml(body).MsgId);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(3);
    expect(words()).toEqual(['在吗', OUT_OF_SERVICE]);
  });

  it('is content with the third answer', async () => {
    let n = 0;
    const { platform, words } = await meet(
      (_, response) => {
        if (++n === 3) send(response, reply('久等了'));
      },
      { mode: 'plain' },
    );
    await platform.act('o1', { do: 'text', text: '在吗' });
    expect(words()).toEqual(['在吗', '久等了']);
  });

  it('tells nobody when an event that nobody sees fails', async () => {
    const { platform, words } = await meet((_, response) => send(response, 'oops'), { mode: 'plain' });
    await platform.act('o1', { do: 'whereabouts', latitude: 32, longitude: 118 });
    await platform.act('o1', { do: 'unfollow' });
    expect(words()).toEqual(['你已取消关注']);
  });
});

describe('customer service of the platform', () => {
  it('takes the conversation over, so that messages no longer reach the server, until it ends', async () => {
    const { platform, heard } = await meet(
      (_, response) => send(response, reply('', { MsgType: 'transfer_customer_service' })),
      { mode: 'plain' },
    );
    await platform.act('o1', { do: 'text', text: '人工' });
    await platform.act('o1', { do: 'text', text: '有人吗' });
    expect(heard).toHaveLength(1);
    await platform.closeDesk('o1');
    expect(heard[1]!.body).toContain('kf_close_session');
    await platform.act('o1', { do: 'text', text: '查电费' });
    expect(heard).toHaveLength(3);
  });

  it('is no answer to an event', async () => {
    const { platform, words } = await meet(
      (_, response) => send(response, reply('', { MsgType: 'transfer_customer_service' })),
      { mode: 'plain' },
    );
    await platform.act('o1', { do: 'click', key: 'HUMAN', label: '人工' });
    expect(words().at(-1)).toBe(OUT_OF_SERVICE);
  });
});
