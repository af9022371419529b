/** kill -9 at any moment: no acknowledged message is lost, none is answered twice, nothing is done twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

const KILLS = 50;
/** A fixed seed: the same moments each run, as far as the machine allows. */
let seed = 20261121;
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

let dir: string;
let port: number;
let server: ChildProcess | null = null;
let stopping = false;
let kills = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'crash-'));
  port = await freePort();
});

afterAll(async () => {
  stopping = true;
  server?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address() as { port: number };
  probe.close();
  return address.port;
}

function start(): void {
  server = spawn('node', ['--import', 'tsx', 'scripts/serve.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dir,
      SANDBOX_NOW: '2026-11-21T10:00:00+08:00',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const base = () => `http://127.0.0.1:${port}/v3/directline`;

/** Calls until it is answered, as a client that never gives up does. */
async function insist(path: string, init: RequestInit): Promise<Record<string, unknown>> {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      const response = await fetch(base() + path, { ...init, signal: AbortSignal.timeout(10_000) });
      if (response.ok) return (await response.json()) as Record<string, unknown>;
      if (response.status < 500 && response.status !== 429)
        throw new Error(`${path}: ${response.status} ${await response.text()}`);
    } catch (error) {
      if (error instanceof Error && /: 4\d\d /.test(error.message)) throw error;
    }
    await sleep(100);
  }
  throw new Error(`${path} was never answered`);
}

/** One customer after another reports an outage at a place of his own; notes each message whose receipt was acknowledged. */
async function customer(n: number): Promise<{ id: string; token: string; sent: string[] }> {
  const { conversationId, token } = (await insist('/conversations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })) as { conversationId: string; token: string };
  const sent: string[] = [];
  const lines = [
    `南京市鼓楼区云台路${n}号停电了，报修`,
    '邻居也停了',
    `138${String(10_000_000 + n)}`,
    '确认',
  ];
  for (const [i, text] of lines.entries()) {
    const activity = {
      type: 'message',
      text,
      from: { id: `dl_${n}` },
      channelData: { clientActivityID: `${n}-${i}` },
    };
    await insist(`/conversations/${conversationId}/activities`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(activity),
    });
    sent.push(text);
  }
  return { id: conversationId, token, sent };
}

it(`survives ${KILLS} kills`, { timeout: 900_000 }, async () => {
  start();
  const killer = (async () => {
    await waitReady();
    while (kills < KILLS) {
      await sleep(random() * 900);
      if (stopping) return;
      server?.kill('SIGKILL');
      await once(server!, 'exit');
      kills++;
      start();
      await waitReady();
    }
  })();
  const customers: Awaited<ReturnType<typeof customer>>[] = [];
  let n = 100;
  const worker = async () => {
    while (kills < KILLS) customers.push(await customer(n++));
  };
  await Promise.all([killer, worker(), worker(), worker()]);

  let messages = 0;
  for (const { id, token, sent } of customers) {
    const { activities } = (await insist(`/conversations/${id}/activities`, {
      headers: { authorization: `Bearer ${token}` },
    })) as {
      activities: { type: string; text?: string; from: { role: string }; id: string; replyToId?: string }[];
    };
    const own = activities.filter((a) => a.type === 'message' && a.from.role === 'user');
    expect(
      own.map((a) => a.text),
      `messages of ${id}`,
    ).toEqual(sent);
    for (const message of own)
      expect(
        activities.some((a) => a.replyToId === message.id),
        `an answer to ${message.text}`,
      ).toBe(true);
    expect(new Set(activities.map((a) => a.id)).size).toBe(activities.length);
    messages += own.length;
  }
  const journal = readFileSync(join(dir, 'sandbox.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; input: { address: string } });
  const repairs = journal
    .filter((entry) => entry.name === 'workOrders.createRepair')
    .map((entry) => entry.input.address);
  expect(new Set(repairs).size, 'no place was repaired twice').toBe(repairs.length);
  expect(repairs.length).toBe(customers.length);
  process.stdout.write(
    `${kills} kills, ${customers.length} conversations, ${messages} acknowledged messages, ${repairs.length} repair orders: none lost, none twice\n`,
  );
});

async function waitReady(): Promise<void> {
  for (let i = 0; i < 1200; i++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new Error('the server did not become ready');
}
