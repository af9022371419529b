import { afterEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
afterEach(() => server?.close());

const SECRET = 'the-secret-of-a-host';

interface Grant {
  conversationId: string;
  token: string;
  expires_in: number;
  streamUrl: string;
}

async function post(path: string, body?: unknown, bearer?: string): Promise<Response> {
  return fetch(server.domain + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(body ?? {}),
  });
}

const get = (path: string, bearer?: string) =>
  fetch(server.domain + path, { headers: bearer ? { Authorization: `Bearer ${bearer}` } : {} });

async function json<T = Grant>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

interface Transcript {
  activities: {
    id: string;
    type: string;
    text?: string;
    from: { id: string; role: string };
    replyToId?: string;
    channelData: Record<string, unknown>;
  }[];
  watermark: string;
}

describe('a conversation over HTTP', () => {
  it('begins with the greeting and gives back what was said, once each, in order', async () => {
    server = await startTestServer();
    const { conversationId, token, expires_in } = await json(
      await post('/conversations', { user: { id: 'anyone' } }),
    );
    expect(expires_in).toBe(1800);
    const activity = {
      type: 'message',
      text: '查电费',
      from: { id: 'anyone' },
      channelData: { clientActivityID: 'a1' },
    };
    const { id } = await json<{ id: string }>(
      await post(`/conversations/${conversationId}/activities`, activity, token),
    );
    const first = await json<Transcript>(
      await get(`/conversations/${conversationId}/activities?watermark=`, token),
    );
    expect(first.activities.map((a) => a.text)).toEqual(['您好，我是智能客服。', '查电费', '收到：查电费']);
    const [, own, answer] = first.activities;
    expect(own).toMatchObject({
      id,
      from: { id: 'anyone', role: 'user' },
      channelData: { clientActivityID: 'a1' },
    });
    expect(answer).toMatchObject({ from: { role: 'bot' }, replyToId: id });
    const rest = await json<Transcript>(
      await get(`/conversations/${conversationId}/activities?watermark=${first.watermark}`, token),
    );
    expect(rest).toEqual({ activities: [], watermark: first.watermark });
  });

  it('acts once on a message that is sent twice', async () => {
    server = await startTestServer();
    const { conversationId, token } = await json(await post('/conversations'));
    const activity = { type: 'message', text: '报修', channelData: { clientActivityID: 'same' } };
    const path = `/conversations/${conversationId}/activities`;
    const ids = await Promise.all(
      [post(path, activity, token), post(path, activity, token)].map(
        async (r) => (await json<{ id: string }>(await r)).id,
      ),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(server.robot.heard.filter(({ input }) => input.kind === 'text')).toHaveLength(1);
  });

  it('greets once, however often a client starts the same conversation', async () => {
    server = await startTestServer();
    const { token, conversationId } = await json(await post('/tokens/generate'));
    expect((await post('/conversations', {}, token)).status).toBe(201);
    expect((await post('/conversations', {}, token)).status).toBe(200);
    await post(`/conversations/${conversationId}/activities`, { type: 'event', name: 'start' }, token);
    await post(
      `/conversations/${conversationId}/activities`,
      { type: 'conversationUpdate', membersAdded: [{ id: 'x' }] },
      token,
    );
    expect(server.robot.turns).toBe(1);
  });

  it('tells buttons, ratings and places from text', async () => {
    server = await startTestServer();
    const { conversationId, token } = await json(await post('/conversations'));
    const send = (activity: object) => post(`/conversations/${conversationId}/activities`, activity, token);
    await send({
      type: 'message',
      text: '确认',
      value: { choice: 'yes' },
      channelData: { messageBack: { displayText: '确认' } },
    });
    await send({ type: 'message', value: 'bill.pay', channelData: { postBack: true } });
    await send({ type: 'event', name: 'rating', value: { score: 5, comment: '很好' } });
    await send({
      type: 'event',
      name: 'location',
      value: { latitude: 32.06, longitude: 118.78, label: '云台路18号' },
    });
    expect(server.robot.heard.slice(1).map(({ input }) => input)).toEqual([
      { kind: 'choice', value: 'yes', label: '确认' },
      { kind: 'choice', value: 'bill.pay', label: 'bill.pay' },
      { kind: 'rating', score: 5, comment: '很好' },
      { kind: 'location', latitude: 32.06, longitude: 118.78, label: '云台路18号' },
    ]);
  });

  it('says so when the robot fails or is full, and takes the same message when it is well again', async () => {
    server = await startTestServer();
    const { conversationId, token } = await json(await post('/conversations'));
    const send = () =>
      post(
        `/conversations/${conversationId}/activities`,
        { type: 'message', text: '停电了', channelData: { clientActivityID: 'm' } },
        token,
      );
    server.robot.trouble = 'broken';
    expect((await send()).status).toBe(502);
    server.robot.trouble = 'busy';
    const busy = await send();
    expect([busy.status, busy.headers.get('Retry-After')]).toEqual([429, '2']);
    server.robot.trouble = 'none';
    expect((await send()).status).toBe(200);
    expect(server.robot.turns).toBe(2);
  });

  it('keeps conversations and tokens over a restart', async () => {
    server = await startTestServer();
    const { conversationId, token } = await json(await post('/conversations'));
    await server.restart();
    const { activities } = await json<Transcript>(
      await get(`/conversations/${conversationId}/activities`, token),
    );
    expect(activities).toHaveLength(1);
  });
});

describe('who may enter', () => {
  it('with a secret: the host’s back end says who the customer is, and nobody else', async () => {
    server = await startTestServer({ secret: SECRET });
    expect((await post('/conversations')).status).toBe(401);
    expect((await post('/tokens/generate', {}, 'wrong')).status).toBe(403);
    const user = { id: 'dl_zhang', bound: ['3201000000017'], phone: '13800000001' };
    const { token, conversationId } = await json(await post('/tokens/generate', { user }, SECRET));
    await post('/conversations', { user: { id: 'dl_other', bound: ['3201000000025'] } }, token);
    await post(`/conversations/${conversationId}/activities`, { type: 'message', text: '余额' }, token);
    expect(server.robot.heard.at(-1)!.user).toEqual({
      id: 'dl_zhang',
      bound: ['3201000000017'],
      phone: '13800000001',
      verified: false,
    });
  });

  it('with a secret: refuses a user id that a client could have made up', async () => {
    server = await startTestServer({ secret: SECRET });
    const refused = await post('/tokens/generate', { user: { id: 'zhang' } }, SECRET);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('must begin with \\"dl_\\"');
  });

  it('without a secret: a demonstration in which claims about the customer are ignored', async () => {
    server = await startTestServer();
    const user = { id: 'dl_victim', bound: ['3201000000017'], phone: '13800000001' };
    const { conversationId } = await json(await post('/conversations', { user }, 'any-secret'));
    const path = `/conversations/${conversationId}/activities`;
    expect((await post(path, { type: 'message', text: '余额' }, 'any-secret')).status).toBe(200);
    expect((await post(path, { type: 'message', text: '余额' }, 'another')).status).toBe(403);
    expect((await post(path, { type: 'message', text: '余额' })).status).toBe(401);
    const heard = server.robot.heard.at(-1)!.user;
    expect(heard).toMatchObject({ bound: [], verified: false });
    expect(heard.id).not.toContain('victim');
    expect(heard.phone).toBeUndefined();
  });

  it('no token opens another conversation, nor does a forged, a stream’s or an expired one', async () => {
    let now = new Date('2026-11-21T10:00:00+08:00');
    server = await startTestServer({ clock: () => now });
    const mine = await json(await post('/conversations'));
    const other = await json(await post('/conversations'));
    const read = async (bearer: string) =>
      (await get(`/conversations/${other.conversationId}/activities`, bearer)).status;
    expect(await read(mine.token)).toBe(403);
    expect(await read(`${other.token.slice(0, -2)}xx`)).toBe(403);
    expect(await read(new URL(other.streamUrl).searchParams.get('t')!)).toBe(403);
    expect(await read(other.token)).toBe(200);
    now = new Date(now.getTime() + 1_800_000);
    expect(await read(other.token)).toBe(403);
    expect((await post('/tokens/refresh', {}, other.token)).status).toBe(403);
  });

  it('only the token in the header knows the customer: what stands in addresses names nobody', async () => {
    server = await startTestServer({ secret: SECRET });
    const user = { id: 'dl_zhang', bound: ['3201000000017'], phone: '13800000001' };
    const { streamUrl } = await json(await post('/conversations', { user }, SECRET));
    const [, payload = ''] = new URL(streamUrl).searchParams.get('t')!.split('.');
    expect(Buffer.from(payload, 'base64url').toString()).not.toMatch(/zhang|3201|138/);
  });

  it('a token is refreshed for the same conversation', async () => {
    server = await startTestServer({ secret: SECRET });
    const { token, conversationId } = await json(await post('/tokens/generate', {}, SECRET));
    const fresh = await json(await post('/tokens/refresh', {}, token));
    expect(fresh.conversationId).toBe(conversationId);
    expect((await post('/conversations', {}, fresh.token)).status).toBe(201);
  });

  it('a conversation of a token is closed to whoever only knows its id', async () => {
    server = await startTestServer();
    const { token, conversationId } = await json(await post('/tokens/generate'));
    await post('/conversations', {}, token);
    expect((await get(`/conversations/${conversationId}/activities`)).status).toBe(401);
  });

  it('an unknown conversation is not found', async () => {
    server = await startTestServer();
    expect((await get('/conversations/0123456789abcdef/activities')).status).toBe(404);
  });

  it('one address cannot start conversations without end', async () => {
    server = await startTestServer({ newPerMinute: 3 });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await post('/conversations')).status);
    expect(statuses).toEqual([201, 201, 201, 429]);
  });
});
