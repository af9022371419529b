/** One turn: understand, search, step through the dialog, perform its actions, gather the result. */
import type { Hit, Knowledge } from '../knowledge/mod.ts';
import type { Understander, Understanding } from '../nlu/mod.ts';
import type { Json, Store } from '../store/mod.ts';
import type { Action, ActionContext, ActionResult } from './actions/port.ts';
import type { DialogContext, DialogEvent, FlowBook, LogEvent, StepResult } from './dialog/context.ts';
import { step } from './dialog/engine.ts';
import type { ConversationState, PendingCall } from './dialog/state.ts';
import { isQuestion, wordsOf } from './dialog/words.ts';
import { withoutTakenBack } from './self-repair.ts';
import type { IncomingMessage, Reply, TurnResult } from './types.ts';

export interface TurnParts {
  store: Store;
  understander: Understander;
  knowledge: Knowledge;
  actions: ReadonlyMap<string, Action>;
  clock: () => Date;
}

export interface TurnOutcome {
  state: ConversationState;
  result: TurnResult;
  log: LogEvent[];
}

/** Calls in one turn after which something is held to be running in circles. */
const CALL_LIMIT = 20;
/** Candidates that the log keeps of the ranked intents and hits. */
const KEPT = 5;

/** Performs one turn without committing anything but the records of its actions. */
export async function performTurn(
  parts: TurnParts,
  context: DialogContext,
  before: ConversationState,
  message: IncomingMessage,
): Promise<TurnOutcome> {
  const understood = await understand(parts, before, context.flows, message);
  const event: DialogEvent = { type: 'input', input: message.input, ...understood };
  const log: LogEvent[] = [{ type: 'understood', data: summary(understood) }];
  const replies: Reply[] = [];
  const called: string[] = [];

  let result = step(before, event, context);
  collect(result, replies, log);
  let hangup = result.hangup;
  for (let n = 1; result.call; n++) {
    if (n > CALL_LIMIT)
      throw new Error(
        `more than ${CALL_LIMIT} actions in one turn of flow ${result.state.stack.at(-1)?.flow}`,
      );
    const { call } = result;
    const { outcome, data } = await perform(
      parts,
      call,
      message,
      `${message.conversationId}:${result.state.turn}:${n}:${call.node}`,
      result.state.identity.bound,
    );
    called.push(call.action);
    log.push({ type: 'called', data: { action: call.action, outcome, data: data ?? null } });
    result = step(result.state, { type: 'result', outcome, data }, context);
    collect(result, replies, log);
    hangup ||= result.hangup;
  }
  const state = settle(result.state, replies);
  const flows = state.stack.filter((f) => !context.flows.version(f.flow, f.version)?.pattern);
  return {
    state,
    log,
    result: {
      replies,
      flow: flows.at(-1)?.flow ?? null,
      ended: state.stack.length === 0 && state.clarifying === null && (message.channel !== 'voice' || hangup),
      handoff: state.handoff !== null,
      called,
      intent: message.input.kind === 'text' ? intentOf(understood.understanding) : null,
      hangup,
    },
  };
}

/** The understood intent as suites name it: the best candidate, or `none` for what was rejected. */
function intentOf(understanding: Understanding | null): string | null {
  if (understanding?.decision === 'reject') return 'none';
  return understanding?.intents[0]?.id ?? null;
}

function collect(result: StepResult, replies: Reply[], log: LogEvent[]): void {
  replies.push(...result.replies);
  log.push(...result.log);
}

/** What the next turn refers back to: the words said last and the quick replies shown with them. */
function settle(state: ConversationState, replies: readonly Reply[]): ConversationState {
  if (replies.length === 0) return state;
  return { ...state, lastReplies: [...replies], options: replies.flatMap((r) => r.options ?? []) };
}

interface Understood {
  understanding: Understanding | null;
  hits: Hit[];
  clauseTopics?: (string | null)[];
}

/** For each of several requests the article that answers it. */
async function topicsOf(parts: TurnParts, { clauses }: Understanding, now: Date): Promise<(string | null)[]> {
  return Promise.all(
    clauses.map(async ({ text }) => {
      const understanding = await parts.understander.understand(text, { now });
      const first = parts.knowledge.search(understanding, { limit: 1, now })[0];
      return first && first.score >= parts.knowledge.threshold ? first.topic : null;
    }),
  );
}

/** A few words that only mean something after what was said before. */
const FOLLOW_UP =
  /^(那|那么|然后|还|要|需要|得|多久|几天|几个|多少|什么|带什么|怎么|在哪|收费|免费|可以|能|为什么|谁).{0,7}$|^.{1,6}呢[？?]?$/u;

/** Nothing but what is different: "公司的呢". */
const ELLIPSIS = /^(那|那么)?.{1,6}呢[？?]?$/u;
/** What is asked of a business just done, and of nothing else: "一共多少钱", "哪个月最高". */
const ABOUT_LAST =
  /^(那|那么)?((一?共|总共|合计|加起来)?(是|要|用了)?(多少|几)(钱|度|块|电)?|哪个?月(的|电费|用电)?最?(高|低|多|少|贵)|为(什么|啥)(这么|那么)?(高|多|贵|少|低)?)(呢|啊|呀|了)?[？?]?$/u;

/** A short follow-up ("那多久呢") is searched together with what it follows. */
async function understand(
  parts: TurnParts,
  state: ConversationState,
  flows: FlowBook,
  message: IncomingMessage,
): Promise<Understood> {
  const text = meant(state, wordsOf(message.input));
  if (!text.trim()) return { understanding: null, hits: [] };
  const now = parts.clock();
  const understanding = leaning(
    withoutTakenBack(await parts.understander.understand(text, { now })),
    state,
    flows,
  );
  const hits = parts.knowledge.search(understanding, { limit: 10, now });
  if (understanding.clauses.length > 1)
    return { understanding, hits, clauseTopics: await topicsOf(parts, understanding, now) };
  const last = state.stack.length === 0 && flows.latest(state.memory.last?.flow ?? '');
  if (last && understanding.decision !== 'accept' && ABOUT_LAST.test(text.trim())) {
    const meant = await parts.understander.understand(`${last.name}，${text}`, { now });
    if (
      meant.decision === 'accept' &&
      last.triggers.some((t) => familyOf(t) === familyOf(meant.intents[0]!.id))
    )
      return { understanding: meant, hits: parts.knowledge.search(meant, { limit: 10, now }) };
  }
  const about = FOLLOW_UP.test(text.trim()) ? subject(parts, state, flows, now) : null;
  if (!about) return { understanding, hits };
  const unclear =
    understanding.decision !== 'accept' &&
    ((hits[0]?.score ?? 0) < parts.knowledge.threshold || ELLIPSIS.test(text.trim()));
  if (about.running ? !isQuestion(text) || certainlyOther(about, understanding) : !unclear)
    return { understanding, hits };
  const inContext = await parts.understander.understand(`${about.words}，${text}`, { now });
  const related = parts.knowledge
    .search(inContext, { limit: 10, now })
    .filter((h) => about.intents.includes(parts.knowledge.article(h.topic, now)?.intent ?? ''));
  if (!related.length || related[0]!.score < parts.knowledge.threshold) return { understanding, hits };
  return {
    understanding: about.running ? { ...understanding, decision: 'reject' } : understanding,
    hits: related,
  };
}

const BY_PLACE = /^(?:我?选|要|就)*第([1-6一二三四五六])(?:个|项|条|种)?吧?$/u;

/** A quick reply typed, or named by its place, instead of pressed means what it stands for. */
function meant(state: ConversationState, words: string): string {
  const place = BY_PLACE.exec(words.trim())?.[1];
  const option = place
    ? state.options[('一二三四五六'.indexOf(place) + 1 || Number(place)) - 1]
    : state.options.find((o) => o.label === words.trim());
  return option && /\p{Script=Han}/u.test(option.value) ? option.value : words;
}

/** Odds of the leading intent against one of the business spoken of, up to which the latter is meant. */
const CONTEXT_ODDS = 4;
/** From this probability on the words decide, whatever was spoken of. */
const PLAIN = 0.8;

/** Words that could mean several things mean what belongs to the business in hand: "来电了告诉我一声" after an outage. */
function leaning(
  understanding: Understanding,
  { stack, memory }: ConversationState,
  flows: FlowBook,
): Understanding {
  const frame = stack.findLast((f) => !flows.version(f.flow, f.version)?.pattern);
  const flow = frame ? flows.version(frame.flow, frame.version) : flows.latest(memory.last?.flow ?? '');
  const families = flow?.triggers.map(familyOf) ?? [];
  const [first, ...others] = understanding.intents;
  if (first?.id === 'account.find' && understanding.entities.some((e) => e.type === 'account'))
    return withoutFirst(understanding);
  if (!first || first.id === 'none' || first.probability >= PLAIN || families.includes(familyOf(first.id)))
    return understanding;
  const meant = others.find(
    (i) => families.includes(familyOf(i.id)) && i.probability * CONTEXT_ODDS >= first.probability,
  );
  if (!meant || familyOf(first.id) === 'chat') return understanding;
  const intents = [meant, first, ...others.filter((i) => i !== meant)];
  return { ...understanding, intents, decision: understanding.decision === 'reject' ? 'reject' : 'accept' };
}

/** Who names the account does not look for it: something is to be done with it. */
function withoutFirst(understanding: Understanding): Understanding {
  const intents = understanding.intents.slice(1);
  const [next] = intents;
  const unclear = next === undefined || next.id === 'none' || familyOf(next.id) === 'chat';
  return unclear ? understanding : { ...understanding, intents };
}

const familyOf = (intent: string) => intent.split('.')[0]!;

/** From this probability on a question stands by itself, whatever is being done. */
const CERTAIN = 0.95;

function certainlyOther({ intents }: Subject, { decision, intents: [first] }: Understanding): boolean {
  return decision === 'accept' && !!first && first.probability >= CERTAIN && !intents.includes(first.id);
}

interface Subject {
  words: string;
  /** Intents whose articles speak of it. */
  intents: string[];
  /** It is being done, not only spoken of. */
  running: boolean;
}

/** What a follow-up refers to: the business in hand, else the article told last. */
function subject(parts: TurnParts, state: ConversationState, flows: FlowBook, now: Date): Subject | null {
  const frame = state.stack.findLast((f) => !flows.version(f.flow, f.version)?.pattern);
  const flow = frame && flows.version(frame.flow, frame.version);
  if (flow) {
    const family = flow.triggers.flatMap((t) => [t, ...RELATED.filter((r) => r.includes(t)).flat()]);
    return { words: flow.name, intents: family, running: true };
  }
  const article = state.memory.topic ? parts.knowledge.article(state.memory.topic, now) : null;
  return article && { words: article.question, intents: [article.intent], running: false };
}

/** Intents that a customer does not tell apart while one of them is being done. */
const RELATED = [
  ['outage.report', 'outage.progress', 'outage.query'],
  ['arrears.query', 'arrears.reconnect', 'arrears.cutoff', 'bill.late_fee'],
  ['meter.verify', 'bill.dispute'],
  ['bill.pay', 'bill.pay_methods', 'bill.not_credited'],
];

/**
 * Performs an action. One with effect is written down before, so that a crash or a repeat of the turn never does it
 * twice: a finished run gives its result again, an unfinished one is repeated under the same key, which the backend
 * knows to be the same.
 */
async function perform(
  parts: TurnParts,
  call: PendingCall,
  message: IncomingMessage,
  key: string,
  accounts: readonly string[],
): Promise<ActionResult> {
  const action = parts.actions.get(call.action);
  if (!action) throw new Error(`no action ${call.action}`);
  const context: ActionContext = {
    key,
    now: parts.clock(),
    conversationId: message.conversationId,
    channel: message.channel,
    userId: message.user.id,
    phone: message.user.phone,
    accounts,
  };
  if (!call.effect) return action.perform(call.params, context);
  const run = await parts.store.startAction({
    key,
    conversationId: message.conversationId,
    action: call.action,
    params: toJson(call.params),
    at: context.now.getTime(),
  });
  if (run.status === 'finished') return run.result as unknown as ActionResult;
  const result = await action.perform(call.params, context);
  await parts.store.finishAction(key, toJson(result), parts.clock().getTime());
  return result;
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function summary({ understanding, hits }: Understood): Record<string, unknown> {
  if (!understanding) return { hits: [] };
  const { normalised, intents, decision, score, entities, clauses } = understanding;
  return {
    normalised,
    decision,
    score,
    intents: intents.slice(0, KEPT),
    entities,
    clauses: clauses.map((c) => ({ ...c, intents: c.intents.slice(0, KEPT) })),
    hits: hits.slice(0, KEPT),
  };
}
