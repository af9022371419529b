/** `npm run bench -- start [--runs N]`: the real server, from the start of its process to its first answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureModel } from '../../nlu/mod.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 60_000;
const QUESTION = '我上个月电费多少';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });

await ensureModel(join(ROOT, '.model'));
await measure(); // keeps what a first start works out
console.log(
  'from the start of the process, not the first of this code and model; bar: first answer within 3 s, 400 MB',
);
for (let run = 1; run <= Number(values.runs); run++) {
  const { ready, answer, cpu, rss, peak } = await measure();
  console.log(
    `  run ${run}: ready ${ready.toFixed(0)} ms, first answer ${answer.toFixed(0)} ms (${cpu} s of processor), memory ${rss} MB (peak ${peak} MB)`,
  );
}

async function measure(): Promise<{ ready: number; answer: number; cpu: string; rss: string; peak: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'start-'));
  const port = await freePort();
  const start = performance.now();
  const server = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      LOG_LEVEL: 'error',
      CONSOLE_ADMIN_PASSWORD: 'only for the benchmark',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const base = `http://127.0.0.1:${port}`;
    await until(server, async () => (await fetch(`${base}/readyz`)).ok);
    const ready = performance.now() - start;
    await ask(server, base);
    const answer = performance.now() - start;
    return {
      ready,
      answer,
      cpu: processorTime(server),
      rss: memory(server, 'VmRSS'),
      peak: memory(server, 'VmHWM'),
    };
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Begins a conversation over Direct Line, asks, and waits until the robot's answer can be read. */
async function ask(server: ChildProcess, base: string): Promise<void> {
  const post = async (path: string, body: object, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    const response = await fetch(`${base}/v3/directline${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as { conversationId: string; token: string; id: string };
  };
  const { conversationId, token } = await post('/conversations', {});
  const path = `/conversations/${conversationId}/activities`;
  const { id } = await post(path, { type: 'message', from: { id: 'dl_bench' }, text: QUESTION }, token);
  await until(server, async () => {
    const response = await fetch(`${base}/v3/directline${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { activities } = (await response.json()) as { activities: { replyToId?: string }[] };
    return activities.some((activity) => activity.replyToId === id);
  });
}

/** Tries again until it holds. @throws when the server ends or patience does */
async function until(server: ChildProcess, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds().catch(() => false))) {
    if (server.exitCode !== null) throw new Error(`the server ended with code ${server.exitCode}`);
    if (performance.now() > end) throw new Error(`the server did not answer within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Megabytes of a process, where the system tells (Linux). */
function memory({ pid }: ChildProcess, field: string): string {
  try {
    const match = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? (Number(match[1]) / 1024).toFixed(0) : '?';
  } catch {
    return '?';
  }
}

/** Seconds that a process has had a processor for, where the system tells (Linux: hundredths in /proc). */
function processorTime({ pid }: ChildProcess): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / 100).toFixed(1);
  } catch {
    return '?';
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
