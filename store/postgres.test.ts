import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshName, type Place, turnInOrder } from './conformance/law.ts';
import { describeStore } from './conformance.ts';
import { migrate } from './migrations.ts';
import { openStore } from './mod.ts';
import { openPostgres } from './postgres.ts';

/** Set by whoever has a scratch database, scripts/postgres-for-tests.ts say; each test makes a schema of its own in it. */
const databaseUrl = process.env.TEST_DATABASE_URL;

async function administer(statement: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** The name is also that of the connections, so that a test can find its own. */
interface Schema extends Place {
  name: string;
  url: string;
}

async function schema(): Promise<Schema> {
  const name = freshName(`test_${process.pid}`).replaceAll('-', '_');
  await administer(`create schema ${name}`);
  const url = new URL(databaseUrl!);
  url.searchParams.set('options', `-c search_path=${name}`);
  url.searchParams.set('application_name', name);
  return {
    name,
    url: url.href,
    open: () => openStore({ databaseUrl: url.href, dataDir: '' }),
    destroy: () => administer(`drop schema ${name} cascade`),
  };
}

describe.skipIf(!databaseUrl)('with a PostgreSQL server', () => {
  describeStore('PostgreSQL', schema);

  describe('the PostgreSQL database', () => {
    let place: Schema;
    beforeEach(async () => {
      place = await schema();
    });
    afterEach(() => place.destroy());

    test('is refused when a newer program has changed its schema', async () => {
      const engine = await openPostgres(place.url);
      await migrate(engine);
      await engine.write({ sql: 'update schema_version set version = 1000', parameters: [] });
      await engine.close();
      await expect(place.open()).rejects.toThrow(/schema version 1000.*start the newer program/);
    });

    test('gives counts and times as numbers', async () => {
      const engine = await openPostgres(place.url);
      const query = { sql: 'select 1763700000000::bigint as at', parameters: [] };
      expect(await engine.read(query)).toEqual([{ at: 1763700000000 }]);
      await engine.close();
    });

    test('may cut all connections in the middle of a turn: the store soon works again', async () => {
      const store = await place.open();
      await turnInOrder(store, { conversationId: 'c', state: 'before' });
      const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${place.name}'`;
      await store.exclusively('c', () => administer(cut));
      await vi.waitFor(() => turnInOrder(store, { conversationId: 'c', state: 'after' }));
      expect((await store.conversation('c'))?.state).toBe('after');
      await store.close();
    });
  });
});

test('a server that does not answer is reported with what to look at', async () => {
  const nobody = openStore({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', dataDir: '' });
  await expect(nobody).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/ECONNREFUSED.*check DATABASE_URL/),
  });
});
