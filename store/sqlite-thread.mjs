/**
 * The thread that owns the SQLite file and runs what sqlite.ts sends: reads at once, all writes that wait in one
 * transaction, hence one fsync. JavaScript, for a thread of Node 20 does not read TypeScript by itself.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';

/** How long to wait for a process that is just giving the file up, milliseconds. */
const BUSY_TIMEOUT = 1_000;
/** Pages of 4 KB in the WAL before they move to the database; four times the default, since hot pages then move less often. */
const CHECKPOINT_PAGES = 4_000;
/** Bounds how long the first of a group of writes waits for the last. */
const GROUP_LIMIT = 256;

let connection;
try {
  connection = open(workerData.file);
  parentPort.postMessage({ opened: true });
} catch (error) {
  connection?.close();
  parentPort.postMessage({ failed: plain(error) });
}

function open(file) {
  connection = new SqliteDatabase(file, { timeout: BUSY_TIMEOUT });
  // Before journal_mode, so that no other process can open the file at all and the WAL index needs no shared memory.
  connection.pragma('locking_mode = EXCLUSIVE');
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  return connection;
}

const statements = new Map();

/** The queries of the store are few, so their statements are kept. */
function statement(sql) {
  let known = statements.get(sql);
  if (!known) {
    known = connection.prepare(sql);
    statements.set(sql, known);
  }
  return known;
}

const run = (sql) => void statement(sql).run();

/** @param {import('./sqlite.ts').Job[] | 'close'} message */
parentPort.on('message', (message) => {
  if (message === 'close') return close();
  const { jobs, last } = withWaiting(message);
  const reads = jobs.filter((job) => !job.writes);
  const writes = jobs.filter((job) => job.writes);
  if (reads.length > 0) parentPort.postMessage(reads.map(attempt));
  if (writes.length > 0) parentPort.postMessage(together(writes));
  if (last) close();
});

function close() {
  connection.close();
  parentPort.close();
}

/** With the jobs that have come while the last ones were being worked on; `last`: they were followed by `close`. */
function withWaiting(first) {
  const jobs = [...first];
  while (jobs.length < GROUP_LIMIT) {
    const next = receiveMessageOnPort(parentPort);
    if (!next) break;
    if (next.message === 'close') return { jobs, last: true };
    jobs.push(...next.message);
  }
  return { jobs, last: false };
}

/** Each write has a savepoint and may fail alone. */
function together(jobs) {
  try {
    run('begin immediate');
    const answers = jobs.map(attemptAlone);
    run('commit');
    return answers;
  } catch (error) {
    if (connection.inTransaction) run('rollback');
    return jobs.map(({ id }) => ({ id, error: plain(error) }));
  }
}

function attemptAlone(job) {
  run('savepoint job');
  const answer = attempt(job);
  if (answer.error || answer.unchanged !== undefined) {
    // A full disk or an I/O error makes SQLite roll back everything, the earlier jobs too.
    if (!connection.inTransaction) throw answer.error;
    run('rollback to job');
  }
  run('release job');
  return answer;
}

function attempt({ id, queries }) {
  try {
    const done = [];
    for (const [i, { sql, parameters, atLeast = 0 }] of queries.entries()) {
      const prepared = statement(sql);
      const rows = prepared.reader ? prepared.all(...parameters) : [];
      const changed = prepared.reader ? rows.length : prepared.run(...parameters).changes;
      if (changed < atLeast) return { id, unchanged: i };
      done.push({ rows, changed });
    }
    return { id, done };
  } catch (error) {
    return { id, error: plain(error) };
  }
}

/** An error as it travels: a class would not survive. */
function plain({ code, message }) {
  return { code, message };
}
