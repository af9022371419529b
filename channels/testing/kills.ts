/** For end-to-end tests: customers of a server that is killed at any moment, and what it did for them all the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from './server-process.ts';

/** A server lives no longer than this after it was ready, in milliseconds. */
const LIFE = 900;

/** What somebody says who reports an outage at a place of their own. */
export function outageReport(n: number): string[] {
  return [`南京市鼓楼区云台路${n}号停电了，报修`, '邻居也停了', `138${String(10_000_000 + n)}`, '确认'];
}

/** Numbers from 0 to 1 from a fixed seed: the same moments each run, as far as the machine allows. */
export function seeded(): () => number {
  let seed = 20261121;
  return () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
}

export interface Survived<T> {
  /** What came of each customer. */
  customers: T[];
  /** The last one, which runs. */
  server: ServerProcess;
}

/**
 * Serves customers, one after another on each line, while the server is killed and started again.
 * @param customer serves the nth, insisting until all is answered
 */
export async function throughKills<T>(
  settings: ServerProcess['settings'],
  { kills, lines, customer }: { kills: number; lines: number; customer: (n: number) => Promise<T> },
): Promise<Survived<T>> {
  let server = await new ServerProcess(settings).ready();
  const random = seeded();
  let killed = 0;
  const kill = async () => {
    while (killed < kills) {
      await sleep(random() * LIFE);
      await server.stop('SIGKILL');
      killed++;
      server = new ServerProcess(settings);
      await server.ready();
    }
  };
  const customers: T[] = [];
  let n = 100;
  const line = async () => {
    while (killed < kills) customers.push(await customer(n++));
  };
  try {
    await Promise.all([kill(), ...Array.from({ length: lines }, line)]);
  } catch (error) {
    killed = kills;
    await server.stop('SIGKILL');
    throw error;
  }
  return { customers, server };
}

/** The places for which the sandbox has repair orders, as often as it has. */
export function repairedPlaces(dataDir: string): string[] {
  return readFileSync(join(dataDir, 'sandbox.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; input: { address: string } })
    .filter((entry) => entry.name === 'workOrders.createRepair')
    .map((entry) => entry.input.address);
}
