/** The engine for many nodes: PostgreSQL through a pool, turns kept apart by advisory locks. */
import pg from 'pg';
import { AdvisoryLocks } from './advisory-locks.ts';
import { type AllDone, type Done, type Engine, type Query, Unchanged } from './engine.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { StoreError } from './port.ts';

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
    await engine.read({ sql: 'select 1', parameters: [] });
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

class PostgresEngine implements Engine {
  readonly kind = 'postgres';
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
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
    this.#pool = new pg.Pool({ ...settings, max: CONNECTIONS });
    // A broken connection fails the query that runs on it and leaves the pool; an event without a listener would end the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#locks = new AdvisoryLocks(async () => {
      const client = new pg.Client(settings);
      await client.connect();
      return client;
    });
  }

  async read<Row>(query: Query<Row>): Promise<Row[]> {
    return (await blamed(this.#run(this.#pool, query))).rows;
  }

  write<const Queries extends readonly Query[]>(...queries: Queries): Promise<AllDone<Queries>> {
    return blamed(this.#write(queries)) as Promise<AllDone<Queries>>;
  }

  async #write(queries: readonly Query[]): Promise<Done[]> {
    const [only, ...others] = queries;
    // The server makes each statement a transaction of its own.
    if (only && others.length === 0 && !only.atLeast) return [await this.#run(this.#pool, only)];
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      const done: Done[] = [];
      for (const query of queries) done.push(await this.#run(client, query));
      await client.query('commit');
      client.release();
      return done;
    } catch (error) {
      await client.query('rollback').then(
        () => client.release(),
        (broken: Error) => client.release(broken),
      );
      throw error;
    }
  }

  /** A name lets the server keep a query's plan. The texts are few, and name their columns: a plan for `*` would fail when a newer node adds one. */
  async #run<Row>(on: pg.Pool | pg.PoolClient, query: Query<Row>): Promise<Done<Row>> {
    const { sql, parameters, atLeast = 0 } = query;
    const name = this.#names.get(sql) ?? `store_${this.#names.size}`;
    if (parameters.length > 0) this.#names.set(sql, name);
    const named = parameters.length > 0 ? { name, text: sql, values: [...parameters] } : { text: sql };
    const { rows, rowCount } = await on.query(named);
    const changed = rowCount ?? 0;
    if (changed < atLeast) throw new Unchanged(query);
    return { rows: rows as Row[], changed };
  }

  turnstile(name: string): Query[] {
    return [{ sql: 'select pg_advisory_xact_lock(hashtextextended($1, 0))', parameters: [name] }];
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
    if (this.#pool.ending) return;
    await this.#locks.close();
    await this.#pool.end();
  }
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
  if (!(error instanceof Error) || error instanceof StoreError || error instanceof Unchanged) return error;
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
