import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assembleRobot } from '../bot/assemble.ts';
import { Sandbox } from '../bot/backends/sandbox/sandbox.ts';
import { type RunningRobot, storeDesk } from '../bot/mod.ts';
import { createFacts, openKnowledge } from '../knowledge/mod.ts';
import { loadUnderstander } from '../nlu/mod.ts';
import { openStore, type Store } from '../store/mod.ts';
import { createConsole, ensureAdmin } from './mod.ts';

const clock = () => new Date('2026-11-21T10:00:00+08:00');
const understander = await loadUnderstander('./.model');
const sandbox = new Sandbox({ clock, shift: false });
const knowledge = await openKnowledge({
  understander,
  facts: (at) => createFacts(sandbox.tariffDocument, at),
  region: 'JS',
  clock,
});

let dir: string;
let store: Store;
let robot: RunningRobot;
let server: Server;
let base: string;
let cookie = '';

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'console-'));
  store = await openStore({ dataDir: dir });
  robot = await assembleRobot({
    store,
    understander,
    knowledge,
    backends: { ...sandbox.backends, desk: storeDesk(store, clock, null) },
    clock,
  });
  await ensureAdmin(store, 'correct horse');
  server = createServer(express().use(await createConsole({ store, robot, clock }))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cookie = '';
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const call = (
  path: string,
  method = 'GET',
  body?: unknown,
  headers: Record<string, string> = { 'x-console': '1' },
) =>
  fetch(base + path, {
    method,
    headers: { cookie, 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

async function signIn(): Promise<void> {
  const response = await call('/api/session', 'POST', { user: 'admin', password: 'correct horse' });
  expect(response.status).toBe(200);
  cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
}

let n = 0;
const say = (text: string) =>
  robot.receive({
    id: `m${++n}`,
    conversationId: 'c1',
    channel: 'web',
    user: { id: 'u1', bound: [], verified: false },
    input: { kind: 'text', text },
    at: clock(),
  });

it('an agent sees who waits and why, answers, and hands back', async () => {
  await say('转人工');
  await signIn();
  const queue = (await (await call('/api/desk')).json()) as { conversationId: string; reason: string }[];
  expect(queue).toMatchObject([{ conversationId: 'c1', reason: '客户要求人工' }]);
  for (const act of [{ do: 'take' }, { do: 'reply', text: '您好，电费已经核对好了。' }])
    expect((await call('/api/desk/c1/acts', 'POST', act)).status).toBe(200);
  expect((await say('谢谢啊')).replies).toEqual([]);
  expect((await call('/api/desk/c1/acts', 'POST', { do: 'handBack' })).status).toBe(200);
  expect(await (await call('/api/desk')).json()).toEqual([]);
  const said = (await store.events('c1'))
    .filter((e) => e.type === 'message.out')
    .map((e) => (e.data as { from: string }).from);
  expect(said).toEqual(['robot', 'agent', 'agent', 'agent']);
  expect((await say('营业厅几点上班')).replies.length).toBeGreaterThan(0);
});

it('the same act sent twice is done once', async () => {
  await say('转人工');
  await signIn();
  for (let i = 0; i < 2; i++)
    await call(
      '/api/desk/c1/acts',
      'POST',
      { do: 'reply', text: '在的。' },
      { 'x-console': '1', 'idempotency-key': 'same' },
    );
  expect(
    (await store.events('c1')).filter((e) => (e.data as { from?: string }).from === 'agent'),
  ).toHaveLength(1);
});

it('nobody gets in without the password, without a session, or from another site', async () => {
  expect((await call('/api/session', 'POST', { user: 'admin', password: 'wrong' })).status).toBe(401);
  expect((await call('/api/session', 'POST', { user: 'nobody', password: 'correct horse' })).status).toBe(
    401,
  );
  expect((await call('/api/desk')).status).toBe(401);
  await signIn();
  expect((await call('/api/desk/c1/acts', 'POST', { do: 'take' }, {})).status).toBe(403);
});

it('what makes no sense is refused with a reason', async () => {
  await signIn();
  expect((await call('/api/desk/c9/acts', 'POST', { do: 'take' })).status).toBe(409);
  expect((await call('/api/desk/c9/acts', 'POST', { do: 'reply', text: '' })).status).toBe(400);
  expect((await call('/api/desk/c9/acts', 'POST', { do: 'dance' })).status).toBe(400);
});
