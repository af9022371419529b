/** What the shared SQL asks of an engine: committed reads, durable writes, locks. SQLite and PostgreSQL give it. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  /** For compiling queries; they run inside `read`, `write` and `transaction`. */
  readonly db: Database;
  /** Sees committed data only. */
  read<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** One writing statement. When the promise resolves its data is durable; when it rejects, nothing is left. */
  write<T>(statement: (db: Database) => Promise<T>): Promise<T>;
  /** Several statements in one transaction, read committed or stricter; durable and all or nothing like `write`. */
  transaction<T>(work: (db: Database) => Promise<T>): Promise<T>;
  /** Inside a transaction: waits for, and until its end holds back, every other one that names the same `turnstile`. */
  serialise(db: Database, turnstile: string): Promise<void>;
  /** Runs `work` while nobody else, on any node, runs work under this key. Not reentrant. */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
