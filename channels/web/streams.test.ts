import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { say } from './testing/fake-robot.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
afterEach(() => server.close());

interface Started {
  conversationId: string;
  token: string;
  streamUrl: string;
}

async function startConversation(): Promise<Started> {
  return (await (await fetch(`${server.domain}/conversations`, { method: 'POST' })).json()) as Started;
}

function post({ conversationId, token }: Started, text: string) {
  return fetch(`${server.domain}/conversations/${conversationId}/activities`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'message', text, channelData: { clientActivityID: text } }),
  });
}

/** A client that remembers its watermark, as the protocol wants, and the texts in the order in which they came. */
class Listener {
  readonly texts: string[] = [];
  watermark = '0';
  #ws: WebSocket | undefined;
  readonly #started: Started;

  constructor(started: Started) {
    this.#started = started;
  }

  async connect(): Promise<void> {
    this.disconnect();
    const { conversationId, token } = this.#started;
    const url = `${server.domain}/conversations/${conversationId}?watermark=${this.watermark}`;
    const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    const ws = new WebSocket(((await response.json()) as Started).streamUrl);
    this.#ws = ws;
    ws.on('error', () => {});
    ws.on('message', (data) => {
      if (this.#ws !== ws || !data.toString()) return;
      const set = JSON.parse(data.toString()) as { activities: { text: string }[]; watermark: string };
      this.texts.push(...set.activities.map(({ text }) => text));
      this.watermark = set.watermark;
    });
    await new Promise((resolve) => ws.once('open', resolve));
  }

  disconnect(): void {
    this.#ws?.terminate();
    this.#ws = undefined;
  }
}

describe('a stream', () => {
  it('sends a late listener everything from the start, then what follows', async () => {
    server = await startTestServer();
    const started = await startConversation();
    await post(started, '早');
    const listener = new Listener(started);
    await listener.connect();
    await vi.waitFor(() => expect(listener.texts).toEqual(['您好，我是智能客服。', '早', '收到：早']));
    await post(started, '晚');
    await vi.waitFor(() => expect(listener.texts.slice(3)).toEqual(['晚', '收到：晚']));
    listener.disconnect();
  });

  it('sends a long history whole', async () => {
    server = await startTestServer({
      script: (input) => (input.kind === 'text' ? Array.from({ length: 30 }, (_, i) => say(`${i}`)) : []),
    });
    const started = await startConversation();
    for (let i = 0; i < 12; i++) await post(started, `问${i}`);
    const listener = new Listener(started);
    await listener.connect();
    await vi.waitFor(() => expect(listener.texts).toHaveLength(12 * 31));
    listener.disconnect();
  });

  it('shows what another process wrote into the log, though nobody told it', async () => {
    server = await startTestServer();
    const started = await startConversation();
    const listener = new Listener(started);
    await listener.connect();
    const reply = say('您好，我是人工客服小王。');
    const data = { id: 'agent-1', from: 'agent', reply, replyToId: null, at: new Date().toISOString() };
    await server.store.appendEvents(
      started.conversationId,
      [{ type: 'message.out', data: data as never }],
      Date.now(),
    );
    await vi.waitFor(() => expect(listener.texts).toContain(reply.text), 8_000);
    listener.disconnect();
  });

  it('loses nothing and repeats nothing, however often the line breaks', async () => {
    server = await startTestServer();
    const step = fc.constantFrom('say', 'say', 'say', 'drop', 'return', 'restart');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const started = await startConversation();
        const listener = new Listener(started);
        await listener.connect();
        const said: string[] = [];
        for (const [i, what] of steps.entries()) {
          if (what === 'say') {
            said.push(`第${i}句`);
            void post(started, `第${i}句`).catch(() => {});
            if (i % 2)
              await vi.waitFor(() =>
                expect(
                  server.robot.heard.some(({ conversationId }) => conversationId === started.conversationId),
                ),
              );
          }
          if (what === 'drop') listener.disconnect();
          if (what === 'return') await listener.connect();
          if (what === 'restart') {
            await Promise.all(said.map((text) => post(started, text)));
            await server.restart();
          }
        }
        await Promise.all(said.map((text) => post(started, text)));
        listener.disconnect();
        await listener.connect();
        const all = ['您好，我是智能客服。', ...said.flatMap((text) => [text, `收到：${text}`])];
        await vi.waitFor(() => expect(listener.texts.toSorted()).toEqual(all.toSorted()), 5_000);
        listener.disconnect();
      }),
      { numRuns: 25 },
    );
  });

  it('is refused to the thirteenth listener of one conversation', async () => {
    server = await startTestServer();
    const { streamUrl } = await startConversation();
    const open = () =>
      new Promise<string>((resolve) => {
        const ws = new WebSocket(streamUrl);
        ws.once('open', () => resolve('open'));
        ws.once('error', (error) => resolve(error.message));
      });
    const outcomes = [];
    for (let i = 0; i < 13; i++) outcomes.push(await open());
    expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(12);
    expect(outcomes.at(-1)).toContain('429');
  });
});
