/** A release of flows: a directory of flow files and common replies, read and checked as a whole before any is published. */
import { basename } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ReadYaml } from '../knowledge/kept-yaml.ts';
import { loadTopics } from '../knowledge/topics.ts';
import { actionSpecs } from './actions/registry.ts';
import { checkFlows } from './dialog/check.ts';
import type { Text } from './dialog/flow.ts';
import { type Flow, FlowError } from './dialog/program.ts';
import { flowFiles, loadReplies, readFlow } from './flowbook.ts';
import { loadIntents } from './intents.ts';

/** The flows that come with the product. */
export const SHIPPED_FLOWS = new URL('./flows/', import.meta.url).pathname;

/** Flows that the engine begins by itself, whatever the customer says. */
const ENGINE_FLOWS = [
  'pattern-identify',
  'pattern-choose-account',
  'pattern-welcome',
  'pattern-cannot-handle',
  'pattern-out-of-scope',
  'pattern-image',
  'pattern-callback',
  'chat-bye',
  'service-human',
];

export interface Release {
  flows: Flow[];
  replies: Record<string, Text>;
}

/** One fault of a release: the file, the place in it, the rule, what is wrong and how to mend it. */
export interface Fault {
  file: string;
  step: string;
  rule: string;
  message: string;
}

/** A release that may not be published; its message lists every fault on a line of its own. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused';
  constructor(
    dir: string,
    readonly faults: readonly Fault[],
  ) {
    super(
      [
        `the flows of ${dir} are not sound; nothing was published:`,
        ...faults.map(({ file, step, rule, message }) => `${file} › ${step} [${rule}] ${message}`),
      ].join('\n'),
    );
  }
}

/**
 * Reads and checks a release.
 * @param yaml how its files are read, if not as YAML always is
 * @throws ReleaseRefused with all of its faults
 */
export function readRelease(dir: string = SHIPPED_FLOWS, yaml: ReadYaml = parse): Release {
  const faults: Fault[] = [];
  const read = <T>(file: string, parse: () => T): T | null => {
    try {
      return parse();
    } catch (error) {
      faults.push(unreadable(file, error));
      return null;
    }
  };
  const files = read(dir, () => flowFiles(dir)) ?? [];
  const flows = files.flatMap((path) => read(path, () => readFlow(path, yaml)) ?? []);
  const replies = read(`${dir}/replies.yaml`, () => loadReplies(dir, yaml));
  // What else is wrong can only be told when all can be read: a link to an unreadable flow is no fault of the link.
  if (faults.length || !replies) throw new ReleaseRefused(dir, faults);
  const fileOf = new Map(flows.map((flow, i) => [flow.id, files[i]!]));
  faults.push(
    ...misnamed(flows, files),
    ...missing(dir, flows, replies, yaml),
    ...checkFlows(flows, {
      actions: actionSpecs(),
      topics: new Set(loadTopics(undefined, yaml).keys()),
      intents: new Set(loadIntents().keys()),
    }).map(({ flow, ...finding }) => ({ file: fileOf.get(flow)!, ...finding })),
  );
  if (faults.length) throw new ReleaseRefused(dir, faults);
  return { flows, replies };
}

/** A file is named after its flow, so that no flow can be there twice. */
function misnamed(flows: readonly Flow[], files: readonly string[]): Fault[] {
  return flows.flatMap(({ id }, i) => {
    const file = files[i]!;
    if (basename(file) === `${id}.yaml` && files.findIndex((f) => basename(f) === basename(file)) === i)
      return [];
    const message = `this file holds the flow "${id}"; a flow lies once, in a file of its name: ${id}.yaml`;
    return [{ file, step: 'id', rule: 'misnamed', message }];
  });
}

/** What the engine itself counts on: its own flows, and the common replies by name. */
function missing(
  dir: string,
  flows: readonly Flow[],
  replies: Readonly<Record<string, Text>>,
  yaml: ReadYaml,
): Fault[] {
  const fault = (file: string, name: string, message: string) => ({
    file: `${dir}/${file}`,
    step: name,
    rule: 'missing',
    message,
  });
  return [
    ...ENGINE_FLOWS.filter((id) => !flows.some((f) => f.id === id)).map((id) =>
      fault(`${id}.yaml`, id, 'the engine begins this flow by itself; copy it from the shipped flows'),
    ),
    ...Object.keys(loadReplies(SHIPPED_FLOWS, yaml))
      .filter((name) => !(name in replies))
      .map((name) =>
        fault('replies.yaml', name, 'the engine says this; copy it from the shipped replies.yaml'),
      ),
  ];
}

function unreadable(file: string, error: unknown): Fault {
  const step = error instanceof FlowError && error.step ? error.step : 'the whole file';
  return { file, step, rule: 'unreadable', message: reasonOf(error) };
}

function reasonOf(error: unknown): string {
  if (error instanceof FlowError) return error.message.slice(error.message.indexOf(': ') + 2);
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return (error as Error).message;
}
