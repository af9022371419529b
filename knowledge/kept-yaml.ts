/** What YAML texts say, kept between starts under the texts' digests: reading them costs ten times their checks. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { readKept, writeKept } from './kept-file.ts';

/** Reads a YAML text. @throws YAMLParseError when it is none */
export type ReadYaml = (text: string) => unknown;

/** Another version of the reader may read otherwise. */
const READER: string = createRequire(import.meta.url)('yaml/package.json').version;

/**
 * Reads YAML as the last start did.
 * @param file where it is kept; one that is not there, damaged or of another reader counts as empty
 */
export function keptYaml(file: string): { read: ReadYaml; keep(): void } {
  const kept = new Map(Object.entries((readKept(file, READER) ?? {}) as Record<string, unknown>));
  const said = new Map<string, unknown>();
  return {
    read(text) {
      const digest = createHash('sha256').update(text).digest('base64');
      const value = kept.has(digest) ? kept.get(digest) : parse(text);
      said.set(digest, value);
      return value;
    },
    /** Keeps what was read, and nothing of before that was not. */
    keep() {
      const same = said.size === kept.size && [...said.keys()].every((digest) => kept.has(digest));
      if (!same) writeKept(file, READER, Object.fromEntries([...said].filter(([, value]) => isJson(value))));
    },
  };
}

/** Whether JSON says the same: it has no infinity, for one. */
function isJson(value: unknown): boolean {
  const text = JSON.stringify(value) as string | undefined;
  return text !== undefined && isDeepStrictEqual(JSON.parse(text), value);
}
