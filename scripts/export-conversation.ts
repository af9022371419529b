/** `npm run export -- CONVERSATION_ID [--out FILE]`: a conversation of the field as a suite, without personal data. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Recorded, sandboxCast, suiteOf } from '../eval/mod.ts';
import { openStore, StoreError } from '../store/mod.ts';
import { readSettings, SettingsError } from './settings.ts';

const USAGE = 'npm run export -- CONVERSATION_ID [--out FILE]';

/** Unfinished messages that are looked through. */
const UNFINISHED = 10_000;

class Wrong extends Error {}

try {
  await main();
} catch (error) {
  if (![Wrong, SettingsError, StoreError].some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { id, out } = parse();
  const suite = await exported(id);
  if (out) writeFileSync(out, suite);
  else process.stdout.write(suite);
}

function parse(): { id: string; out: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { out: { type: 'string' } },
    });
    const [id, ...more] = positionals;
    if (!id || more.length) throw new Wrong(`which conversation?\n${USAGE}`);
    return { id, out: values.out };
  } catch (error) {
    throw error instanceof Wrong ? error : new Wrong(`${(error as Error).message}\n${USAGE}`);
  }
}

async function exported(id: string): Promise<string> {
  const { DATABASE_URL, DATA_DIR } = readSettings();
  const store = await openStore({ databaseUrl: DATABASE_URL, dataDir: DATA_DIR });
  try {
    const row = await store.conversation(id);
    const pending = await store.unfinished(UNFINISHED);
    if (!row)
      throw new Wrong(`there is no conversation ${id} in ${DATABASE_URL ? 'the database' : DATA_DIR}`);
    const recorded = {
      channel: row.channel,
      state: row.state,
      events: await store.events(id),
      unfinished: pending.filter((entry) => entry.conversationId === id).map((entry) => entry.payload),
    };
    return suiteOf(recorded as unknown as Recorded, await sandboxCast());
  } finally {
    await store.close();
  }
}
