/** The engine for many nodes: PostgreSQL through a pool, turns kept apart by advisory locks. */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { AdvisoryLocks } from './advisory-locks.ts';
import type { Database, Engine } from './engine.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { StoreError } from './port.ts';
import type { Schema } from './schema.ts';

const CONNECTIONS = 16;
/** Milliseconds to wait for a connection, to the server or from the pool. */
const CONNECT_TIMEOUT = 5_000;

/**
 * An engine on the database that `url` names; the schema is the first of its search path.
 * @throws StoreError `unavailable` when the server does not answer or refuses us.
 */
export async function openPostgres(url: string): Promise<Engine> {
  const engine = new PostgresEngine(url);
  try {
    await engine.read((db) => sql`select 1`.execute(db));
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

class PostgresEngine implements Engine {
  readonly kind = 'postgres';
  readonly db: Database;
  readonly #turns = new KeyedQueue();
  readonly #locks: AdvisoryLocks;

  constructor(url: string) {
    const settings: pg.ClientConfig = {
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      keepAlive: true,
      application_name: 'grid-assistant',
      types: { getTypeParser },
    };
    const pool = new pg.Pool({ ...settings, max: CONNECTIONS });
    // A broken connection fails the query that runs on it and leaves the pool; an event without a listener would end the process.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    this.db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: planKeeping(pool) }) });
    this.#locks = new AdvisoryLocks(async () => {
      const client = new pg.Client(settings);
      await client.connect();
      return client;
    });
  }

  read<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return blamed(work(this.db));
  }

  /** The server makes each statement a transaction of its own. */
  write<T>(statement: (db: Database) => Promise<T>): Promise<T> {
    return blamed(statement(this.db));
  }

  transaction<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return blamed(this.db.transaction().execute(work));
  }

  async serialise(db: Database, turnstile: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${turnstile}, 0))`.execute(db);
  }

  exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(key, async () => {
      const free = await blamed(this.#locks.acquire(key));
      try {
        return await work();
      } finally {
        await free();
      }
    });
  }

  async close(): Promise<void> {
    await this.#locks.close();
    await this.db.destroy();
  }
}

/**
 * kysely sends every query as if it were new; a name lets the server keep its plan. The store's texts are few. They
 * name their columns: a plan for `*` would fail when a newer node adds one.
 */
function planKeeping(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>();
  const named = (text: string, values: readonly unknown[]) => {
    if (values.length === 0) return { text };
    const name = names.get(text) ?? `store_${names.size}`;
    names.set(text, name);
    return { name, text, values: [...values] };
  };
  const connect = async () => {
    const client = await pool.connect();
    const query = (text: string, values: readonly unknown[]): unknown => client.query(named(text, values));
    // kysely's other form of `query`, with a cursor, is for streams, which the store has none of.
    return { query: query as PostgresPoolClient['query'], release: () => client.release() };
  };
  return { connect, end: () => pool.end() };
}

/** int8 as number: ours are counts and times, far below 2^53. Kept to our connections, not set for all of `pg`. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text');

/** Classes of SQLSTATE: someone else was first, and we would be the second in a deadlock or a serial order. */
const CONFLICT = ['40001', '40P01'];
/** Connection, authorisation, resources, operator intervention, system: not the query's fault. */
const UNAVAILABLE = ['08', '28', '3D', '53', '57', '58'];
/** The file behind a table or an index is damaged. */
const CORRUPT = ['XX001', 'XX002'];

async function blamed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storeError(error);
  }
}

/** Says whether to retry; errors that are not the database's fault pass unchanged. */
function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  const is = (classes: string[]) => classes.some((prefix) => state.startsWith(prefix));
  if (is(CONFLICT))
    return new StoreError('conflict', `Another turn was first: ${error.message}`, { cause: error });
  if (is(CORRUPT)) {
    return new StoreError('corrupt', `The PostgreSQL database is damaged: ${error.message}`, {
      cause: error,
    });
  }
  // Errors of the network and of the pool carry no SQLSTATE; a TypeError is our own mistake.
  const unreachable = state === '' && !(error instanceof TypeError);
  if (!unreachable && !is(UNAVAILABLE)) return error;
  const reason = error.message || ('code' in error ? error.code : error.name);
  return new StoreError(
    'unavailable',
    `The PostgreSQL database cannot be used (${reason}): check DATABASE_URL, and that the server runs and admits this node.`,
    { cause: error },
  );
}
