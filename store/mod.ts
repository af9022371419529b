/** The store room's door: opens the one store of the product, on SQLite or PostgreSQL. */
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import { migrate } from './migrations.ts';
import type { Store } from './port.ts';
import { openPostgres } from './postgres.ts';
import { SqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite.ts';

export {
  type ActionRun,
  type ConversationRow,
  type EventRow,
  type InboxEntry,
  type Json,
  type OutboxEntry,
  type ReceiveOutcome,
  type Store,
  StoreError,
  type TurnCommit,
} from './port.ts';

/**
 * Opens the store and brings its schema up to date. An empty URL means the SQLite file `<dataDir>/store.sqlite`, which
 * one process owns; a `postgres://` URL is shared by many nodes.
 * @throws StoreError when the database cannot be reached or written, or belongs to a newer program.
 */
export async function openStore(where: {
  databaseUrl?: string | undefined;
  dataDir: string;
}): Promise<Store> {
  const engine = await openEngine(where);
  try {
    await migrate(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return new SqlStore(engine);
}

async function openEngine({
  databaseUrl,
  dataDir,
}: {
  databaseUrl?: string | undefined;
  dataDir: string;
}): Promise<Engine> {
  if (!databaseUrl) return openSqlite(join(dataDir, 'store.sqlite'));
  return openPostgres(databaseUrl);
}
