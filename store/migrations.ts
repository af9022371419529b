/** The history of the schema: numbered steps, forward only, one DDL text for both engines. */
import { type Engine, type Query, Unchanged } from './engine.ts';
import { StoreError } from './port.ts';

/** Where the engines' DDL differs. `key` is text compared by bytes, whatever the database's locale. */
interface Dialect {
  /** Numbers rows in order of insertion. */
  seq: string;
  /** The same, and a number is never used again, even when its row has been deleted. */
  id: string;
  key: string;
  clustered: string;
}

const DIALECTS: Record<Engine['kind'], Dialect> = {
  sqlite: {
    seq: 'integer primary key',
    id: 'integer primary key autoincrement',
    key: 'text',
    clustered: 'without rowid',
  },
  postgres: {
    seq: 'bigint generated always as identity primary key',
    id: 'bigint generated always as identity primary key',
    key: 'text collate "C"',
    clustered: '',
  },
};

/** Step n brings the schema from version n to n + 1. Published steps never change; append. */
const MIGRATIONS: ((dialect: Dialect) => string[])[] = [
  ({ seq, id, key, clustered }) => [
    `create table inbox (
      seq ${seq},
      id ${key} not null unique,
      conversation_id ${key} not null,
      payload text not null,
      received_at bigint not null,
      result text,
      done_at bigint
    )`,
    `create index inbox_unfinished on inbox (received_at, seq) where done_at is null`,
    `create table conversation (
      id ${key} primary key,
      channel text not null,
      user_id text not null,
      state text not null,
      version bigint not null,
      updated_at bigint not null
    )`,
    `create table event_counter (
      conversation_id ${key} primary key,
      last_seq bigint not null
    ) ${clustered}`,
    `create table event (
      conversation_id ${key} not null,
      seq bigint not null,
      type text not null,
      data text not null,
      at bigint not null,
      primary key (conversation_id, seq)
    ) ${clustered}`,
    `create table outbox (
      id ${id},
      conversation_id ${key} not null,
      channel text not null,
      payload text not null,
      attempts integer not null,
      due_at bigint not null,
      leased_until bigint not null,
      status text not null,
      delivered_at bigint,
      error text
    )`,
    `create index outbox_of_channel on outbox (channel, id) where status = 'queued'`,
    `create index outbox_of_conversation on outbox (conversation_id, id) where status = 'queued'`,
    `create table action_run (
      key ${key} primary key,
      conversation_id ${key} not null,
      action text not null,
      params text not null,
      result text,
      started_at bigint not null,
      finished_at bigint
    ) ${clustered}`,
    `create table value (
      namespace ${key} not null,
      key ${key} not null,
      value text not null,
      primary key (namespace, key)
    ) ${clustered}`,
  ],
  ({ key }) => [
    `alter table outbox add column answer_id ${key}`,
    `create index outbox_of_answer on outbox (answer_id) where answer_id is not null`,
  ],
];

/**
 * Brings the database to this program's schema; several nodes may start at once.
 * @throws StoreError `corrupt` when the database was written by a newer program; nothing is changed then.
 */
export async function migrate(engine: Engine): Promise<void> {
  const turn = engine.turnstile('migrations');
  await engine.write(...turn, ddl('create table if not exists schema_version (version bigint not null)'));
  for (;;) {
    const [row] = await engine.read(versionQuery);
    const version = row?.version ?? 0;
    if (version === MIGRATIONS.length) return;
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        'corrupt',
        `The database has schema version ${version}, but this program knows only ${MIGRATIONS.length}: ` +
          'start the newer program again, or restore the backup made before the upgrade.',
      );
    }
    const steps = MIGRATIONS.slice(version).flatMap((step) => step(DIALECTS[engine.kind]));
    try {
      await engine.write(...turn, moveFrom(version), ...steps.map(ddl));
    } catch (error) {
      // Another node was first: look again.
      if (!(error instanceof Unchanged)) throw error;
    }
  }
}

const versionQuery: Query<{ version: number }> = {
  sql: 'select version from schema_version',
  parameters: [],
};

function moveFrom(version: number): Query {
  const to = MIGRATIONS.length;
  const sql =
    version === 0
      ? `insert into schema_version select ${to} where not exists (select version from schema_version)`
      : `update schema_version set version = ${to} where version = ${version}`;
  return { sql, parameters: [], atLeast: 1 };
}

function ddl(sql: string): Query {
  return { sql, parameters: [] };
}
