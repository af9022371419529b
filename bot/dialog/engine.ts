/** The decision core: one step from state and event to the next state, replies, log and at most one call. Pure. */
import type { Entity } from '../../nlu/mod.ts';
import { advance, receive } from './advance.ts';
import { type DialogContext, type DialogEvent, type Draft, flowOf, type StepResult, top } from './context.ts';
import { accepted, type Command, decide, startIntent, waitingFor, wordsOf } from './decide.ts';
import type { Flow } from './program.ts';
import { rewind, stepBack } from './rewind.ts';
import { sayArticle, sayCommon } from './speak.ts';
import { announceResume, begin, cancelTop, fillFree, setSlot } from './stack.ts';
import type { ConversationState, PendingCall } from './state.ts';

/** Misunderstandings in a row, or outbursts, after which a human is brought in. */
const PATIENCE = 3;

/**
 * One step of a conversation. An `input` event opens a turn; while the result asks for a call, its outcome comes
 * back as a `result` event within the same turn.
 * @throws FlowError when a published flow breaks its own rules: the turn fails and its state is not kept.
 */
export function step(state: ConversationState, event: DialogEvent, context: DialogContext): StepResult {
  const draft: Draft = { context, state: structuredClone(state), replies: [], log: [], hangup: false };
  let call: PendingCall | null;
  if (event.type === 'result') {
    receive(draft, event.outcome, event.data);
    call = advance(draft);
  } else {
    draft.state.turn += 1;
    const command = decide(draft, event);
    draft.log.push({ type: 'decided', data: { command: command.do, intent: accepted(event.understanding) } });
    call = apply(draft, command, event);
  }
  if (!call) askForMore(draft);
  return { state: draft.state, replies: draft.replies, log: draft.log, call, hangup: draft.hangup };
}

/** On the phone nobody sees that a business is over: ask whether there is more. */
function askForMore(draft: Draft): void {
  const { state } = draft;
  const done = draft.log.some(
    (e) => e.type === 'flow.ended' && !draft.context.flows.latest(String(e.data.flow))?.pattern,
  );
  if (
    state.channel !== 'voice' ||
    !done ||
    draft.hangup ||
    state.stack.length ||
    state.handoff ||
    state.offer ||
    state.clarifying
  )
    return;
  sayCommon(draft, 'anythingElse');
}

type Input = Extract<DialogEvent, { type: 'input' }>;

function apply(draft: Draft, command: Command, event: Input): PendingCall | null {
  const { state } = draft;
  const entities = event.understanding?.entities ?? [];
  if (!['retry', 'cannotHandle', 'silence', 'repeat', 'toAgent'].includes(command.do))
    state.misunderstood = 0;
  if (command.do !== 'silence') state.silences = 0;
  if (command.do !== 'clarify') state.clarifying = null;
  if (!['repeat', 'wait', 'nothing', 'silence', 'toAgent', 'rated'].includes(command.do)) state.offer = null;

  switch (command.do) {
    case 'start':
      return start(draft, command, event, entities);
    case 'again':
      begin(draft, command.flow, { because: wordsOf(event.input), slots: command.slots });
      return advance(draft);
    case 'answer': {
      const article = draft.context.article(command.topic);
      if (article) sayArticle(draft, article, command.offer && state.stack.length === 0);
      queueClauses(draft, event);
      return resumeAsking(draft);
    }
    case 'fill': {
      const frame = top(draft)!;
      setSlot(draft, frame, command.slot, command.value);
      frame.asked[command.slot] = 0;
      fillFree(
        draft,
        frame,
        entities.filter((e) => e.value !== command.value),
      );
      return advance(draft);
    }
    case 'correct':
      return correct(draft, command.slots);
    case 'confirm':
      return confirm(draft, command.yes);
    case 'askWhatIsWrong':
      return askWhatIsWrong(draft);
    case 'clarify':
      return clarify(draft, command.intents, wordsOf(event.input));
    case 'act':
      return act(draft, command.intent, event);
    case 'retry':
      return retry(draft);
    case 'cannotHandle':
      return cannotHandle(draft, command.outOfScope);
    default:
      return applySimple(draft, command);
  }
}

function applySimple(draft: Draft, command: Command): PendingCall | null {
  const { state } = draft;
  switch (command.do) {
    case 'repeat':
      if (state.lastReplies.length) draft.replies.push(...structuredClone(state.lastReplies));
      else sayCommon(draft, 'nothingToRepeat');
      return null;
    case 'cancel': {
      const cancelled = cancelTop(draft);
      if (cancelled) sayCommon(draft, 'cancelled', { flow: flowOf(draft, cancelled).name });
      else sayCommon(draft, 'nothingToCancel');
      return resumeAsking(draft);
    }
    case 'back':
      if (stepBack(draft)) return advance(draft);
      sayCommon(draft, 'nothingBefore');
      return resumeAsking(draft);
    case 'wait':
      sayCommon(draft, 'takeYourTime');
      return null;
    case 'human':
      return bringHuman(draft, '客户要求人工');
    case 'welcome':
      return runPattern(draft, 'pattern-welcome', '');
    case 'silence':
      return silence(draft);
    case 'hangup':
      state.stack = [];
      state.queue = [];
      state.finished = true;
      draft.hangup = true;
      return null;
    case 'dropOffer':
      if (state.channel === 'voice') return runPattern(draft, 'chat-bye', '');
      sayCommon(draft, 'allRight');
      return null;
    case 'rated':
      draft.log.push({ type: 'rated', data: { score: command.score } });
      sayCommon(draft, command.score >= 4 ? 'ratedWell' : 'ratedBadly');
      return null;
    case 'leaveDesk':
      state.handoff = null;
      draft.log.push({ type: 'handoff.ended', data: { by: 'customer' } });
      sayCommon(draft, 'backWithRobot');
      return null;
    case 'toAgent':
      if (state.handoff?.status === 'queued') sayCommon(draft, 'stillQueued');
      return null;
    default:
      return null;
  }
}

function start(
  draft: Draft,
  command: Extract<Command, { do: 'start' }>,
  event: Input,
  entities: readonly Entity[],
) {
  const { state, context } = draft;
  const running = top(draft);
  if (running && running.flow === command.flow.id) {
    const changed = fillFree(draft, running, entities);
    if (changed.length) return rewindOrGo(draft, changed);
    return advance(draft);
  }
  if (running && flowOf(draft, running).pattern) cancelPatterns(draft);
  const paused = waitingFor(draft);
  if (paused && context.intents.get(command.intent)?.kind !== 'faq')
    draft.log.push({ type: 'digressed', data: { from: paused.flow.id, to: command.flow.id } });
  const preface = command.preface ? context.article(command.preface) : null;
  if (preface) sayArticle(draft, preface, false);
  const first = entitiesOfClause(event, command.intent, entities);
  begin(draft, command.flow, { because: wordsOf(event.input), entities: first });
  queueClauses(draft, event, command.intent);
  return advance(draft);
}

/** A question of a pattern (identity, which account) falls away when the customer turns to something else. */
function cancelPatterns(draft: Draft): void {
  const { state } = draft;
  for (let f = top(draft); f && flowOf(draft, f).pattern; f = top(draft)) state.stack.pop();
  const whole = top(draft);
  if (whole) delete whole.vars['identity:tried'];
}

function entitiesOfClause(event: Input, intent: string, entities: readonly Entity[]): readonly Entity[] {
  const clauses = event.understanding?.clauses ?? [];
  if (clauses.length < 2) return entities;
  const clause = clauses.find((c) => c.intents[0]?.id === intent);
  if (!clause) return entities;
  const at = event.understanding!.text.indexOf(clause.text);
  const own = entities.filter((e) => at >= 0 && e.start >= at && e.end <= at + clause.text.length);
  return own.length ? own : entities;
}

/** Further requests of the same message wait their turn. */
function queueClauses(draft: Draft, event: Input, taken?: string): void {
  const { state, context } = draft;
  for (const clause of event.understanding?.clauses ?? []) {
    const id = clause.intents[0]?.id;
    if (
      clause.decision !== 'accept' ||
      !id ||
      id === 'none' ||
      id === taken ||
      context.intents.get(id)?.kind === 'act'
    )
      continue;
    if (event.understanding!.clauses.length < 2 || state.queue.some((q) => q.intent === id)) continue;
    if (!taken && id === event.understanding!.intents[0]?.id) continue;
    state.queue.push({ intent: id, text: clause.text });
  }
}

function correct(draft: Draft, slots: Extract<Command, { do: 'correct' }>['slots']): PendingCall | null {
  const frame = top(draft)!;
  for (const { name, value } of slots) {
    setSlot(draft, frame, name, value);
    draft.log.push({ type: 'slot.corrected', data: { flow: frame.flow, slot: name } });
  }
  sayCommon(draft, 'corrected');
  return rewindOrGo(
    draft,
    slots.map((s) => s.name),
  );
}

function rewindOrGo(draft: Draft, changed: string[]): PendingCall | null {
  rewind(draft, top(draft)!, changed);
  return advance(draft);
}

function confirm(draft: Draft, yes: boolean): PendingCall | null {
  const waiting = waitingFor(draft);
  if (!waiting || waiting.node.kind !== 'confirm') return resumeAsking(draft);
  const { frame, node } = waiting;
  draft.log.push({ type: yes ? 'confirmed' : 'declined', data: { flow: frame.flow, node: node.id } });
  if (yes) {
    frame.confirmed = true;
    frame.node = node.next;
  } else if (node.no) frame.node = node.no;
  else {
    sayCommon(draft, 'declined');
    cancelTop(draft);
  }
  return advance(draft);
}

function askWhatIsWrong(draft: Draft): PendingCall | null {
  const waiting = waitingFor(draft)!;
  const count = (waiting.frame.asked['what-is-wrong'] = (waiting.frame.asked['what-is-wrong'] ?? 0) + 1);
  if (count > 2) return confirm(draft, false);
  sayCommon(draft, 'whatIsWrong');
  return null;
}

function clarify(draft: Draft, intents: string[], text: string): PendingCall | null {
  const { state, context } = draft;
  state.clarifying = { intents, text };
  draft.log.push({ type: 'clarified', data: { intents } });
  const options = intents.map((id) => ({
    label: context.intents.get(id)?.name ?? id,
    value: `intent:${id}`,
  }));
  const names = options.map((o) => o.label);
  sayCommon(
    draft,
    'clarify',
    { names: names.length > 1 ? `${names.slice(0, -1).join('、')}，还是${names.at(-1)}` : names[0] },
    { options },
  );
  return null;
}

/** Courtesies and dialogue acts: patterns named by the act, with a plain word as last resort. */
function act(draft: Draft, intent: string, event: Input): PendingCall | null {
  const { state, context } = draft;
  if (intent === 'chat.abuse' && ++state.anger >= PATIENCE - 1) return bringHuman(draft, '客户情绪激动');
  if (intent === 'safety.shock' || intent === 'outage.hazard') {
    const command = startIntent(draft, intent, event);
    if (command?.do === 'answer') {
      const article = context.article(command.topic);
      if (article) sayArticle(draft, article, false);
    }
    return null;
  }
  const goodbye =
    state.channel === 'voice' &&
    state.stack.length === 0 &&
    (intent === 'chat.deny' || intent === 'chat.thanks');
  if (goodbye) return runPattern(draft, 'chat-bye', wordsOf(event.input));
  const flow = intent === 'image' ? context.flows.latest('pattern-image') : context.flows.byIntent(intent);
  if (!flow) {
    sayCommon(draft, 'allRight');
    return resumeAsking(draft);
  }
  return runPattern(draft, flow.id, wordsOf(event.input), flow);
}

function runPattern(draft: Draft, id: string, because: string, given?: Flow): PendingCall | null {
  const flow = given ?? draft.context.flows.latest(id);
  if (!flow) throw new Error(`bot/flows/patterns has no ${id}`);
  begin(draft, flow, { because });
  return advance(draft);
}

/** Puts the question again that an interruption left open. */
function resumeAsking(draft: Draft): PendingCall | null {
  if (waitingFor(draft) && draft.replies.length) announceResume(draft);
  return advance(draft);
}

/** An answer that was none: ask in other words, then offer help, then bring a human. */
function retry(draft: Draft): PendingCall | null {
  const { state } = draft;
  const waiting = waitingFor(draft);
  if (!waiting) return cannotHandle(draft, false);
  state.misunderstood += 1;
  const key = waiting.node.kind === 'ask' ? waiting.node.spec.ask : waiting.node.id;
  const failures = (waiting.frame.asked[key] ?? 0) + 1;
  waiting.frame.asked[key] = failures;
  draft.log.push({
    type: 'not-understood',
    data: { flow: waiting.flow.id, node: waiting.node.id, failures },
  });
  if (failures >= PATIENCE) return bringHuman(draft, '多次未能理解客户');
  return sayInvalid(draft, waiting) ?? advance(draft);
}

/** Says why a value that was understood does not do. */
function sayInvalid(draft: Draft, waiting: NonNullable<ReturnType<typeof waitingFor>>): null {
  if (waiting.slot?.invalid && waiting.frame.vars['invalid'] === waiting.node.id) return null;
  if (
    waiting.frame.asked[waiting.node.kind === 'ask' ? waiting.node.spec.ask : ''] === 1 &&
    waiting.node.kind === 'ask'
  )
    sayCommon(draft, 'notUnderstood');
  return null;
}

function cannotHandle(draft: Draft, outOfScope: boolean): PendingCall | null {
  const { state } = draft;
  state.misunderstood += 1;
  draft.log.push({ type: 'not-understood', data: { flow: null, outOfScope } });
  if (!outOfScope && state.misunderstood >= PATIENCE) return bringHuman(draft, '多次未能理解客户');
  return runPattern(draft, outOfScope ? 'pattern-out-of-scope' : 'pattern-cannot-handle', '');
}

function bringHuman(draft: Draft, reason: string): PendingCall | null {
  const flow = draft.context.flows.byIntent('service.human');
  if (!flow) throw new Error('no flow takes up service.human');
  const below = draft.state.stack.findLast((f) => !flowOf(draft, f).pattern);
  const because = [reason, below ? `正在办理${flowOf(draft, below).name}（${below.because}）` : '']
    .filter(Boolean)
    .join('；');
  begin(draft, flow, { because, vars: { reason } });
  return advance(draft);
}

/** Nothing was said: ask again, more briefly, then say goodbye. */
function silence(draft: Draft): PendingCall | null {
  const { state } = draft;
  state.silences += 1;
  if (state.silences >= PATIENCE) {
    sayCommon(draft, 'goodbyeAfterSilence');
    state.stack = [];
    state.finished = true;
    draft.hangup = true;
    return null;
  }
  sayCommon(draft, 'stillThere');
  return waitingFor(draft) ? advance(draft) : null;
}
