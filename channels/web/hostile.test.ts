import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let conversation: { conversationId: string; token: string; streamUrl: string };

beforeEach(async () => {
  server = await startTestServer();
  conversation = await (await fetch(`${server.domain}/conversations`, { method: 'POST' })).json();
});
afterEach(() => server.close());

function send(
  body: RequestInit['body'],
  contentType = 'application/json',
  more: Record<string, string> = {},
) {
  const headers = { Authorization: `Bearer ${conversation.token}`, 'Content-Type': contentType, ...more };
  return fetch(`${server.domain}/conversations/${conversation.conversationId}/activities`, {
    method: 'POST',
    headers,
    body: body!,
  });
}

const message = (text: unknown) => JSON.stringify({ type: 'message', text });

async function statusAndCode(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message.length).toBeGreaterThan(10);
  return [response.status, error.code];
}

async function texts(): Promise<(string | undefined)[]> {
  const response = await fetch(`${server.domain}/conversations/${conversation.conversationId}/activities`, {
    headers: { Authorization: `Bearer ${conversation.token}` },
  });
  const { activities } = (await response.json()) as { activities: { text?: string }[] };
  return activities.map(({ text }) => text);
}

describe('hostile bodies', () => {
  it('an oversized body is refused, compressed or not', async () => {
    expect(await statusAndCode(await send(message('电'.repeat(100_000))))).toEqual([413, 'TooLarge']);
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(message('a'.repeat(5_000_000)));
    expect(await statusAndCode(await send(bomb, 'application/json', { 'Content-Encoding': 'gzip' }))).toEqual(
      [413, 'TooLarge'],
    );
  });

  it('too long a text is refused, the longest is taken', async () => {
    expect(await statusAndCode(await send(message('电'.repeat(4_001))))).toEqual([400, 'BadArgument']);
    expect((await send(message('电'.repeat(4_000)))).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'the type %j is refused',
    async (type) => {
      expect(await statusAndCode(await send(message('查电费'), type))).toEqual([415, 'UnsupportedMediaType']);
    },
  );

  it.each([
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ['half a JSON text', '{"type":"message"'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['no type', '{}'],
    ['an empty text', message('   ')],
    ['a text that is a list', message(['查电费'])],
    ['a text of control characters', message('\u0000\u0001')],
    [
      'a client id that is an object',
      JSON.stringify({ type: 'message', text: 'a', channelData: { clientActivityID: {} } }),
    ],
    ['a rating out of bounds', JSON.stringify({ type: 'event', name: 'rating', value: { score: 99 } })],
    [
      'a place off the earth',
      JSON.stringify({ type: 'event', name: 'location', value: { latitude: 999, longitude: 0 } }),
    ],
    ['a place without value', JSON.stringify({ type: 'event', name: 'location' })],
    ['brackets without end', '['.repeat(100_000)],
  ])('%s is refused as the sender’s mistake', async (_name, body) => {
    expect(await statusAndCode(await send(body))).toEqual([400, 'BadArgument']);
    expect(server.robot.turns).toBe(1);
  });

  it('script and markup are text and come back unchanged', async () => {
    const script = '<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))';
    await send(message(script));
    expect(await texts()).toContain(script);
  });

  it('half characters and NUL never reach the store', async () => {
    await send('{"type":"message","text":"查\\ud800电\\u0000费"}');
    expect(await texts()).toContain('查\ufffd电费');
  });

  it('keys that JavaScript treats specially change nothing', async () => {
    await send(
      '{"type":"message","text":"好","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((await send(message('还在'))).status).toBe(200);
  });

  it('any JSON at all is answered by 200 or by a clean 400', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const body = JSON.stringify(
          typeof value === 'object' && value ? { type: 'message', ...value } : value,
        );
        expect([200, 400]).toContain((await send(body)).status);
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile requests', () => {
  const raw = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const request = httpRequest(server.origin, { path, method, headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      });
      request.on('error', reject).end();
    });

  it.each([
    '/v3/directline/uploads/..%2f..%2fstore.sqlite',
    '/v3/directline/uploads/../../store.sqlite',
    '/v3/directline/uploads/%2e%2e/store.sqlite',
    '/v3/directline/uploads/store.sqlite',
    `/v3/directline/uploads/${'a'.repeat(64)}.png`,
    `/v3/directline/uploads/${'a'.repeat(64)}.png%00.html`,
    '/v3/directline/conversations/..%2f..%2fetc/activities',
    '/v3/directline/conversations/%00/activities',
    '/v3/directline/conversations/__proto__/activities',
    '/v3/directline/nothing',
    '/webchat/assets/..%2f..%2fmod.ts',
    '/webchat/assets/main.ts',
  ])('%s leads nowhere', async (path) => {
    expect((await raw(path)).status).toBe(404);
  });

  it('a path that cannot be decoded is the sender’s mistake', async () => {
    const { status, body } = await raw('/v3/directline/conversations/%E0%A4%A/activities');
    expect(status).toBe(400);
    expect(JSON.parse(body)).toHaveProperty('error.code', 'BadArgument');
  });

  it.each(['-1', '1.5', 'abc', '1&watermark=2', '99999999999999999999', '%27%20or%201=1'])(
    'the watermark %s is refused',
    async (watermark) => {
      const path = `/v3/directline/conversations/${conversation.conversationId}/activities?watermark=${watermark}`;
      expect((await raw(path, 'GET', { Authorization: `Bearer ${conversation.token}` })).status).toBe(400);
    },
  );

  it('a hostile Host header does not get into the addresses handed out', async () => {
    const path = `/v3/directline/conversations/${conversation.conversationId}`;
    const { body } = await raw(path, 'GET', {
      Host: 'evil"/><script>',
      Authorization: `Bearer ${conversation.token}`,
    });
    expect(JSON.parse(body).streamUrl).toMatch(/^ws:\/\/localhost\//);
  });

  it('a bearer without sense or of absurd length is refused like any other', async () => {
    for (const bearer of [
      'a.b.c',
      `${'x'.repeat(5_000)}.y.z`,
      '..',
      `${conversation.token}.x`,
      conversation.token.replace(/^[^.]+/, btoa('{"alg":"none"}')),
    ]) {
      const { status } = await raw(`/v3/directline/conversations/${conversation.conversationId}`, 'GET', {
        Authorization: `Bearer ${bearer}`,
      });
      expect([401, 403]).toContain(status);
    }
  });

  it.each([
    ['a forged token', (url: URL) => url.searchParams.set('t', 'a.b.c'), '403'],
    ['no token', (url: URL) => url.searchParams.delete('t'), '403'],
    ['the chat token', (url: URL) => url.searchParams.set('t', conversation.token), '403'],
    [
      'another conversation',
      (url: URL) => (url.pathname = url.pathname.replace(/[^/]+\/stream/, 'other/stream')),
      '403',
    ],
    ['a crooked watermark', (url: URL) => url.searchParams.set('watermark', '-5'), '400'],
  ])('a stream with %s is not opened', async (_name, spoil, status) => {
    const url = new URL(conversation.streamUrl);
    spoil(url);
    expect(await upgrade(url)).toContain(`HTTP/1.1 ${status}`);
  });

  it('upgrades to other paths are left to others', async () => {
    expect(await upgrade(new URL(`${server.origin}/elsewhere`))).toBe('');
  });
});

/** What the server answers to a WebSocket handshake, up to its end. */
function upgrade(url: URL): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => {});
    socket.write(
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  });
}
