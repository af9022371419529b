/**
 * Measures the store alone, without understanding or dialog: whole turns per second, their latency and
 * processor time, on SQLite in a
 * temporary directory, or on the PostgreSQL database that DATABASE_URL names (it is filled with trash: use a scratch one).
 *
 *   node --import tsx eval/bench/store.ts [--turns N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStore, type Store } from '../../store/mod.ts';

/** A dialog state of the usual size, about 2 KB as JSON. */
const STATE = {
  flow: 'bill-query',
  slots: Array.from({ length: 40 }, (_, i) => `第${i}个填好的槽位，内容若干`),
};
const EVENTS = ['received', 'understood', 'decided', 'advanced', 'replied'].map((type) => ({
  type,
  data: { text: '我上个月电费多少', scores: [0.91, 0.05, 0.02] },
}));
const REPLIES = ['您9月的电费是243.45元。', '还有什么可以帮您？'].map((text) => ({ payload: { text } }));
/** One turn in so many performs a backend action. */
const ACTION_EVERY = 4;

/** One customer message from arrival to commit, as the product does it. */
async function turn(store: Store, channel: string, conversationId: string, n: number): Promise<void> {
  const inboxId = `${conversationId}/${n}`;
  const at = Date.now();
  await store.receive({ id: inboxId, conversationId, payload: { text: '我上个月电费多少' }, receivedAt: at });
  await store.exclusively(conversationId, async () => {
    const before = await store.conversation(conversationId);
    if (n % ACTION_EVERY === 0) {
      const key = `${inboxId}/read`;
      await store.startAction({ key, conversationId, action: 'bill.read', params: { month: '2025-09' }, at });
      await store.finishAction(key, { total: 24345 }, at);
    }
    await store.commitTurn({
      inboxId,
      conversation: {
        id: conversationId,
        channel,
        userId: 'u',
        state: { ...STATE, n },
        expectedVersion: before?.version ?? 0,
      },
      events: EVENTS,
      result: { replies: 2 },
      outbox: REPLIES,
      at,
    });
  });
}

/** Sends, to nobody, what the turns put into the outbox, until it is empty after `done`. */
async function deliver(store: Store, channel: string, done: Promise<unknown>): Promise<void> {
  let turning = true;
  const stop = () => {
    turning = false;
  };
  done.then(stop, stop);
  for (;;) {
    const last = !turning;
    const entries = await store.takeOutbox(channel, Date.now(), 200, 60_000);
    await Promise.all(entries.map((entry) => store.delivered(entry.id, Date.now())));
    if (entries.length > 0) continue;
    if (last) return;
    await sleep(1);
  }
}

/** Runs `turns` turns spread over `conversations` that each wait for their own last turn only. */
async function measure(
  store: Store,
  name: string,
  { conversations, turns, delivered = false }: { conversations: number; turns: number; delivered?: boolean },
): Promise<void> {
  const latencies: number[] = [];
  const begun = performance.now();
  const cpuBefore = process.cpuUsage();
  const turned = Promise.all(
    Array.from({ length: conversations }, async (_, c) => {
      for (let n = 0; n < turns / conversations; n++) {
        const start = performance.now();
        await turn(store, name, `${name}-${c}`, n);
        latencies.push(performance.now() - start);
      }
    }),
  );
  await Promise.all([turned, delivered && deliver(store, name, turned)]);
  const seconds = (performance.now() - begun) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMs = (cpu.user + cpu.system) / 1000 / latencies.length;
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor(q * (latencies.length - 1))]!.toFixed(2);
  const rate = Math.round(latencies.length / seconds);
  console.log(
    `${name.padEnd(28)} ${String(rate).padStart(6)} turns/s   p50 ${quantile(0.5)} ms   p99 ${quantile(0.99)} ms   ` +
      `processor ${cpuMs.toFixed(3)} ms a turn`,
  );
}

const { values: options } = parseArgs({ options: { turns: { type: 'string' } }, strict: false });
const turns = Number(options.turns ?? 20_000);
const databaseUrl = process.env.DATABASE_URL;
const dataDir = await mkdtemp(join(tmpdir(), 'store-bench-'));
const store = await openStore({ databaseUrl, dataDir });
try {
  const run = Date.now().toString(36);
  await measure(store, `warm-up ${run}`, { conversations: 16, turns: turns / 10 });
  console.log(`store: ${databaseUrl ? 'PostgreSQL' : 'SQLite'}, ${turns} turns each`);
  await measure(store, `1 after another ${run}`, { conversations: 1, turns });
  await measure(store, `64 side by side ${run}`, { conversations: 64, turns });
  await measure(store, `64, and delivered ${run}`, { conversations: 64, turns, delivered: true });
} finally {
  await store.close();
  await rm(dataDir, { recursive: true });
}
