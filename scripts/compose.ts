/** The composition root's inner part: a robot with its store, understanding, knowledge and the sandbox utility. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleRobot } from '../bot/assemble.ts';
import { httpBackends } from '../bot/backends/http/adapter.ts';
import { Sandbox } from '../bot/backends/sandbox/sandbox.ts';
import { type DeskHours, type RunningRobot, storeDesk, type TurnReport } from '../bot/mod.ts';
import { readRelease } from '../bot/release.ts';
import { keptYaml } from '../knowledge/kept-yaml.ts';
import { createFacts, type Knowledge, openKnowledge } from '../knowledge/mod.ts';
import { ensureModel, loadUnderstander, type Understander } from '../nlu/mod.ts';
import { openStore, type Store } from '../store/mod.ts';
import { encoderIn } from './encoder.ts';

export interface BuildOptions {
  /** Where the embedded store lives; absent = a temporary directory that goes with the robot. */
  dataDir?: string | undefined;
  databaseUrl?: string | undefined;
  modelDir?: string | undefined;
  /** A Hugging Face directory of a BERT encoder that the model reads with; absent = none. */
  encoderDir?: string | undefined;
  /** The release of flows that is published; absent = the shipped one. */
  flowsDir?: string | undefined;
  /** ISO time that freezes the sandbox's clock; absent = the sandbox's dates are shifted to the real now. */
  sandboxNow?: string | undefined;
  /** The utility's middleware; absent = the sandbox utility. */
  backend?: { baseUrl: string; token?: string | undefined } | undefined;
  /** When agents sit at the desk; absent = always. */
  deskHours?: DeskHours | undefined;
  maxWaiting?: number;
  report?: (turn: TurnReport) => void;
  onError?: (error: unknown, conversationId: string) => void;
}

export interface Built {
  robot: RunningRobot;
  store: Store;
  sandbox: Sandbox;
  knowledge: Knowledge;
  understander: Understander;
  clock: () => Date;
  close(): Promise<void>;
}

/**
 * Builds everything that a channel needs; trains the model first when there is none for this corpus.
 * @throws ReleaseRefused before anything is trained, opened or stored.
 */
export async function buildRobot(options: BuildOptions = {}): Promise<Built> {
  const modelDir = options.modelDir ?? './.model';
  const yaml = keptYaml(join(modelDir, 'yaml.json'));
  const release = readRelease(options.flowsDir, yaml.read);
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'robot-'));
  mkdirSync(dataDir, { recursive: true });
  const encoder = await encoderIn(options.encoderDir);
  await ensureModel(modelDir, undefined, encoder);
  const clock = options.sandboxNow ? frozen(options.sandboxNow) : () => new Date();
  const store = await openStore({
    ...(options.databaseUrl ? { databaseUrl: options.databaseUrl } : {}),
    dataDir,
  });
  const understander = await loadUnderstander(modelDir, encoder);
  const sandbox = await Sandbox.open({
    clock,
    shift: !options.sandboxNow,
    journal: join(dataDir, 'sandbox.jsonl'),
  });
  const knowledge = await openKnowledge({
    understander,
    facts: (at) => createFacts(sandbox.tariffDocument, at),
    region: sandbox.region,
    clock,
    yaml: yaml.read,
    keep: {
      file: join(modelDir, 'knowledge.json'),
      model: readFileSync(join(modelDir, 'manifest.json'), 'utf8'),
    },
  });
  yaml.keep();
  const { maxWaiting = 0, report = () => {}, onError = () => {} } = options;
  const utility = options.backend ? httpBackends(options.backend) : sandbox.backends;
  const robot = await assembleRobot({
    release,
    store,
    understander,
    knowledge,
    backends: { ...utility, desk: storeDesk(store, clock, options.deskHours ?? null) },
    clock,
    wallClock: () => new Date(),
    maxWaiting,
    report,
    onError,
  });
  return { robot, store, sandbox, knowledge, understander, clock, close };

  async function close(): Promise<void> {
    await store.close();
    sandbox.close();
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
  }
}

function frozen(iso: string): () => Date {
  const at = new Date(iso);
  return () => at;
}
