/** For end-to-end tests: the real server as a process of its own, as `npm start` begins it, which can be stopped and killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

/** What the process said at its end, and how it ended. */
interface End {
  code: number | null;
  stderr: string;
}

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #end: Promise<End>;

  /** @param settings of the server, beside a frozen sandbox and a quiet log */
  constructor(readonly settings: Record<string, string> & { PORT: string; DATA_DIR: string }) {
    this.#child = spawn(process.execPath, ['scripts/start.mjs'], {
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        SANDBOX_NOW: '2026-11-21T10:00:00+08:00',
        LOG_LEVEL: 'error',
        ...settings,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    this.#end = once(this.#child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.PORT}`;
  }

  /** @throws with what the process said when it ends before it is ready, or is not within five minutes (it may have a model to train) */
  async ready(): Promise<this> {
    let ended: End | null = null;
    void this.#end.then((end) => {
      ended = end;
    });
    for (let i = 0; i < 6000; i++) {
      const ready = await fetch(`${this.url}/readyz`).then(
        (r) => r.ok,
        () => false,
      );
      if (ready) return this;
      if (ended) throw new Error(`the server ended: ${(ended as End).stderr}`);
      await sleep(50);
    }
    throw new Error('the server did not become ready');
  }

  ended(): Promise<End> {
    return this.#end;
  }

  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<End> {
    this.#child.kill(signal);
    return this.#end;
  }
}
