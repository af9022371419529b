/** kill -9 between receiving and answering: every message acts once, and each bubble reaches its customer exactly once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MessageIn, MessageOut } from '../../bot/mod.ts';
import { openStore } from '../../store/mod.ts';
import { createCipher, sign } from './crypto.ts';
import { bubbleAsText } from './render.ts';
import { parseXml } from './xml.ts';

const KILLS = 20;
const TOKEN = 'token-of-the-test';
const APP_ID = 'wx0123456789abcdef';
const AES_KEY = 'k'.repeat(43);
const cipher = createCipher(AES_KEY, APP_ID);
/** A fixed seed: the same moments each run, as far as the machine allows. */
let seed = 20261121;
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

let dir: string;
let port: number;
let server: ChildProcess | null = null;
let kills = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wechat-crash-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as { port: number }).port;
  probe.close();
});

afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

/** Without a secret nothing can be sent afterwards: all has to come in the answers. */
function start(): void {
  server = spawn(process.execPath, ['--import', 'tsx', 'scripts/serve.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dir,
      SANDBOX_NOW: '2026-11-21T10:00:00+08:00',
      LOG_LEVEL: 'error',
      WECHAT_TOKEN: TOKEN,
      WECHAT_APPID: APP_ID,
      WECHAT_AES_KEY: AES_KEY,
      WECHAT_SECRET: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function waitReady(): Promise<void> {
  for (let i = 0; i < 2_400; i++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new Error('the server did not become ready');
}

/** One try of the platform, in safe mode. @returns the text of the answer, null when there was none */
async function attempt(message: string): Promise<string | null> {
  const encrypted = cipher.seal(message);
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), String(random()).slice(2)];
  const query = new URLSearchParams({
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sign(TOKEN, timestamp, nonce, encrypted),
  });
  try {
    const response = await fetch(`http://127.0.0.1:${port}/wechat?${query}`, {
      method: 'POST',
      body: `<xml><Encrypt>${encrypted}</Encrypt></xml>`,
      signal: AbortSignal.timeout(5_000),
    });
    const body = await response.text();
    expect(response.status, body).toBe(200);
    if (body === 'success') return '';
    return String(parseXml(cipher.open(String(parseXml(body).Encrypt))).Content);
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return null;
    throw error;
  }
}

interface Customer {
  conversationId: string;
  sent: string[];
  got: string[];
}

/** Reports an outage at a place of their own; the platform tries each message until it is answered. */
async function customer(n: number): Promise<Customer> {
  const openid = `o6_customer_${n}`;
  const sent = [
    `南京市鼓楼区云台路${n}号停电了，报修`,
    '邻居也停了',
    `138${String(10_000_000 + n)}`,
    '确认',
    '谢谢',
  ];
  const got: string[] = [];
  for (const [i, text] of sent.entries()) {
    const at = Math.floor(Date.now() / 1000);
    const message = `<xml><ToUserName>gh_1</ToUserName><FromUserName>${openid}</FromUserName><CreateTime>${at}</CreateTime><MsgType>text</MsgType><Content>${text}</Content><MsgId>${n * 100 + i}</MsgId></xml>`;
    let answer = await attempt(message);
    while (answer === null) {
      await sleep(200);
      answer = await attempt(message);
    }
    if (answer) got.push(answer);
  }
  return { conversationId: `wechat:${APP_ID}:${openid}`, sent, got };
}

it(`survives ${KILLS} kills`, { timeout: 900_000 }, async () => {
  start();
  await waitReady();
  const killer = async () => {
    while (kills < KILLS) {
      await sleep(random() * 900);
      server!.kill('SIGKILL');
      await once(server!, 'exit');
      kills++;
      start();
      await waitReady();
    }
  };
  const customers: Customer[] = [];
  let n = 100;
  const worker = async () => {
    while (kills < KILLS) customers.push(await customer(n++));
  };
  await Promise.all([killer(), worker(), worker(), worker(), worker()]);
  server!.kill('SIGTERM');
  await once(server!, 'exit');

  const store = await openStore({ dataDir: dir });
  let bubbles = 0;
  for (const { conversationId, sent, got } of customers) {
    const events = await store.events(conversationId);
    const heard = events.flatMap(({ type, data }) =>
      type === 'message.in' ? [data as unknown as MessageIn] : [],
    );
    const said = events.flatMap(({ type, data }) =>
      type === 'message.out' ? [data as unknown as MessageOut] : [],
    );
    expect(
      heard.map(({ input }) => (input.kind === 'text' ? input.text : input.kind)),
      `what ${conversationId} said, once each`,
    ).toEqual(sent);
    expect(got.join('\n\n'), `what ${conversationId} got, once each`).toBe(
      said.map(bubbleAsText).join('\n\n'),
    );
    bubbles += said.length;
  }
  await store.close();
  const repairs = readFileSync(join(dir, 'sandbox.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; input: { address: string } })
    .filter((entry) => entry.name === 'workOrders.createRepair')
    .map((entry) => entry.input.address);
  expect(new Set(repairs).size, 'no place was repaired twice').toBe(repairs.length);
  expect(repairs.length).toBe(customers.length);
  process.stdout.write(
    `${kills} kills, ${customers.length} customers, ${bubbles} bubbles: none lost, none twice; ${repairs.length} repair orders\n`,
  );
});
