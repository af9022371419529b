/** The embedded engine: one SQLite file, owned by a thread of this process, so that its commits leave the event loop alone. */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type AllDone, type Done, type Engine, type Query, Unchanged } from './engine.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { StoreError } from './port.ts';

/** So many calls are sent at once, and answers given; fewer, when the event loop has come round. */
const ENOUGH = 16;
/**
 * For so long answers are given in one round of the event loop, milliseconds. What follows an answer may be a whole
 * turn, and libuv accepts one connection in a round: long rounds would leave customers at the door.
 */
const SLICE = 1;

/** What the thread gets to do. */
export interface Job {
  id: number;
  writes: boolean;
  queries: readonly Query[];
}

interface Fault {
  code?: string;
  message: string;
}

/** What became of a job; `unchanged` is the place of the query that changed too little. */
type Answer = { id: number } & ({ done: Done[] } | { unchanged: number } | { error: Fault });

interface Call extends Job {
  resolve: (done: never) => void;
  reject: (reason: unknown) => void;
}

/**
 * Opens or creates the file and its directory.
 * @throws StoreError `unavailable` when another process holds the file or it cannot be written, `corrupt` when it is
 * no SQLite database.
 */
export async function openSqlite(file: string): Promise<Engine> {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw storeError(error as Fault, file);
  }
  const thread = new Worker(new URL('./sqlite-thread.mjs', import.meta.url), { workerData: { file } });
  const [first] = (await once(thread, 'message')) as [{ opened: true } | { failed: Fault }];
  if ('opened' in first) return new SqliteEngine(file, thread);
  await thread.terminate();
  throw storeError(first.failed, file);
}

class SqliteEngine implements Engine {
  readonly kind = 'sqlite';
  readonly #file: string;
  readonly #thread: Worker;
  readonly #turns = new KeyedQueue();
  /** Calls that the thread has not answered, by id. */
  readonly #calls = new Map<number, Call>();
  #waiting: Job[] = [];
  /** Not yet given. */
  #answers: Answer[] = [];
  #lastId = 0;
  #ended: StoreError | null = null;

  constructor(file: string, thread: Worker) {
    this.#file = file;
    this.#thread = thread;
    thread.on('message', (answers: Answer[]) => {
      if (this.#answers.push(...answers) === answers.length) this.#giveSome();
    });
    thread.on('error', (error) => this.#end(`its thread failed (${error.message})`));
    thread.on('exit', () => this.#end('it is closed'));
    thread.unref();
  }

  async read<Row>(query: Query<Row>): Promise<Row[]> {
    const [done] = await this.#call<[Done<Row>]>(false, [query]);
    return done.rows;
  }

  write<const Queries extends readonly Query[]>(...queries: Queries): Promise<AllDone<Queries>> {
    return this.#call(true, queries);
  }

  turnstile(): Query[] {
    // Groups of writes run one at a time, and so do the writes in a group.
    return [];
  }

  exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(key, work);
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    // Behind the writes that are already waiting.
    await this.write();
    this.#thread.ref();
    this.#thread.postMessage('close');
    await once(this.#thread, 'exit');
  }

  #call<Result>(writes: boolean, queries: readonly Query[]): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const id = ++this.#lastId;
      // The process stays for as long as a call is under way.
      if (this.#calls.size === 0) this.#thread.ref();
      this.#calls.set(id, { id, writes, queries, resolve, reject });
      if (this.#waiting.push({ id, writes, queries }) === ENOUGH) this.#send();
      else if (this.#waiting.length === 1) setImmediate(() => this.#send());
    });
  }

  #send(): void {
    if (this.#waiting.length > 0) this.#thread.postMessage(this.#waiting.splice(0));
  }

  /** At least one. */
  #giveSome(): void {
    let end = Number.POSITIVE_INFINITY;
    const giveNext = () => {
      const now = performance.now();
      if (now > end) return;
      end = Math.min(end, now + SLICE);
      this.#give(this.#answers.shift()!);
    };
    for (let n = 0; n < this.#answers.length && n < ENOUGH; n++) setImmediate(giveNext);
    setImmediate(() => this.#answers.length > 0 && this.#giveSome());
  }

  #give(answer: Answer): void {
    const call = this.#calls.get(answer.id);
    if (!call) return;
    this.#calls.delete(answer.id);
    if (this.#calls.size === 0) this.#thread.unref();
    if ('done' in answer) call.resolve(answer.done as never);
    else if ('error' in answer) call.reject(storeError(answer.error, this.#file));
    else call.reject(new Unchanged(call.queries[answer.unchanged]!));
  }

  #end(why: string): void {
    this.#ended ??= new StoreError('unavailable', `The store ${this.#file} cannot be used: ${why}.`);
    for (const { reject } of this.#calls.values()) reject(this.#ended);
    this.#calls.clear();
  }
}

const MENDING: Record<string, string> = {
  SQLITE_BUSY: 'another process uses it: stop that one, or set DATABASE_URL to share a PostgreSQL database',
  SQLITE_FULL: 'the disk is full: free some space',
  SQLITE_READONLY: 'it is read-only: give this user the right to write it and its directory',
  SQLITE_CANTOPEN: 'it cannot be opened: give this user the right to write it and its directory',
  SQLITE_IOERR: 'the disk failed: look at the system log',
};
const BROKEN = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** Says what is wrong with the file, and whether to retry; errors that are not the file's fault say what they said. */
function storeError(fault: Fault, file: string): Error {
  const { code = '', message } = fault;
  const cause = fault instanceof Error ? fault : new Error(`${code} ${message}`.trim());
  const is = (family: string) => code === family || code.startsWith(`${family}_`);
  if (BROKEN.some(is)) {
    return new StoreError('corrupt', `${file} is damaged or no SQLite database: restore it from a backup.`, {
      cause,
    });
  }
  const family = Object.keys(MENDING).find(is);
  if (!family && (code === '' || code.startsWith('SQLITE_'))) return cause;
  const hint = family ? MENDING[family] : message;
  return new StoreError('unavailable', `The store ${file} cannot be used: ${hint}.`, { cause });
}
