/** The whole product on a free port and fresh data, for end-to-end tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, ServerProcess } from '../../testing/server-process.ts';

export interface Product {
  origin: string;
  stop(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  end(): Promise<void>;
}

/** @param settings environment over the defaults of the test: a port, a folder, the sandbox's day */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'product-'));
  const whole = { PORT: String(await freePort()), DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...settings };
  let server = await new ServerProcess(whole).ready();
  const stop = async () => void (await server.stop('SIGTERM'));
  return {
    origin: server.url,
    stop,
    async start() {
      server = await new ServerProcess(whole).ready();
    },
    async end() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
