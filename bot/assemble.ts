/** Puts a robot together from a release of flows, the intents and the given store, understanding and backends. */
import { createActions } from './actions/registry.ts';
import type { Backends } from './backends/ports.ts';
import { publishFlows } from './flowbook.ts';
import { loadIntents } from './intents.ts';
import { type Release, readRelease } from './release.ts';
import { createRobot, type RobotParts, type RunningRobot } from './robot.ts';

export { loadIntents };

export type Assembly = Omit<RobotParts, 'actions' | 'flows' | 'replies' | 'intents'> & {
  backends: Backends;
  /** Absent = the flows that come with the product. */
  release?: Release;
};

/** @throws ReleaseRefused when a shipped flow file is not sound. */
export async function assembleRobot({
  backends,
  release = readRelease(),
  ...parts
}: Assembly): Promise<RunningRobot> {
  return createRobot({
    ...parts,
    actions: createActions(backends),
    flows: await publishFlows(release.flows, parts.store),
    replies: release.replies,
    intents: loadIntents(),
  });
}
