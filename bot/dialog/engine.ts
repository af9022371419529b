/** The decision core: one step from state and event to the next state, replies, log and at most one call. Pure. */
import type { Entity } from '../../nlu/mod.ts';
import { advance, receive } from './advance.ts';
import type { Command } from './command.ts';
import {
  type DialogContext,
  type DialogEvent,
  type Draft,
  flowOf,
  type InputEvent,
  type StepResult,
  top,
} from './context.ts';
import { decide } from './decide.ts';
import type { SlotType } from './flow.ts';
import { forEachAccount, ownAccountInstead } from './identity.ts';
import {
  bringHuman,
  cannotHandle,
  clarify,
  notRight,
  PATIENCE,
  retry,
  runPattern,
  silence,
  unsure,
} from './misunderstanding.ts';
import { entitiesOf, queueRequests } from './requests.ts';
import { rewind, stepBack } from './rewind.ts';
import { sayArticle, sayCommon } from './speak.ts';
import { announceResume, begin, cancelPatterns, cancelTop, fillFree, hearChoices, setSlot } from './stack.ts';
import { type ConversationState, type Frame, IN_DOUBT, type PendingCall } from './state.ts';
import { startIntent } from './take-up.ts';
import { waitingFor } from './waiting.ts';
import { accepted, wordsOf } from './words.ts';

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

function apply(draft: Draft, command: Command, event: InputEvent): PendingCall | null {
  const { state } = draft;
  const entities = event.understanding?.entities ?? [];
  if (
    !['retry', 'unsure', 'knownAlready', 'notRight', 'cannotHandle', 'silence', 'repeat', 'toAgent'].includes(
      command.do,
    )
  )
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
      queueRequests(draft, event);
      const emergency = draft.context.intents.get(draft.context.articleIntent(command.topic) ?? '')?.urgent;
      return emergency ? null : resumeAsking(draft);
    }
    case 'fill': {
      const frame = top(draft)!;
      setSlot(draft, frame, command.slot, command.value);
      frame.asked[command.slot] = 0;
      fillFree(draft, frame, besides(draft, frame, command, entities));
      if (SUBJECTS.includes(flowOf(draft, frame).slots[command.slot]!.type))
        hearChoices(draft, frame, wordsOf(event.input));
      return advance(draft);
    }
    case 'correct':
      return correct(draft, command.slots);
    case 'confirm':
      return confirm(draft, command.yes);
    case 'askWhatIsWrong':
      return askWhatIsWrong(draft);
    case 'confirmAnew':
      delete top(draft)!.vars[IN_DOUBT];
      return advance(draft);
    case 'eachAccount':
      forEachAccount(draft, command.accounts);
      return advance(draft);
    case 'ownAccount':
      ownAccountInstead(draft, command.account);
      return advance(draft);
    case 'leaveDesk':
      state.handoff = null;
      draft.log.push({ type: 'handoff.ended', data: { by: 'customer' } });
      if (command.next) return apply(draft, command.next, event);
      sayCommon(draft, 'backWithRobot');
      return null;
    case 'soothe':
      if (losesPatience(state)) return bringHuman(draft, '客户情绪激动');
      sayCommon(draft, 'soothe');
      return apply(draft, command.next, event);
    case 'clarify':
      return clarify(draft, command.intents, wordsOf(event.input));
    case 'act':
      return act(draft, command.intent, event);
    case 'retry':
      return retry(draft, command.invalid);
    case 'unsure':
      return unsure(draft);
    case 'knownAlready':
      return retry(draft, undefined, 'noted');
    case 'notRight':
      return notRight(draft);
    case 'cannotHandle':
      return cannotHandle(draft, command.outOfScope, wordsOf(event.input));
    default:
      return applySimple(draft, command);
  }
}

/** Answers beside which people tell more: "空开没跳，地址是…". */
const SUBJECTS: readonly SlotType[] = ['address', 'account', 'phone', 'name'];

/** What else was said with an answer. Where nothing else was, only what the answer itself is in other terms. */
function besides(
  draft: Draft,
  frame: Frame,
  { slot, value, exact }: Extract<Command, { do: 'fill' }>,
  entities: readonly Entity[],
): Entity[] {
  const spec = flowOf(draft, frame).slots[slot]!;
  if (spec.type === 'choice') {
    const chosen = spec.choices?.find((c) => c.id === value);
    const words = chosen ? [chosen.label, ...chosen.words].join(' ') : '';
    return entities.filter((e) => !words.includes(e.text));
  }
  return entities.filter((e) => (e.value === value ? e.type !== spec.type : !exact));
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
  event: InputEvent,
  entities: readonly Entity[],
) {
  const { context } = draft;
  const running = top(draft);
  if (running && running.flow === command.flow.id) {
    const changed = fillFree(draft, running, entities);
    if (changed.length) return rewindOrGo(draft, changed);
    return advance(draft);
  }
  if (running && flowOf(draft, running).pattern) cancelPatterns(draft);
  if (returnTo(draft, command.flow.id, entities)) return advance(draft);
  const paused = waitingFor(draft);
  if (paused && context.intents.get(command.intent)?.kind !== 'faq')
    draft.log.push({ type: 'digressed', data: { from: paused.flow.id, to: command.flow.id } });
  const preface = command.preface ? context.article(command.preface) : null;
  if (preface) sayArticle(draft, preface, false);
  const first = entitiesOf(event, command.intent);
  begin(draft, command.flow, { because: wordsOf(event.input), entities: first });
  queueRequests(draft, event, command.intent);
  return advance(draft);
}

/** Business that waits beneath another is gone on with, and not begun a second time. */
function returnTo(draft: Draft, flow: string, entities: readonly Entity[]): boolean {
  const { stack } = draft.state;
  const place = stack.findIndex((frame) => {
    const node = frame.flow === flow && frame.node ? flowOf(draft, frame).nodes.get(frame.node) : undefined;
    return node?.kind === 'ask' || node?.kind === 'confirm';
  });
  if (place < 0 || place === stack.length - 1) return false;
  const [frame] = stack.splice(place, 1);
  stack.push(frame!);
  announceResume(draft);
  const changed = fillFree(draft, frame!, entities);
  if (changed.length) rewind(draft, frame!, changed);
  return true;
}

function correct(draft: Draft, slots: Extract<Command, { do: 'correct' }>['slots']): PendingCall | null {
  const frame = top(draft)!;
  const changed = slots.some(({ name, value }) => {
    const told = frame.slots[name];
    return told !== null && !String(value).startsWith(String(told));
  });
  frame.asked = {};
  for (const { name, value } of slots) {
    setSlot(draft, frame, name, value);
    draft.log.push({ type: 'slot.corrected', data: { flow: frame.flow, slot: name } });
  }
  sayCommon(draft, changed ? 'corrected' : 'noted');
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
  if (waiting?.node.kind !== 'confirm') return resumeAsking(draft);
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
  const count = (waiting.frame.asked['what-is-wrong'] ?? 0) + 1;
  waiting.frame.asked['what-is-wrong'] = count;
  if (count > 2) return confirm(draft, false);
  waiting.frame.vars[IN_DOUBT] = true;
  sayCommon(draft, 'whatIsWrong');
  return null;
}

/** Courtesies and dialogue acts: patterns named by the act, with a plain word as last resort. */
function act(draft: Draft, intent: string, event: InputEvent): PendingCall | null {
  const { state, context } = draft;
  if (intent === 'chat.abuse' && losesPatience(state)) return bringHuman(draft, '客户情绪激动');
  if (state.handoff && context.intents.get(intent)?.urgent) {
    const command = startIntent(draft, intent, event);
    const article = command?.do === 'answer' ? context.article(command.topic) : null;
    if (article) sayArticle(draft, article, false);
    else sayCommon(draft, 'dangerAtDesk');
    return null;
  }
  const goodbye =
    state.channel === 'voice' &&
    state.stack.length === 0 &&
    (intent === 'chat.deny' || intent === 'chat.thanks');
  if (goodbye) return runPattern(draft, 'chat-bye', wordsOf(event.input));
  if (intent === 'chat.bye') leaveAll(draft);
  const flow = intent === 'image' ? context.flows.latest('pattern-image') : context.flows.byIntent(intent);
  if (!flow) {
    sayCommon(draft, 'allRight');
    return resumeAsking(draft);
  }
  return runPattern(draft, flow.id, wordsOf(event.input), flow);
}

/** Whether it is the outburst after which a human is brought in. */
function losesPatience(state: ConversationState): boolean {
  state.anger += 1;
  return state.anger >= PATIENCE - 1;
}

/** Who says goodbye is kept by no open question. */
function leaveAll(draft: Draft): void {
  while (draft.state.stack.length) cancelTop(draft);
  draft.state.queue = [];
}

/** Puts the question again that an interruption left open. */
function resumeAsking(draft: Draft): PendingCall | null {
  if (waitingFor(draft) && draft.replies.length) announceResume(draft);
  return advance(draft);
}
