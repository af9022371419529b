/** Owns the reading of test files with one JSON object a line. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadFile } from './bad-file.ts';

/** Where a row stands in its file, counted from 1. */
export interface Located {
  line: number;
}

/** Text of a file in UTF-8, without byte-order mark. @throws BadFile when it is missing, a directory or not UTF-8. */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new BadFile(file, null, 'there is no such file');
    if (code === 'EISDIR') throw new BadFile(file, null, 'is a directory, a file is wanted');
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new BadFile(file, null, 'is not UTF-8; save it as UTF-8');
    throw error;
  }
}

/**
 * The rows of a JSONL file; empty lines are passed over, keys that the schema does not name pass through.
 * @throws BadFile naming the line: no JSON, another shape than `schema`, or a file without rows.
 */
export function readRows<S extends z.ZodType<object>>(file: string, schema: S): (z.infer<S> & Located)[] {
  return parseRows(file, readText(file), schema);
}

export function parseRows<S extends z.ZodType<object>>(
  file: string,
  content: string,
  schema: S,
): (z.infer<S> & Located)[] {
  const rows = content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((text, i) =>
      text.trim() === '' ? [] : [{ ...parseRow(file, i + 1, text, schema), line: i + 1 }],
    );
  if (rows.length === 0) throw new BadFile(file, null, 'holds no rows; one JSON object a line is wanted');
  return rows;
}

function parseRow<S extends z.ZodType<object>>(
  file: string,
  line: number,
  text: string,
  schema: S,
): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadFile(file, line, `is not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BadFile(file, line, reasons(result.error).join('; '));
}

/** What is wrong with a value, one sentence for each fault: `intent: …`. */
export function reasons(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => {
    const plain = message.replace(
      /^Invalid input: expected (\w+), received undefined$/,
      'is missing, a $1 is wanted',
    );
    return path.length === 0 ? plain : `${path.join('.')}: ${plain}`;
  });
}

/** An id out of a closed list; the message names the nearest that exists. */
export function oneOf(ids: readonly string[], what: string): z.ZodType<string> {
  const known = new Set(ids);
  return z.string().superRefine((id, context) => {
    if (known.has(id)) return;
    const near = nearest(id, ids);
    context.addIssue({
      code: 'custom',
      message: `no ${what} is called “${id}”${near ? `; did you mean “${near}”?` : ''}`,
    });
  });
}

/** The id with which most character pairs are shared, if it is at all alike. */
function nearest(id: string, ids: readonly string[]): string | undefined {
  const pairs = (s: string) => new Set(Array.from({ length: s.length - 1 }, (_, i) => s.slice(i, i + 2)));
  const own = pairs(id);
  const alike = (other: string) => {
    const theirs = pairs(other);
    return (2 * [...own].filter((p) => theirs.has(p)).length) / (own.size + theirs.size);
  };
  const best = ids.reduce<[string, number]>(
    (top, other) => (alike(other) > top[1] ? [other, alike(other)] : top),
    ['', 0.4],
  );
  return best[0] || undefined;
}
