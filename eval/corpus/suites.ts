/** Owns reading the texts of all shipped suites, which the corpus must not hold. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readRows } from '../rows.ts';
import type { TestRow } from './rules.ts';

const SUITES = fileURLToPath(new URL('../suites', import.meta.url));
/** Suites that measure the understanding of whole messages; those of entities and conversations may speak as they like. */
const KINDS = ['intent', 'multi', 'retrieval'];

/** The rows of the suites that a line of the corpus would give away. */
export function testRows(): TestRow[] {
  return KINDS.flatMap((kind) =>
    readdirSync(join(SUITES, kind))
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => {
        const rows = readRows(join(SUITES, kind, name), z.looseObject({ text: z.string() }));
        return rows.map(({ text, line }) => ({ text, line, file: name }));
      }),
  );
}
