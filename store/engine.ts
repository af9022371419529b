/** What the shared SQL asks of an engine: committed reads, durable writes, locks. SQLite and PostgreSQL give it. */

/** A statement with its values. `Row` is what it returns. */
export interface Query<Row = unknown> {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Where it changes fewer rows, nothing of its transaction is left, and {@link Unchanged} says so. */
  readonly atLeast?: number;
  /** Never there: it only tells the compiler what comes back. */
  readonly row?: Row;
}

export interface Done<Row = unknown> {
  rows: Row[];
  /** Rows that were inserted, updated or deleted. */
  changed: number;
}

/** What each of several queries came to. */
export type AllDone<Queries extends readonly Query[]> = {
  [I in keyof Queries]: Queries[I] extends Query<infer Row> ? Done<Row> : never;
};

/** A query of a transaction changed fewer rows than it had to. */
export class Unchanged extends Error {
  override readonly name = 'Unchanged';
  constructor(readonly query: Query) {
    super(`Fewer than ${query.atLeast} rows changed: ${query.sql}`);
  }
}

export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  /** Sees committed data only. */
  read<Row>(query: Query<Row>): Promise<Row[]>;
  /**
   * Runs the queries one after the other in one transaction, read committed or stricter. When the promise resolves
   * their data is durable; when it rejects, nothing is left.
   * @throws Unchanged
   */
  write<const Queries extends readonly Query[]>(...queries: Queries): Promise<AllDone<Queries>>;
  /** Put before others of a transaction: waits for, and until its end holds back, all that begin with the same `name`. */
  turnstile(name: string): Query[];
  /** Runs `work` while nobody else, on any node, runs work under this key. Not reentrant. */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
