/** Owns the playing of conversation suites: each conversation on a fresh stage, each turn checked. */
import type {
  IncomingMessage,
  OutboundCall,
  Reply,
  ReplyOption,
  TurnInput,
  TurnResult,
} from '../../bot/mod.ts';
import { type LatencyUs, latencyUs } from '../metrics/latency.ts';
import { timed } from '../stopwatch.ts';
import type { SuiteConversation, SuiteTurn } from '../suite.ts';
import { faultsOf } from './dialog-checks.ts';
import { rendered } from './dialog-render.ts';

export interface FlowStep {
  flow: string;
  node: string;
}

/** What a conversation asks of the stage before it begins. */
export interface Scene {
  now: Date;
  deskOpen: boolean;
  sandbox?: SuiteConversation['sandbox'];
  /** The account that an outbound call is about. */
  callee: string | null;
}

/** One conversation's robot: its own store and sandbox, the clock standing still. */
export interface Stage {
  receive(message: IncomingMessage): Promise<TurnResult>;
  /** The number that an outbound call reaches: the one on record. */
  dialled: string | undefined;
  /** From now on just these ports or methods of the sandbox fail. */
  fail(faults: SuiteConversation['faults']): void;
  /** Money arrives at an account: bills are paid, a prepaid balance grows. */
  pay(account: string, yuan: number): void;
  /** Every step that a flow has performed so far. */
  steps(): Promise<FlowStep[]>;
  close(): Promise<void>;
}

/** Where suites are played. */
export interface Theatre {
  now: Date;
  /** Every step of every flow: what coverage is a share of. */
  flows: readonly FlowStep[];
  open(scene: Scene): Promise<Stage>;
}

interface DialogFailure {
  name: string;
  /** Counted from 1. */
  turn: number;
  why: string;
  file: string;
  line: number;
  /** What was said until then, for people to read. */
  transcript: TranscriptTurn[];
}

interface TranscriptTurn {
  customer: string;
  robot: string;
}

export interface DialogResult {
  conversations: number;
  passed: number;
  /** The first turn that fails of each conversation that does; it is not played any further. */
  failed: DialogFailure[];
  /** Turns played. */
  turns: number;
  coverage: {
    /** Share of each flow's steps that were visited, by flow. */
    flows: Record<string, number>;
    /** Share of the steps of all flows. */
    steps: number;
    /** Steps that no conversation reaches, by flow. */
    unvisited: Record<string, string[]>;
  };
  latencyUs: LatencyUs;
}

interface Played {
  failure: DialogFailure | null;
  times: number[];
  steps: FlowStep[];
}

export async function playSuite(
  suite: readonly SuiteConversation[],
  theatre: Theatre,
): Promise<DialogResult> {
  const played: Played[] = [];
  for (const conversation of suite) {
    const { now = theatre.now, deskOpen, sandbox, user } = conversation;
    const stage = await theatre.open({ now, deskOpen, sandbox, callee: user.account ?? null });
    try {
      played.push(await play(conversation, stage, now, played.length + 1));
    } finally {
      await stage.close();
    }
  }
  const failed = played.flatMap((p) => p.failure ?? []);
  const times = played.flatMap((p) => p.times);
  return {
    conversations: suite.length,
    passed: suite.length - failed.length,
    failed,
    turns: times.length,
    coverage: coverageOf(
      theatre.flows,
      played.flatMap((p) => p.steps),
    ),
    latencyUs: latencyUs(times),
  };
}

async function play(conversation: SuiteConversation, stage: Stage, now: Date, id: number): Promise<Played> {
  const { name, file, line, channel, user } = conversation;
  const times: number[] = [];
  const transcript: TranscriptTurn[] = [];
  const calledSoFar = new Set<string>();
  let options: readonly ReplyOption[] = [];
  let failure: DialogFailure | null = null;
  stage.fail(conversation.faults);
  for (const [index, turn] of conversation.turns.entries()) {
    const message: IncomingMessage = {
      id: `turn-${index + 1}`,
      conversationId: `suite-${id}`,
      channel,
      user: {
        id: `customer-${id}`,
        phone: user.phone ?? stage.dialled,
        bound: user.bound,
        verified: user.verified,
        call: callOf(user),
      },
      input: inputOf(turn, options),
      at: now,
    };
    if (turn.faults) stage.fail(turn.faults);
    for (const [account, yuan] of Object.entries(turn.paid ?? {})) stage.pay(account, yuan);
    const answer = await timed(() => stage.receive(message)).catch((error: unknown) => error as Error);
    const faults = answer instanceof Error ? [`the robot failed: ${answer.message}`] : [];
    if (!(answer instanceof Error)) {
      const result = answer.value;
      times.push(answer.ms);
      for (const action of result.called) calledSoFar.add(action);
      const said = rendered(result.replies, channel);
      transcript.push({ customer: wordsOf(turn), robot: said });
      faults.push(...faultsOf(turn, { result, said, calledSoFar }));
      options = optionsOf(result.replies) ?? options;
    }
    if (faults.length === 0) continue;
    failure = { name, turn: index + 1, why: faults.join('; '), file, line, transcript };
    break;
  }
  return { failure, times, steps: await stage.steps() };
}

function callOf({ campaign, account }: SuiteConversation['user']): OutboundCall | undefined {
  return campaign && account ? { campaign, account } : undefined;
}

function optionsOf(replies: readonly Reply[]): ReplyOption[] | undefined {
  return replies.length > 0 ? replies.flatMap((r) => r.options ?? []) : undefined;
}

/** A button is pressed by its label or its value; one that is not shown is sent as it is called, as an old button would be. */
function inputOf(turn: SuiteTurn, options: readonly ReplyOption[]): TurnInput {
  const { user, key, choice, event, image, location } = turn;
  if (user !== undefined) return { kind: 'text', text: user };
  if (key !== undefined) return { kind: 'key', keys: key };
  if (event !== undefined) return { kind: 'event', name: event };
  if (image !== undefined) {
    return {
      kind: 'image',
      name: image,
      url: `suite://${encodeURIComponent(image)}`,
      contentType: 'image/jpeg',
    };
  }
  if (location !== undefined) return { kind: 'location', ...location };
  const button = options.find((o) => o.label === choice) ?? options.find((o) => o.value === choice);
  return { kind: 'choice', value: button?.value ?? choice!, label: button?.label ?? choice! };
}

function wordsOf({ user, key, choice, event, image, location }: SuiteTurn): string {
  return (
    user ?? choice ?? (key && `[key ${key}]`) ?? (event && `[${event}]`) ?? image ?? location?.label ?? ''
  );
}

function coverageOf(all: readonly FlowStep[], visited: readonly FlowStep[]): DialogResult['coverage'] {
  const key = ({ flow, node }: FlowStep) => `${flow}\n${node}`;
  const seen = new Set(visited.map(key));
  const flows: Record<string, number> = {};
  const unvisited: Record<string, string[]> = {};
  for (const flow of new Set(all.map((s) => s.flow))) {
    const steps = all.filter((s) => s.flow === flow);
    const missed = steps.filter((s) => !seen.has(key(s))).map((s) => s.node);
    flows[flow] = (steps.length - missed.length) / steps.length;
    if (missed.length > 0) unvisited[flow] = missed;
  }
  return { flows, steps: all.filter((s) => seen.has(key(s))).length / all.length, unvisited };
}
