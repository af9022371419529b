/** Queries that kysely builds and compiles once and that then run with other values: compiling costs more than running. */
import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import type { Database } from './engine.ts';

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
): (db: Database, ...rows: Row[]) => Promise<QueryResult<Result>> {
  const compiled = new Map<number, CompiledQuery<Result>>();
  return (db, ...rows) => {
    let query = compiled.get(rows.length);
    if (!query) {
      query = build(...rows.map((_, i) => holes<Row>(i))).compile();
      compiled.set(rows.length, query);
    }
    return db.executeQuery({ ...query, parameters: query.parameters.map((value) => fill(value, rows)) });
  };
}

function holes<Row extends object>(row: number): Row {
  return new Proxy({} as Row, { get: (_, column) => new Hole(row, String(column)) });
}

function fill(value: unknown, rows: object[]): unknown {
  return value instanceof Hole ? (rows[value.row] as Record<string, unknown>)[value.column] : value;
}
