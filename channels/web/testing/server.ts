/** A web channel on a real HTTP server with a fake robot and a real store in a folder of its own, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { openStore, type Store } from '../../../store/mod.ts';
import { createWebChannel, type WebChannelParts } from '../mod.ts';
import { type FakeRobot, fakeRobot, type Script } from './fake-robot.ts';

export interface TestServer {
  origin: string;
  /** `origin` + `/v3/directline`. */
  domain: string;
  robot: FakeRobot;
  store: Store;
  dataDir: string;
  /** Stops and starts again on the same port and data, as a deploy does. */
  restart(): Promise<void>;
  /** Cuts every connection, as a bad network does. */
  cut(): void;
  close(): Promise<void>;
}

type Options = Partial<Pick<WebChannelParts, 'secret' | 'clock' | 'newPerMinute'>> & { script?: Script };

export async function startTestServer(options: Options = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'web-channel-'));
  const running = await start(dataDir, options, 0);
  const { port } = running.http.address() as AddressInfo;
  let current = running;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    domain: `${origin}/v3/directline`,
    dataDir,
    get robot() {
      return current.robot;
    },
    get store() {
      return current.store;
    },
    async restart() {
      await current.stop();
      current = await start(dataDir, options, port);
    },
    cut: () => current.cut(),
    async close() {
      await current.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function start(dataDir: string, { script, ...options }: Options, port: number) {
  const store = await openStore({ dataDir });
  const robot = fakeRobot(store, script);
  const log = { info() {}, warn() {}, error() {} };
  const web = await createWebChannel({ robot, store, dataDir, clock: () => new Date(), log, ...options });
  const http = createServer(express().use(web.router));
  const sockets = new Set<Socket>();
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  http.on('upgrade', (request, socket, head) => {
    if (!web.upgrade(request, socket, head)) socket.destroy();
  });
  await listen(http, port);
  return {
    http,
    store,
    robot,
    cut,
    async stop() {
      await web.close();
      const closed = new Promise((resolve) => http.close(resolve));
      cut();
      await closed;
      await store.close();
    },
  };
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
}
