/** Queries that kysely builds and compiles once and that then run with other values: compiling costs more than running. */
import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Engine, Query } from './engine.ts';
import type { Schema } from './schema.ts';

/** Builds queries; it runs none. */
export type Builder = Kysely<Schema>;

/** The builder for an engine's dialect. */
export function builderFor(kind: Engine['kind']): Builder {
  const createDriver = () => new DummyDriver();
  const dialect =
    kind === 'sqlite'
      ? {
          createDriver,
          createAdapter: () => new SqliteAdapter(),
          createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
          createQueryCompiler: () => new SqliteQueryCompiler(),
        }
      : {
          createDriver,
          createAdapter: () => new PostgresAdapter(),
          createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
          createQueryCompiler: () => new PostgresQueryCompiler(),
        };
  return new Kysely<Schema>({ dialect });
}

/** Stands in the compiled query where a value of a row belongs. */
class Hole {
  constructor(
    readonly row: number,
    readonly column: string,
  ) {}
}

/**
 * A query over one or more rows of values. `build` is called once for each number of rows, with holes in place of
 * values, so it must use every value as a parameter and must not look into it.
 */
export function prepared<Row extends object, Result>(
  build: (...rows: Row[]) => Compilable<Result>,
): (...rows: Row[]) => Query<Result> {
  const compiled = new Map<number, Query<Result>>();
  return (...rows) => {
    let query = compiled.get(rows.length);
    if (!query) {
      const { sql, parameters } = build(...rows.map((_, i) => holes<Row>(i))).compile();
      query = { sql, parameters };
      compiled.set(rows.length, query);
    }
    return { sql: query.sql, parameters: query.parameters.map((value) => fill(value, rows)) };
  };
}

function holes<Row extends object>(row: number): Row {
  return new Proxy({} as Row, { get: (_, column) => new Hole(row, String(column)) });
}

function fill(value: unknown, rows: object[]): unknown {
  return value instanceof Hole ? (rows[value.row] as Record<string, unknown>)[value.column] : value;
}
