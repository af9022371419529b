import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Place, receive, turn } from './conformance/law.ts';
import { describeStore } from './conformance.ts';
import { migrate } from './migrations.ts';
import { openStore } from './mod.ts';
import { SqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite.ts';

async function directory(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'store-'));
  return { open: () => openStore({ dataDir }), destroy: () => rm(dataDir, { recursive: true }) };
}

describeStore('SQLite', directory, { nodes: 'one process owns the file' });

describe('the SQLite file', () => {
  let dataDir: string;
  let file: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'store-'));
    file = join(dataDir, 'store.sqlite');
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  test('is made together with its directory', async () => {
    const store = await openStore({ databaseUrl: '', dataDir: join(dataDir, 'not', 'yet') });
    await store.ping();
    await store.close();
  });

  test('has one owner: a second one is told so', async () => {
    const store = await openStore({ dataDir });
    await expect(openStore({ dataDir })).rejects.toThrow(/another process uses it.*DATABASE_URL/);
    await store.close();
    await (await openStore({ dataDir })).close();
  });

  test('is refused when it is no database', async () => {
    await writeFile(file, 'these are the notes of a meeting'.repeat(100));
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(file),
    });
  });

  test('is refused when a newer program has changed its schema', async () => {
    const engine = await openSqlite(file);
    await migrate(engine);
    await engine.write({ sql: 'update schema_version set version = 1000', parameters: [] });
    await engine.close();
    await expect(openStore({ dataDir })).rejects.toThrow(/schema version 1000.*start the newer program/);
  });

  test('holds a write on disk when the call returns, though others are under way', async () => {
    const store = await openStore({ dataDir });
    const others = Array.from({ length: 50 }, (_, n) => receive(store, `other-${n}`));
    await turn(store, { conversationId: 'c', state: 'there' });
    const copy = join(dataDir, 'as-after-a-crash');
    await mkdir(copy);
    for (const suffix of ['', '-wal']) await copyFile(file + suffix, join(copy, `store.sqlite${suffix}`));
    const recovered = await openStore({ dataDir: copy });
    expect((await recovered.conversation('c'))?.state).toBe('there');
    await recovered.close();
    await Promise.all(others);
    await store.close();
  });

  test('refuses all writes when it is full, and goes on when there is room again', async () => {
    const engine = await openSqlite(file);
    await migrate(engine);
    const store = new SqlStore(engine);
    const limit = (pages: number) => engine.read({ sql: `pragma max_page_count = ${pages}`, parameters: [] });
    await receive(store, 'before');
    await limit(1);
    const big = { id: 'big', conversationId: 'c', payload: 'x'.repeat(100_000), receivedAt: 1 };
    const outcomes = await Promise.allSettled([receive(store, 'small'), store.receive(big)]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    await limit(1_000_000);
    expect((await store.unfinished(10)).map((entry) => entry.id)).toEqual(['before']);
    expect(await store.receive(big)).toEqual({ status: 'new' });
    await store.close();
  });
});
