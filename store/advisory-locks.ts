/** Locks that hold across nodes, kept by one PostgreSQL connection of this process; when it ends, they are free. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { Batcher } from './batcher.ts';

/** How long to wait before asking again for a lock that another node holds, milliseconds: from, to. */
const PAUSE = [4, 64] as const;
/** Sets these locks apart from other advisory locks in the database. */
const SEED = 95598;
const ASK = `
  select case when wanted then pg_try_advisory_lock(id) else pg_advisory_unlock(id) end as granted
  from (select hashtextextended(key, ${SEED}) as id, wanted
        from unnest($1::text[], $2::boolean[]) as asked (key, wanted)) as hashed`;

/** To lock, or to unlock what `holder` holds. Answered with the connection that now holds the lock, if one does. */
interface Request {
  key: string;
  holder?: pg.Client;
  resolve: (holder: pg.Client | undefined) => void;
  reject: (reason: unknown) => void;
}

/**
 * Session-level advisory locks. Two keys with the same 64-bit hash exclude each other needlessly, which is harmless.
 * The database must not be behind a pooler in transaction mode, where a session is not one connection.
 */
export class AdvisoryLocks {
  readonly #connect: () => Promise<pg.Client>;
  readonly #requests = new Batcher<Request>((batch) => this.#ask(batch), 1_000);
  #client: pg.Client | undefined;

  /** `connect` opens a connection of its own for the locks; it is called again when that one is lost. */
  constructor(connect: () => Promise<pg.Client>) {
    this.#connect = connect;
  }

  /**
   * Waits for the lock and returns how to free it. Within one process the caller must ask once at a time for a key:
   * the connection that holds a lock gets it again. If the connection breaks, other nodes may take the lock while this
   * one still works; the version check of the commit tells the second.
   */
  async acquire(key: string): Promise<() => Promise<void>> {
    let pause: number = PAUSE[0];
    for (;;) {
      const holder = await this.#request(key);
      if (holder) return () => this.#request(key, holder).then(() => {});
      await sleep(pause);
      pause = Math.min(2 * pause, PAUSE[1]);
    }
  }

  async close(): Promise<void> {
    await this.#client?.end();
  }

  #request(key: string, holder?: pg.Client): Promise<pg.Client | undefined> {
    return new Promise((resolve, reject) => {
      this.#requests.add({ key, resolve, reject, ...(holder && { holder }) });
    });
  }

  async #ask(batch: Request[]): Promise<void> {
    try {
      const client = await this.#connected();
      const asked: Request[] = [];
      for (const request of batch) {
        // The locks of a lost connection went with it.
        if (request.holder && request.holder !== client) request.resolve(undefined);
        else asked.push(request);
      }
      const { rows } = await client.query<{ granted: boolean }>(ASK, [
        asked.map((request) => request.key),
        asked.map((request) => !request.holder),
      ]);
      for (const [i, request] of asked.entries()) request.resolve(rows[i]?.granted ? client : undefined);
    } catch (error) {
      for (const request of batch) {
        // Freeing cannot fail: without a connection nothing is held.
        if (request.holder) request.resolve(undefined);
        else request.reject(error);
      }
    }
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = await this.#connect();
    const forget = () => {
      if (this.#client === client) this.#client = undefined;
    };
    client.on('error', forget);
    client.on('end', forget);
    this.#client = client;
    return client;
  }
}
