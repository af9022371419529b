/** The embedded engine: one SQLite file, owned by this process, with group commit. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Batcher } from './batcher.ts';
import type { Database, Engine } from './engine.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { StoreError } from './port.ts';
import type { Schema } from './schema.ts';

/** How long to wait for a process that is just giving the file up, milliseconds. */
const BUSY_TIMEOUT = 1_000;
/** Pages of 4 KB in the WAL before they move to the database; four times the default, since hot pages then move less often. */
const CHECKPOINT_PAGES = 4_000;
/** Bounds how long one group of writes keeps the event loop. */
const GROUP_LIMIT = 256;

/**
 * Opens or creates the file and its directory.
 * @throws StoreError `unavailable` when another process holds the file or it cannot be written, `corrupt` when it is
 * no SQLite database.
 */
export function openSqlite(file: string): Engine {
  let connection: SqliteDatabase.Database | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    connection = new SqliteDatabase(file, { timeout: BUSY_TIMEOUT });
    // Before journal_mode, so that no other process can open the file at all and the WAL index needs no shared memory.
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    return new SqliteEngine(connection);
  } catch (error) {
    connection?.close();
    throw storeError(error, file);
  }
}

interface Job {
  work: (db: Database) => Promise<unknown>;
  resolve: (value: never) => void;
  reject: (reason: unknown) => void;
}

class SqliteEngine implements Engine {
  readonly kind = 'sqlite';
  readonly db: Database;
  readonly #connection: SqliteDatabase.Database;
  readonly #turns = new KeyedQueue();
  readonly #writes = new Batcher<Job>((group) => this.#commit(group), GROUP_LIMIT);
  readonly #statements: Record<
    'begin' | 'commit' | 'rollback' | 'savepoint' | 'undo' | 'release',
    () => void
  >;

  constructor(connection: SqliteDatabase.Database) {
    this.#connection = connection;
    this.db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: cachingStatements(connection) }) });
    const statement = (text: string) => {
      const compiled = connection.prepare(text);
      return () => void compiled.run();
    };
    this.#statements = {
      begin: statement('begin immediate'),
      commit: statement('commit'),
      rollback: statement('rollback'),
      savepoint: statement('savepoint job'),
      undo: statement('rollback to job'),
      release: statement('release job'),
    };
  }

  async read<T>(work: (db: Database) => Promise<T>): Promise<T> {
    try {
      return await work(this.db);
    } catch (error) {
      throw storeError(error, this.#connection.name);
    }
  }

  write<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => this.#writes.add({ work, resolve, reject }));
  }

  transaction<T>(work: (db: Database) => Promise<T>): Promise<T> {
    return this.write(work);
  }

  /** Writes of the group share one transaction, hence one fsync; each has a savepoint and may fail alone. */
  async #commit(group: Job[]): Promise<void> {
    const run = this.#statements;
    try {
      const settle = await this.db.connection().execute(async (db) => {
        run.begin();
        try {
          const outcomes: (() => void)[] = [];
          for (const job of group) outcomes.push(await this.#attempt(job, db));
          run.commit();
          return outcomes;
        } catch (error) {
          if (this.#connection.inTransaction) run.rollback();
          throw error;
        }
      });
      for (const outcome of settle) outcome();
    } catch (error) {
      const reason = storeError(error, this.#connection.name);
      for (const job of group) job.reject(reason);
    }
  }

  /** Returns how to tell the caller, to be done after the commit. Throws when the whole group is lost. */
  async #attempt(job: Job, db: Database): Promise<() => void> {
    const run = this.#statements;
    run.savepoint();
    try {
      const value = await job.work(db);
      run.release();
      return () => job.resolve(value as never);
    } catch (error) {
      // A full disk or an I/O error makes SQLite roll back everything, the earlier jobs too.
      if (!this.#connection.inTransaction) throw error;
      run.undo();
      run.release();
      return () => job.reject(storeError(error, this.#connection.name));
    }
  }

  async serialise(): Promise<void> {
    // Groups of writes run one at a time, and so do the writes in a group.
  }

  exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(key, work);
  }

  async close(): Promise<void> {
    // Behind the writes that are already waiting.
    if (this.#connection.open) await this.write(async () => {});
    this.#connection.close();
  }
}

/** kysely prepares at every call; the queries of the store are few, so their statements are kept. */
function cachingStatements(connection: SqliteDatabase.Database) {
  const statements = new Map<string, SqliteDatabase.Statement<unknown[]>>();
  return {
    close: () => void connection.close(),
    prepare: (text: string) => {
      let statement = statements.get(text);
      if (!statement) {
        statement = connection.prepare<unknown[]>(text);
        statements.set(text, statement);
      }
      return statement;
    },
  };
}

const MENDING: Record<string, string> = {
  SQLITE_BUSY: 'another process uses it: stop that one, or set DATABASE_URL to share a PostgreSQL database',
  SQLITE_FULL: 'the disk is full: free some space',
  SQLITE_READONLY: 'it is read-only: give this user the right to write it and its directory',
  SQLITE_CANTOPEN: 'it cannot be opened: give this user the right to write it and its directory',
  SQLITE_IOERR: 'the disk failed: look at the system log',
};
const BROKEN = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** Says what is wrong with the file, and whether to retry; errors that are not the file's fault pass unchanged. */
function storeError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const is = (family: string) => code === family || code.startsWith(`${family}_`);
  if (BROKEN.some(is)) {
    return new StoreError('corrupt', `${file} is damaged or no SQLite database: restore it from a backup.`, {
      cause: error,
    });
  }
  const family = Object.keys(MENDING).find(is);
  if (!family && (code === '' || code.startsWith('SQLITE_'))) return error;
  const hint = family ? MENDING[family] : error.message;
  return new StoreError('unavailable', `The store ${file} cannot be used: ${hint}.`, { cause: error });
}
