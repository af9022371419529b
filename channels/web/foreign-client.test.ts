/** Microsoft's own Direct Line client against our server, by WebSocket and by polling. */
import { type Activity, ConnectionStatus, DirectLine } from 'botframework-directlinejs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { echoScript, say } from './testing/fake-robot.ts';
import { startTestServer, type TestServer } from './testing/server.ts';
import { FetchXhr } from './testing/xhr.ts';

beforeAll(() => {
  vi.stubGlobal('WebSocket', WebSocket);
  vi.stubGlobal('XMLHttpRequest', FetchXhr);
});

let server: TestServer;
let client: DirectLine;
let seen: Activity[] = [];
afterEach(async () => {
  client?.end();
  await server.close();
});

type Options = ConstructorParameters<typeof DirectLine>[0];

function connect(options: Partial<Options>) {
  seen = [];
  client = new DirectLine({ domain: server.domain, random: () => 0, ...options } as Options);
  // Its end is told to subscribers as an error.
  client.activity$.subscribe({ next: (activity) => void seen.push(activity), error: () => {} });
}

function postActivity(activity: object): Promise<string> {
  return new Promise((resolve, reject) =>
    client.postActivity(activity as Activity).subscribe(resolve, reject),
  );
}

const words = () => seen.map((activity) => (activity.type === 'message' ? activity.text : activity.type));

describe.each([
  ['WebSocket', { webSocket: true }],
  ['polling', { webSocket: false, pollingInterval: 200 }],
])('by %s', (_name, transport) => {
  it('greets, answers and echoes', async () => {
    server = await startTestServer();
    connect(transport);
    const from = { id: 'me' };
    const id = await postActivity({
      type: 'message',
      text: '查电费',
      from,
      channelData: { clientActivityID: 'x1' },
    });
    await vi.waitFor(
      () => expect(words()).toEqual(['您好，我是智能客服。', '查电费', '收到：查电费']),
      5_000,
    );
    expect(seen[1]).toMatchObject({
      id,
      from: { id: 'me', role: 'user' },
      channelData: { clientActivityID: 'x1' },
    });
  });

  it('with a token of the host’s back end', async () => {
    server = await startTestServer({ secret: 'host-secret' });
    const headers = { Authorization: 'Bearer host-secret', 'Content-Type': 'application/json' };
    const body = JSON.stringify({ user: { id: 'dl_1', bound: ['3201000000017'] } });
    const response = await fetch(`${server.domain}/tokens/generate`, { method: 'POST', headers, body });
    const { token } = (await response.json()) as { token: string };
    connect({ ...transport, token });
    await postActivity({ type: 'message', text: '余额', from: { id: 'dl_1' } });
    await vi.waitFor(() => expect(words()).toContain('收到：余额'), 5_000);
    expect(server.robot.heard.at(-1)!.user.bound).toEqual(['3201000000017']);
  });

  it('comes back to a conversation and gets its history', async () => {
    server = await startTestServer();
    connect(transport);
    await postActivity({ type: 'message', text: '第一句', from: { id: 'me' } });
    await vi.waitFor(() => expect(words()).toContain('收到：第一句'), 5_000);
    const { conversationId, token } = client as unknown as { conversationId: string; token: string };
    client.end();
    connect({ ...transport, token, conversationId });
    await vi.waitFor(
      () => expect(words()).toEqual(['您好，我是智能客服。', '第一句', '收到：第一句']),
      5_000,
    );
  });

  it('uploads a picture', async () => {
    server = await startTestServer();
    connect(transport);
    const png =
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await postActivity({
      type: 'message',
      from: { id: 'me' },
      attachments: [{ contentType: 'image/png', name: 'a.png', contentUrl: png }],
    });
    await vi.waitFor(() => expect(words()).toContain('收到：image'), 5_000);
  });
});

it('by WebSocket, over a restart of the server: nothing is lost and nothing comes twice', async () => {
  server = await startTestServer();
  connect({ webSocket: true });
  await postActivity({ type: 'message', text: '一', from: { id: 'me' } });
  await vi.waitFor(() => expect(words()).toContain('收到：一'), 5_000);
  await server.restart();
  await postActivity({ type: 'message', text: '二', from: { id: 'me' } });
  await vi.waitFor(
    () => expect(words()).toEqual(['您好，我是智能客服。', '一', '收到：一', '二', '收到：二']),
    15_000,
  );
  expect(client.connectionStatus$.getValue()).toBe(ConnectionStatus.Online);
});

it('shows buttons and cards that any client can draw', async () => {
  const card = {
    kind: 'bill' as const,
    title: '10月电费账单',
    rows: [{ label: '电费', value: '243.45元' }],
    status: '已交费',
  };
  server = await startTestServer({
    script: (input, message) =>
      input.kind === 'text'
        ? [
            say('这是账单', {
              card,
              options: [{ label: '交电费', value: 'bill.pay' }],
              source: { topic: 't', version: 3, label: '电价表' },
            }),
          ]
        : echoScript(input, message),
  });
  connect({ webSocket: true });
  await postActivity({ type: 'message', text: '账单', from: { id: 'me' } });
  await vi.waitFor(() => expect(words()).toContain('这是账单'), 5_000);
  const answer = seen.at(-1) as Extract<Activity, { type: 'message' }>;
  const [button] = answer.suggestedActions!.actions as { type: string; text: string; value: unknown }[];
  expect(button).toMatchObject({ type: 'messageBack', title: '交电费' });
  expect(JSON.stringify(answer.attachments)).toContain('243.45元');
  expect(JSON.stringify(answer.attachments)).toContain('来源：电价表');
  await postActivity({ type: 'message', text: button!.text, value: button!.value, from: { id: 'me' } });
  expect(server.robot.heard.at(-1)!.input).toEqual({ kind: 'choice', value: 'bill.pay', label: '交电费' });
});
