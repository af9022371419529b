/** The book of flows: reads the files, keeps every version that a running conversation may still stand on. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ReadYaml } from '../knowledge/kept-yaml.ts';
import type { Json, Store } from '../store/mod.ts';
import type { FlowBook } from './dialog/context.ts';
import { flowSchema, type Text } from './dialog/flow.ts';
import { compileFlow, type Flow, FlowError, parseFlow } from './dialog/program.ts';

const NAMESPACE = 'flow-version';

/** Reads all flow files below a directory. @throws FlowError naming file, step and fault. */
export function loadFlows(dir: string): Flow[] {
  return flowFiles(dir).map((path) => readFlow(path));
}

/** Reads one flow file. @throws FlowError naming file, step and fault. */
export function readFlow(path: string, read: ReadYaml = parse): Flow {
  const source = readFileSync(path, 'utf8');
  try {
    return parseFlow(read(source), path, digest(source));
  } catch (error) {
    if (error instanceof FlowError) throw error;
    throw new FlowError(path, '', `is not valid YAML: ${(error as Error).message}`, { cause: error });
  }
}

/** Paths of the flow files below a directory. */
export function flowFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return flowFiles(join(dir, entry.name));
    return entry.name.endsWith('.yaml') && entry.name !== 'replies.yaml' ? [join(dir, entry.name)] : [];
  });
}

const replies = z.record(
  z.string(),
  z.union([z.string(), z.strictObject({ text: z.string(), spoken: z.string() })]),
);

/** Reads the common replies. @throws ZodError when the file has another shape. */
export function loadReplies(dir: string, read: ReadYaml = parse): Record<string, Text> {
  return replies.parse(read(readFileSync(join(dir, 'replies.yaml'), 'utf8')));
}

const stored = z.object({
  spec: flowSchema,
  /** Exact versions of the flows it links, by id; releases before parts were pinned have none. */
  parts: z.record(z.string(), z.string()).default({}),
});

/**
 * Publishes flows: each version is kept in the store for good, so that a conversation which began in it ends in it,
 * also after a restart with newer files, and with the parts that it linked then.
 */
export async function publishFlows(flows: readonly Flow[], store: Store): Promise<FlowBook> {
  const kept = new Map((await store.list(NAMESPACE)).map(({ key, value }) => [key, value]));
  const published = pinParts(flows);
  const fresh = published.filter(({ flow }) => !kept.has(keyOf(flow)));
  // Together, since the store writes what comes together at once.
  await Promise.all(
    fresh.map(({ flow, parts }) =>
      store.putIfAbsent(NAMESPACE, keyOf(flow), { spec: flow.spec as unknown as Json, parts }),
    ),
  );
  const current = published.map((p) => p.flow);
  return bookOf(current, onDemand(kept));
}

const keyOf = ({ id, version }: Pick<Flow, 'id' | 'version'>) => `${id}@${version}`;

/** Older versions become flows when a conversation turns out to stand on them: there may be very many. */
function onDemand(kept: ReadonlyMap<string, Json>): (key: string) => Flow | null {
  const revived = new Map<string, Flow>();
  return (key) => {
    const value = kept.get(key);
    if (value === undefined) return null;
    if (!revived.has(key)) revived.set(key, revive(key, value));
    return revived.get(key)!;
  };
}

function revive(key: string, value: Json): Flow {
  const read = stored.safeParse(value);
  if (!read.success)
    throw new Error(
      `this release cannot read the flow version ${key}, on which a conversation runs; go back to the release before it (${z.prettifyError(read.error)})`,
    );
  return withParts(compileFlow(read.data.spec, key.split('@')[1]!), read.data.parts);
}

interface Published {
  flow: Flow;
  parts: Record<string, string>;
}

/** Names for each flow the exact versions of its parts, as a lock file does: a changed part makes a new version of its whole. */
function pinParts(flows: readonly Flow[]): Published[] {
  const byId = new Map(flows.map((f) => [f.id, f]));
  const done = new Map<string, Published>();
  const pin = (flow: Flow): Published => {
    const known = done.get(flow.id);
    if (known) return known;
    const links = [...flow.nodes.values()].flatMap((n) => (n.kind === 'link' ? [n.spec.link] : []));
    const parts: Record<string, string> = {};
    for (const id of [...new Set(links)].sort()) parts[id] = pin(byId.get(id)!).flow.version;
    const version = links.length ? digest(flow.version + JSON.stringify(parts)) : flow.version;
    const published = { flow: withParts({ ...flow, version }, parts), parts };
    done.set(flow.id, published);
    return published;
  };
  return flows.map(pin);
}

/** The flow with each link to a pinned part naming it exactly: `id@version`. */
function withParts(flow: Flow, parts: Readonly<Record<string, string>>): Flow {
  const nodes = new Map(flow.nodes);
  for (const [id, node] of nodes) {
    if (node.kind !== 'link' || !parts[node.spec.link]) continue;
    const link = `${node.spec.link}@${parts[node.spec.link]}`;
    nodes.set(id, { ...node, spec: { ...node.spec, link } });
  }
  return { ...flow, nodes };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * A book of just these flows, kept nowhere: for tests and for evaluation.
 * @param older finds superseded versions by `id@version`
 */
export function bookOf(flows: readonly Flow[], older: (key: string) => Flow | null = () => null): FlowBook {
  const latest = new Map(flows.map((f) => [f.id, f]));
  const exact = new Map(flows.map((f) => [keyOf(f), f]));
  const byIntent = new Map(flows.flatMap((f) => f.triggers.map((intent) => [intent, f] as const)));
  const version = (key: string) => exact.get(key) ?? older(key);
  return {
    // Published flows link their parts by exact version.
    latest: (id) => latest.get(id) ?? version(id),
    version: (id, number) => version(`${id}@${number}`),
    byIntent: (intent) => byIntent.get(intent) ?? null,
  };
}
