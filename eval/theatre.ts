/** Owns the stage on which conversations are played: the real robot on a fresh store and a fresh sandbox. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createActions } from '../bot/actions/registry.ts';
import { loadIntents } from '../bot/assemble.ts';
import type { Backends } from '../bot/backends/ports.ts';
import { Sandbox } from '../bot/backends/sandbox/sandbox.ts';
import { bookOf, createRobot, loadFlows, loadReplies } from '../bot/mod.ts';
import type { Knowledge } from '../knowledge/mod.ts';
import type { Understander } from '../nlu/mod.ts';
import { openStore } from '../store/mod.ts';
import type { FlowStep, Scene, Stage, Theatre } from './kinds/dialog.ts';
import { changedSandbox } from './sandbox-change.ts';

const FLOWS = fileURLToPath(new URL('../bot/flows', import.meta.url));

/** Everything that conversations share is read once; each gets a store and a sandbox of its own, the clock at `now`. */
export function openTheatre({
  understander,
  knowledge,
  now,
}: {
  understander: Understander;
  knowledge: Knowledge;
  now: Date;
}): Theatre {
  const loaded = loadFlows(FLOWS);
  const shared = {
    understander,
    knowledge,
    flows: bookOf(loaded),
    replies: loadReplies(FLOWS),
    intents: loadIntents(),
  };
  return {
    now,
    flows: loaded.flatMap((flow) => [...flow.nodes.keys()].map((node) => ({ flow: flow.id, node }))),
    open: async (scene) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'conversation-'));
      const store = await openStore({ dataDir });
      const clock = () => scene.now;
      const sandbox = new Sandbox({
        clock,
        shift: false,
        data: scene.sandbox && changedSandbox(scene.sandbox),
      });
      const actions = createActions(backendsFor(scene, sandbox.backends));
      const robot = createRobot({ ...shared, store, actions, clock });
      const conversations = new Set<string>();
      return {
        dialled: await phoneOf(scene.callee, sandbox.backends),
        fail: (faults) => {
          sandbox.faults.clear();
          for (const [name, kind] of Object.entries(faults)) sandbox.faults.set(name, { kind });
        },
        pay: (account, yuan) => sandbox.settle(account, Math.round(yuan * 100)),
        receive: (message) => {
          conversations.add(message.conversationId);
          return robot.receive(message);
        },
        steps: async () => {
          const events = await Promise.all([...conversations].map((id) => store.events(id)));
          return events
            .flat()
            .flatMap(({ type, data }) => (type === 'step' ? [data as unknown as FlowStep] : []));
        },
        close: async () => {
          await store.close();
          rmSync(dataDir, { recursive: true, force: true });
        },
      } satisfies Stage;
    },
  };
}

function backendsFor({ deskOpen }: Scene, backends: Backends): Backends {
  if (deskOpen) return backends;
  return { ...backends, desk: { request: async () => ({ open: false, waiting: 0, waitMinutes: 1 }) } };
}

async function phoneOf(callee: string | null, { marketing }: Backends): Promise<string | undefined> {
  return callee === null ? undefined : (await marketing.customer({ account: callee }))?.phone;
}
