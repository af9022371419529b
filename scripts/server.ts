/** The server: settings in, a listening product out, and a stop that finishes what is in hand. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import express from 'express';
import { createWebChannel } from '../channels/web/mod.ts';
import { createWeChatChannel } from '../channels/wechat/mod.ts';
import { createConsole, ensureAdmin } from '../console/mod.ts';
import { type Built, buildRobot } from './compose.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Settings } from './settings.ts';

/** Turns in hand at once beyond which messages are refused with a clear reply. */
const MAX_WAITING = 2_000;
/** Connections that wait to be accepted; the system may allow fewer. */
const BACKLOG = 4_096;
/** How long a stop waits for open connections after the last turn is done, in milliseconds. */
const STOP_GRACE = 5_000;

export interface RunningServer {
  port: number;
  /** Refuses new messages, finishes running turns, closes the store. */
  stop(reason: string): Promise<void>;
}

/** @throws when the port is taken, the store cannot be opened or a flow or article is not sound. */
export async function startServer(settings: Settings): Promise<RunningServer> {
  const log = createLogger(settings.LOG_LEVEL);
  const metrics = createMetrics();
  const built = await buildRobot({
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    modelDir: settings.MODEL_DIR,
    encoderDir: settings.ENCODER_DIR,
    flowsDir: settings.FLOWS_DIR,
    sandboxNow: settings.SANDBOX_NOW,
    backend: settings.BACKEND_URL
      ? { baseUrl: settings.BACKEND_URL, token: settings.BACKEND_TOKEN }
      : undefined,
    deskHours: hoursOf(settings.DESK_HOURS),
    maxWaiting: MAX_WAITING,
    report(turn) {
      metrics.turn(turn);
      log.info({ ...turn, ms: Math.round(turn.ms * 10) / 10 }, 'turn');
    },
    onError: (err, conversationId) => log.error({ err, conversationId }, 'turn failed'),
  });
  const recovered = await built.robot.recover();
  if (recovered) log.info({ recovered }, 'finished what a stop had interrupted');

  const made = await ensureAdmin(built.store, settings.CONSOLE_ADMIN_PASSWORD);
  if (made)
    process.stderr.write(
      `console: sign in at /console as admin with the password ${made} (shown only now; set CONSOLE_ADMIN_PASSWORD to choose one)\n`,
    );

  const readiness = { ready: true };
  const web = await createWebChannel({
    robot: built.robot,
    store: built.store,
    secret: settings.DIRECTLINE_SECRET,
    dataDir: settings.DATA_DIR,
    clock: () => new Date(),
    log,
  });
  const wechat = await createWeChatChannel({
    robot: built.robot,
    store: built.store,
    settings,
    dataDir: settings.DATA_DIR,
    clock: () => new Date(),
    log,
  });
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(built, metrics, readiness));
  app.use(web.router);
  app.use(await createConsole({ store: built.store, robot: built.robot, clock: () => new Date() }));
  // Before express, which would cost more than the channel itself.
  const http = createServer((request, response) =>
    wechat.handle(request, response, () => app(request, response)),
  );
  http.on('upgrade', (request, socket, head) => {
    if (!web.upgrade(request, socket, head)) socket.destroy();
  });
  await listen(http, settings.PORT, settings.HOST);
  const { port } = http.address() as AddressInfo;
  wechat.start();
  collectGarbage();
  log.info({ port }, 'listening');
  return {
    port,
    stop: (reason) => stop(reason, { http, channels: [web, wechat], built, log, readiness }),
  };
}

function hoursOf(hours: string | undefined): { from: string; to: string } | null {
  const [from, to] = hours?.split('-') ?? [];
  return from && to ? { from, to } : null;
}

/** Building the indexes leaves more garbage than the server will ever make; without this it would keep that memory. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function healthRoutes(built: Built, metrics: Metrics, readiness: { ready: boolean }): express.Router {
  const router = express.Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    try {
      if (!readiness.ready) throw new Error('stopping');
      await built.store.ping();
      response.json({ status: 'ready' });
    } catch {
      response.status(503).json({ status: 'not ready' });
    }
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host, backlog: BACKLOG }, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

interface Parts {
  http: Server;
  channels: { close(): Promise<void> }[];
  built: Built;
  log: Logger;
  readiness: { ready: boolean };
}

async function stop(reason: string, { http, channels, built, log, readiness }: Parts): Promise<void> {
  log.info({ reason }, 'stopping');
  readiness.ready = false;
  const closing = new Promise((resolve) => http.close(resolve));
  await built.robot.drain();
  for (const channel of channels) await channel.close();
  const grace = setTimeout(() => http.closeAllConnections(), STOP_GRACE);
  http.closeIdleConnections();
  await closing;
  clearTimeout(grace);
  await built.close();
  log.info('stopped');
}
