/** For the laws: every place at which the shipped flows wait for a customer, found by answering them in every fitting way. */
import { createActions } from './actions/registry.ts';
import { Sandbox } from './backends/sandbox/sandbox.ts';
import type { DialogContext, DialogEvent, LogEvent } from './dialog/context.ts';
import { step } from './dialog/engine.ts';
import type { SlotSpec, SlotType } from './dialog/flow.ts';
import type { Node } from './dialog/program.ts';
import { type ConversationState, newState, type PendingCall } from './dialog/state.ts';
import { type Meaning, understood } from './dialog/testing.ts';
import { bookOf, loadFlows, loadReplies } from './flowbook.ts';
import { loadIntents } from './intents.ts';
import type { Reply, TurnInput } from './types.ts';

const NOW = new Date('2026-11-21T10:00:00+08:00');
const clock = () => NOW;
const FLOWS_DIR = new URL('./flows/', import.meta.url).pathname;
const utility = () => new Sandbox({ clock, shift: false });

export const flows = loadFlows(FLOWS_DIR);
const byId = new Map(flows.map((f) => [f.id, f]));
export const businessFlows = flows.filter((f) => !f.pattern && f.triggers.length);
export const intents = loadIntents();
/** Each question of the knowledge base is answered by an article named after its intent. */
export const context: DialogContext = {
  flows: bookOf(flows),
  actions: createActions(utility().backends),
  replies: loadReplies(FLOWS_DIR),
  intents,
  article: (topic) => ({
    topic,
    version: 1,
    text: `关于${topic}的文章。`,
    spoken: '这是一篇文章。',
    source: [],
    sourceLine: '',
    flow: null,
    offer: null,
  }),
  articleIntent: (topic) => topic,
  searchThreshold: 0.5,
  now: '2026-11-21T10:00:00+08:00',
};

/** Somebody who talks, what the channel knows of them, and what they answer when asked who they are. */
interface Person {
  bound: string[];
  verified: boolean;
  account: string;
  proof: string;
}

const PEOPLE: readonly Person[] = [
  { bound: [], verified: false, account: '3201000000017', proof: '1234' },
  { bound: ['3201000000116'], verified: false, account: '3201000000116', proof: '246810' },
  { bound: ['3201000000033'], verified: true, account: '3201000000033', proof: '246810' },
  { bound: ['3201000000041', '3201000000140'], verified: true, account: '3201000000041', proof: '246810' },
  { bound: ['3201000000058'], verified: true, account: '3201000000058', proof: '246810' },
  { bound: ['3201000000074'], verified: true, account: '3201000000074', proof: '246810' },
  { bound: ['3201000000108'], verified: true, account: '3201000000108', proof: '246810' },
  { bound: ['3201000000132'], verified: true, account: '3201000000132', proof: '246810' },
  // Holds one account and asks for another's, whose proof they do not have.
  { bound: ['3201000000017'], verified: false, account: '3201000000108', proof: '0000' },
];

export interface Said {
  input: TurnInput;
  meaning: Meaning | null;
  /** The article that the search finds, named by its intent. */
  topic?: string;
}

export const text = (words: string, meaning: Meaning = {}, topic?: string): Said => ({
  input: { kind: 'text', text: words },
  meaning,
  ...(topic ? { topic } : {}),
});

export interface Turn {
  said: Said;
  before: ConversationState;
  state: ConversationState;
  replies: Reply[];
  log: LogEvent[];
  /** Each call with the state in which it was asked for. */
  calls: { call: PendingCall; state: ConversationState }[];
  events: DialogEvent[];
}

type Perform = (call: PendingCall, state: ConversationState) => Promise<{ outcome: string; data: unknown }>;

/** A place at which a conversation waits, and the turns that led there. */
export interface Place {
  person: Person;
  state: ConversationState;
  turns: Turn[];
  perform: Perform;
}

/** Performs the turns of one conversation's calls in the sandbox. */
function performer(): Perform {
  const actions = createActions(utility().backends);
  let calls = 0;
  return async (call, state) => {
    const action = actions.get(call.action)!;
    const { outcome, data } = await action.perform(call.params as never, {
      key: `call ${++calls}`,
      now: NOW,
      conversationId: 'c',
      channel: 'web',
      userId: 'u',
      phone: undefined,
      accounts: state.identity.bound,
    });
    return { outcome, data: JSON.parse(JSON.stringify(data ?? null)) };
  };
}

const broken: Perform = async () => ({ outcome: 'failed', data: null });

/** One turn of the conversation. */
export async function take(before: ConversationState, said: Said, perform: Perform): Promise<Turn> {
  const { input, meaning, topic } = said;
  const heard = input.kind === 'text' ? understood(input.text, meaning ?? {}) : null;
  const hits = topic ? [{ topic, score: 0.95, similarity: 0.7 }] : [];
  const events: DialogEvent[] = [{ type: 'input', input, understanding: heard, hits }];
  let result = step(before, events[0]!, context);
  const replies = [...result.replies];
  const log = [...result.log];
  const calls: Turn['calls'] = [];
  while (result.call) {
    calls.push({ call: result.call, state: result.state });
    const event: DialogEvent = { type: 'result', ...(await perform(result.call, result.state)) };
    events.push(event);
    result = step(result.state, event, context);
    replies.push(...result.replies);
    log.push(...result.log);
  }
  return { said, before, state: settled(result.state, replies), replies, log, calls, events };
}

/** As bot/turn.ts leaves a turn's state. */
export function settled(state: ConversationState, replies: Reply[]): ConversationState {
  if (!replies.length || state.silences > 0) return state;
  return { ...state, lastReplies: replies, options: replies.flatMap((r) => r.options ?? []) };
}

interface Waiting {
  node: Extract<Node, { kind: 'ask' | 'confirm' }>;
  slot: SlotSpec | null;
}

/** What the conversation waits for, if it does. */
export function waitingAt(state: ConversationState): Waiting | null {
  const frame = state.stack.at(-1);
  const flow = frame && byId.get(frame.flow);
  const node = frame?.node ? flow?.nodes.get(frame.node) : undefined;
  if (node?.kind === 'ask') return { node, slot: flow!.slots[node.spec.ask] ?? null };
  return node?.kind === 'confirm' ? { node, slot: null } : null;
}

/** Where a conversation stands, as far as a customer can tell. */
export const nameOf = ({ stack }: ConversationState) => stack.map((f) => `${f.flow}:${f.node}`).join(' > ');

const entity = (type: SlotType, words: string, value: string | number): Said =>
  text(words, { entities: [[type as never, value]] });

const FITTING: Partial<Record<SlotType, readonly Said[]>> = {
  phone: [entity('phone', '13800000001', '13800000001')],
  amount: [entity('amount', '100元', 10_000)],
  energy: [entity('energy', '300度', 300)],
  power: [entity('power', '3千瓦', 3)],
  capacity: [entity('capacity', '20千伏安', 20), entity('capacity', '400千伏安', 400)],
  number: [entity('number', '3', 3), entity('number', '300', 300)],
  month: [entity('month', '2026-10', '2026-10')],
  date: [entity('date', '2026-11-25', '2026-11-25'), entity('date', '2026-12-31', '2026-12-31')],
  period: [
    text('上个月', { entities: [['period', { from: '2026-10-01', to: '2026-10-31' }]] }),
    text('从12月10日停两个月', { entities: [['period', { from: '2026-12-10', to: '2027-02-10' }]] }),
  ],
  time: [entity('time', '14:00', '14:00')],
  address: [entity('address', '南京市鼓楼区云台路18号3幢502室', '南京市鼓楼区云台路18号3幢502室')],
  order: [entity('order', '2611210000001', '2611210000001')],
  name: [text('张小明')],
  taxNo: [entity('taxNo', '91320102MA1ABCDE2X', '91320102MA1ABCDE2X')],
  appliance: [entity('appliance', '空调', '空调')],
  yesno: [text('是'), text('不是')],
  text: [text('昨天晚上开始的，家里的灯一闪一闪')],
  image: [
    { input: { kind: 'image', name: 'a.jpg', url: '/u/a.jpg', contentType: 'image/jpeg' }, meaning: null },
    text('没有'),
  ],
};

/** Everything with which a person may sensibly answer what is waited for. */
export function answersAt(state: ConversationState, person: Person): readonly Said[] {
  const waiting = waitingAt(state);
  if (!waiting) return [];
  if (!waiting.slot) return [text('确认'), text('取消')];
  const { type, choices } = waiting.slot;
  if (choices) return choices.map((c) => text(c.label));
  if (type === 'account') return [entity('account', person.account, person.account)];
  if (type === 'proof') return [text(person.proof)];
  return [
    ...(FITTING[type] ?? [text('5小时', { entities: [['duration' as never, 18_000]] })]),
    ...state.options.slice(0, 2).map((o) => text(o.label)),
  ];
}

/** How often the same place is left again in all ways: what was answered before leads to other places behind it. */
const VISITS = 2;

/**
 * Begins each business as each person and follows every answer, with back ends that work and that fail.
 * @returns the places, the turns of every conversation, and the turns that threw
 */
export async function explore(): Promise<{ places: Place[]; turns: Turn[][]; failures: string[] }> {
  const places: Place[] = [];
  const failures: string[] = [];
  const ends: Turn[][] = [];
  const seen = new Map<string, number>();
  for (const person of PEOPLE)
    for (const flow of businessFlows) {
      const perform = performer();
      const begin = newState('web', { id: 'u', bound: person.bound, verified: person.verified });
      const waiting: Place[] = [{ person, state: begin, turns: [], perform }];
      for (let from = waiting.pop(); from; from = waiting.pop()) {
        const opening: Said = {
          input: { kind: 'choice', value: `intent:${flow.triggers[0]!}`, label: flow.name },
          meaning: null,
        };
        const answers = from.turns.length ? answersAt(from.state, person) : [opening];
        for (const said of answers)
          for (const world of [perform, broken]) {
            const turn = await take(from.state, said, world).catch((error: unknown) => {
              failures.push(`${nameOf(from.state)}, ${JSON.stringify(said.input)}: ${String(error)}`);
              return null;
            });
            if (!turn) continue;
            if (world === broken && !turn.calls.length) continue;
            const to: Place = { ...from, state: turn.state, turns: [...from.turns, turn] };
            ends.push(to.turns);
            const name = `${PEOPLE.indexOf(person)} ${nameOf(turn.state)}`;
            const visits = seen.get(name) ?? 0;
            if (!waitingAt(turn.state) || visits >= VISITS) continue;
            seen.set(name, visits + 1);
            if (!places.some((p) => nameOf(p.state) === nameOf(to.state))) places.push(to);
            waiting.push(to);
          }
      }
    }
  return { places, turns: ends, failures };
}
