/** kill -9 at any moment: no acknowledged message is lost, none is answered twice, nothing is done twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { outageReport, repairedPlaces, throughKills } from '../channels/testing/kills.ts';
import { freePort, type ServerProcess } from '../channels/testing/server-process.ts';

const KILLS = 50;

let dir: string;
let port: number;
let server: ServerProcess | null = null;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'crash-'));
  port = await freePort();
});

afterAll(async () => {
  await server?.stop('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

/** Calls until it is answered, as a client that never gives up does. */
async function insist(path: string, init: RequestInit): Promise<Record<string, unknown>> {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      const url = `http://127.0.0.1:${port}/v3/directline${path}`;
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
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

/** Reports an outage; notes each message whose receipt was acknowledged. */
async function customer(n: number): Promise<{ id: string; token: string; sent: string[] }> {
  const { conversationId, token } = (await insist('/conversations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })) as { conversationId: string; token: string };
  const sent: string[] = [];
  for (const [i, text] of outageReport(n).entries()) {
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
  const settings = { PORT: String(port), DATA_DIR: dir };
  const survived = await throughKills(settings, { kills: KILLS, lines: 3, customer });
  server = survived.server;
  const { customers } = survived;
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
  const repairs = repairedPlaces(dir);
  expect(new Set(repairs).size, 'no place was repaired twice').toBe(repairs.length);
  expect(repairs.length).toBe(customers.length);
  process.stdout.write(
    `${KILLS} kills, ${customers.length} conversations, ${messages} acknowledged messages, ${repairs.length} repair orders: none lost, none twice\n`,
  );
});
