/** Puts a robot together from the shipped flows, replies and intents and the given store, understanding and backends. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { createActions } from './actions/registry.ts';
import type { Backends } from './backends/ports.ts';
import type { IntentInfo } from './dialog/context.ts';
import { loadFlows, loadReplies, publishFlows } from './flowbook.ts';
import { createRobot, type RobotParts, type RunningRobot } from './robot.ts';

const FLOWS_DIR = new URL('./flows/', import.meta.url).pathname;
const INTENTS_FILE = new URL('../nlu/intents.yaml', import.meta.url).pathname;

export type Assembly = Omit<RobotParts, 'actions' | 'flows' | 'replies' | 'intents'> & { backends: Backends };

/** @throws FlowError when a flow file is not sound. */
export async function assembleRobot({ backends, ...parts }: Assembly): Promise<RunningRobot> {
  return createRobot({
    ...parts,
    actions: createActions(backends),
    flows: await publishFlows(loadFlows(FLOWS_DIR), parts.store),
    replies: loadReplies(FLOWS_DIR),
    intents: loadIntents(INTENTS_FILE),
  });
}

const intentRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['query', 'guide', 'action', 'faq', 'act']),
  urgent: z.boolean().default(false),
});

/** The taxonomy as the dialog needs it. @throws ZodError when the file has another shape. */
export function loadIntents(file = INTENTS_FILE): Map<string, IntentInfo> {
  const rows = z.array(intentRow).parse(parse(readFileSync(file, 'utf8')));
  return new Map(rows.map((row) => [row.id, row]));
}
