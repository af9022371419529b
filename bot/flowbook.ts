/** The book of flows: reads the files, keeps every version that a running conversation may still stand on. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json, Store } from '../store/mod.ts';
import type { FlowBook } from './dialog/context.ts';
import type { Text } from './dialog/flow.ts';
import { compileFlow, type Flow, FlowError, parseFlow } from './dialog/program.ts';

const NAMESPACE = 'flow-version';

/** Reads all flow files below a directory. @throws FlowError naming file, step and fault. */
export function loadFlows(dir: string): Flow[] {
  return yamlFiles(dir).map((path) => {
    const source = readFileSync(path, 'utf8');
    const version = createHash('sha256').update(source).digest('hex').slice(0, 16);
    try {
      return parseFlow(parse(source), path, version);
    } catch (error) {
      if (error instanceof FlowError) throw error;
      throw new FlowError(path, '', `is not valid YAML: ${(error as Error).message}`, { cause: error });
    }
  });
}

function yamlFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return yamlFiles(join(dir, entry.name));
    return entry.name.endsWith('.yaml') && entry.name !== 'replies.yaml' ? [join(dir, entry.name)] : [];
  });
}

const replies = z.record(
  z.string(),
  z.union([z.string(), z.strictObject({ text: z.string(), spoken: z.string() })]),
);

/** Reads the common replies. @throws ZodError when the file has another shape. */
export function loadReplies(dir: string): Record<string, Text> {
  return replies.parse(parse(readFileSync(join(dir, 'replies.yaml'), 'utf8')));
}

/**
 * Publishes flows: each version is kept in the store for good, so that a conversation which began in it ends in it,
 * also after a restart with newer files.
 */
export async function publishFlows(flows: readonly Flow[], store: Store): Promise<FlowBook> {
  const versions = new Map<string, Flow>();
  for (const { key, value } of await store.list(NAMESPACE)) {
    const { spec } = value as { spec: unknown };
    const [id, version] = key.split('@') as [string, string];
    versions.set(key, compileFlow(spec as Parameters<typeof compileFlow>[0], version));
    if (!id) throw new Error(`the store holds a flow version without a name: ${key}`);
  }
  for (const flow of flows) {
    const key = `${flow.id}@${flow.version}`;
    if (!versions.has(key)) await store.putIfAbsent(NAMESPACE, key, { spec: flow.spec as unknown as Json });
    versions.set(key, flow);
  }
  return bookOf(flows, versions);
}

/** A book of just these flows, kept nowhere: for tests and for evaluation. */
export function bookOf(
  flows: readonly Flow[],
  versions = new Map(flows.map((f) => [`${f.id}@${f.version}`, f])),
): FlowBook {
  const latest = new Map(flows.map((f) => [f.id, f]));
  const byIntent = new Map(flows.flatMap((f) => f.triggers.map((intent) => [intent, f] as const)));
  return {
    latest: (id) => latest.get(id) ?? null,
    version: (id, version) => versions.get(`${id}@${version}`) ?? null,
    byIntent: (intent) => byIntent.get(intent) ?? null,
  };
}
