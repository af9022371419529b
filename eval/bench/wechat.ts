/** `npm run bench -- wechat [--seconds N] [--rate N]`: WeChat messages over HTTP in safe mode, at the bar and three times it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureModel } from '../../nlu/mod.ts';
import { openStore } from '../../store/mod.ts';
import { percentile } from '../metrics/latency.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 180_000;
/** A made-up account. */
const ACCOUNT = {
  WECHAT_TOKEN: 'bench-token',
  WECHAT_APPID: 'wx0123456789abcdef',
  WECHAT_SECRET: 'only for the benchmark',
  WECHAT_AES_KEY: 'c2ltdWxhdGVkLW9mZmljaWFsLWFjY291bnQta2V5LTA',
};

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '800' },
    seconds: { type: 'string', default: '20' },
    people: { type: 'string', default: '2000' },
  },
});

/** What scripts/wechat-load.ts prints, and what the server took. */
interface Load {
  sentIn: number;
  answeredIn: number;
  /** Seconds for which the sender had a processor. */
  sender: number;
  /** Customer-service messages that came to the phones. */
  service: number;
  /** Seconds for which the server had a processor, and for which its first thread waited for one that others had. */
  cpu: number;
  waited: number;
  ended: {
    id: string;
    openid: string;
    outcome: 'reply' | 'later' | 'success' | 'lost';
    tries: number;
    ms: number;
    lag: number;
  }[];
}

await ensureModel(join(ROOT, '.model'));
console.log(
  'safe mode, sender and server on one machine, after 3,000 messages that are not counted; every second message is worded as no other; bar: 800 messages/s, p99 100 ms; nothing lost or doubled at 2,400',
);
for (const rate of [Number(values.rate), 3 * Number(values.rate)]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'wechat-bench-'));
  try {
    const load = await underLoad(rate, dataDir);
    report(rate, load, await turnsOf(load, dataDir));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function underLoad(rate: number, dataDir: string): Promise<Load> {
  const [port, apiPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    ...ACCOUNT,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    LOG_LEVEL: 'error',
    CONSOLE_ADMIN_PASSWORD: 'only for the benchmark',
    WECHAT_API_BASE: `http://127.0.0.1:${apiPort}`,
  };
  const server = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await ready(server, `http://127.0.0.1:${port}/readyz`);
    const options = ['--webhook', `http://127.0.0.1:${port}/wechat`, '--port', String(apiPort)];
    const shape = ['--rate', String(rate), '--seconds', values.seconds, '--people', values.people];
    const sender = spawn(
      process.execPath,
      ['--import', 'tsx', 'scripts/wechat-load.ts', ...options, ...shape],
      {
        cwd: ROOT,
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const before = { cpu: processorTime(server), waited: waitingTime(server) };
    const chunks: Buffer[] = [];
    sender.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(sender, 'close');
    return {
      ...(JSON.parse(Buffer.concat(chunks).toString()) as Omit<Load, 'cpu' | 'waited'>),
      cpu: processorTime(server) - before.cpu,
      waited: waitingTime(server) - before.waited,
    };
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

/** How often each message stands in the log of its conversation, and what was left undone. */
async function turnsOf({ ended }: Load, dataDir: string) {
  const store = await openStore({ dataDir });
  const counted = new Set(ended.map((one) => one.id));
  const turns = new Map<string, number>();
  for (const openid of new Set(ended.map((one) => one.openid))) {
    const events = await store.events(`wechat:${ACCOUNT.WECHAT_APPID}:${openid}`);
    for (const { type, data } of events) {
      if (type !== 'message.in') continue;
      const { id } = data as { id: string };
      if (counted.has(id)) turns.set(id, (turns.get(id) ?? 0) + 1);
    }
  }
  const unfinished = (await store.unfinished(1_000_000)).length;
  const far = Date.now() + 365 * 86_400_000;
  const unsent = (await store.takeOutbox('wechat', far, 1_000_000, 1_000)).length;
  await store.close();
  return { turns, unfinished, unsent };
}

function report(
  rate: number,
  load: Load,
  { turns, unfinished, unsent }: Awaited<ReturnType<typeof turnsOf>>,
) {
  const { ended, sentIn, answeredIn, sender, service, cpu, waited } = load;
  const of = (outcome: string) => ended.filter((one) => one.outcome === outcome).length;
  const ms = ended.map((one) => one.ms);
  const lag = ended.map((one) => one.lag);
  const shed = ended.filter((one) => one.outcome !== 'lost' && !turns.has(one.id)).length;
  const doubled = [...turns.values()].filter((times) => times > 1).length;
  const again = ended.filter((one) => one.tries > 1).length;
  const per = (millis: number) => Math.round(ended.length / (millis / 1000));
  console.log(
    `  ${rate}/s asked: ${per(sentIn)}/s sent, ${per(answeredIn)}/s answered; p50 ${percentile(ms, 0.5).toFixed(1)} ms, p99 ${percentile(ms, 0.99).toFixed(1)} ms`,
  );
  console.log(
    `    ${ended.length} messages: ${of('reply')} replies, ${of('later')} told that the answer follows, ${of('success')} answered with success (${service} came by customer service), ${again} tried again; ${shed} asked to write again; ${Math.round(ended.length / cpu)} messages per second of the server’s processor`,
  );
  console.log(
    `    the sender was late by ${percentile(lag, 0.99).toFixed(1)} ms at p99 and had a processor for ${sender.toFixed(1)} s, the server for ${cpu.toFixed(1)} s and its first thread waited ${waited.toFixed(1)} s of ${(answeredIn / 1000).toFixed(1)} s for a processor`,
  );
  console.log(
    `    ${of('lost')} lost, ${doubled} doubled; ${turns.size} turns, ${unfinished} unfinished, ${unsent} bubbles unsent`,
  );
}

/** Seconds that a process has had a processor for, where the system tells (Linux: hundredths in /proc). */
function processorTime({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

/** Seconds that a process's first thread was ready to run and had no processor (Linux: nanoseconds in /proc). */
function waitingTime({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9;
  } catch {
    return Number.NaN;
  }
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (
    !(await fetch(url).then(
      (r) => r.ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error(`the server ended with code ${server.exitCode}`);
    if (performance.now() > end) throw new Error(`the server did not become ready within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
