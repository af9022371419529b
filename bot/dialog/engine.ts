/** The decision core: one step from state and event to the next state, replies, log and at most one call. Pure. */
import { advance, receive } from './advance.ts';
import { fillSlot, goOnWith, putRight } from './answering.ts';
import type { Command } from './command.ts';
import { askWhatIsWrong, confirm, confirmAnew } from './confirmation.ts';
import {
  type DialogContext,
  type DialogEvent,
  type Draft,
  flowOf,
  type InputEvent,
  type StepResult,
  top,
} from './context.ts';
import { copyOf } from './copy.ts';
import { act, losesPatience } from './courtesy.ts';
import { decide } from './decide.ts';
import { forEachAccount, ownAccountInstead } from './identity.ts';
import {
  bringHuman,
  cannotHandle,
  clarify,
  notRight,
  retry,
  runPattern,
  silence,
  unsure,
} from './misunderstanding.ts';
import { entitiesOf, queueRequests } from './requests.ts';
import { resumeAsking, returnTo } from './resume.ts';
import { stepBack } from './rewind.ts';
import { sayArticle, sayCommon } from './speak.ts';
import { begin, cancelPatterns, cancelTop, fillFree } from './stack.ts';
import { type ConversationState, type PendingCall, PROOF_TOLD } from './state.ts';
import { proofTold, waitingFor } from './waiting.ts';
import { accepted, wordsOf } from './words.ts';

/**
 * One step of a conversation. An `input` event opens a turn; while the result asks for a call, its outcome comes
 * back as a `result` event within the same turn.
 * @throws FlowError when a published flow breaks its own rules: the turn fails and its state is not kept.
 */
export function step(state: ConversationState, event: DialogEvent, context: DialogContext): StepResult {
  const draft: Draft = { context, state: copyOf(state), replies: [], log: [], hangup: false };
  let call: PendingCall | null;
  if (event.type === 'result') {
    receive(draft, event.outcome, event.data);
    call = advance(draft);
  } else {
    draft.state.turn += 1;
    const command = decide(draft, event);
    const proof = event.input.kind === 'text' ? proofTold(draft, event.input.text, command) : null;
    draft.log.push({ type: 'decided', data: { command: command.do, intent: accepted(event.understanding) } });
    if (proof) top(draft)!.vars[PROOF_TOLD] = proof;
    if (proof && command.do === 'retry') {
      sayCommon(draft, 'noted');
      call = advance(draft);
    } else call = apply(draft, command, event);
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
      return start(draft, command, event);
    case 'again':
      begin(draft, command.flow, { because: wordsOf(event.input), slots: command.slots });
      return advance(draft);
    case 'answer': {
      const article = draft.context.article(command.topic);
      if (article)
        sayArticle(draft, article, command.offer && state.stack.length === 0, wordsOf(event.input));
      queueRequests(draft, event);
      const emergency = draft.context.intents.get(draft.context.articleIntent(command.topic) ?? '')?.urgent;
      return emergency ? null : resumeAsking(draft);
    }
    case 'fill':
      return fillSlot(draft, command, event);
    case 'correct':
      return putRight(draft, command);
    case 'confirm':
      return confirm(draft, command.yes);
    case 'askWhatIsWrong':
      return askWhatIsWrong(draft);
    case 'confirmAnew':
      return confirmAnew(draft);
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
    case 'tellShown':
      for (const { label, value } of command.rows)
        sayCommon(draft, 'shown', { label, value: value.replace(/[。，；]+$/u, '') });
      return resumeAsking(draft);
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

function applySimple(draft: Draft, command: Command): PendingCall | null {
  const { state } = draft;
  switch (command.do) {
    case 'repeat':
      if (state.lastReplies.length) draft.replies.push(...copyOf(state.lastReplies));
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

function start(draft: Draft, command: Extract<Command, { do: 'start' }>, event: InputEvent) {
  const { context } = draft;
  const entities = event.understanding?.entities ?? [];
  const running = top(draft);
  if (running && running.flow === command.flow.id) {
    const changed = fillFree(draft, running, entities);
    return changed.length ? goOnWith(draft, changed) : advance(draft);
  }
  if (running && flowOf(draft, running).pattern) cancelPatterns(draft);
  if (returnTo(draft, command.flow.id, entities)) return advance(draft);
  const paused = waitingFor(draft);
  if (paused && context.intents.get(command.intent)?.kind !== 'faq')
    draft.log.push({ type: 'digressed', data: { from: paused.flow.id, to: command.flow.id } });
  const preface = command.preface ? context.article(command.preface) : null;
  if (preface) sayArticle(draft, preface, false);
  const own = entitiesOf(event, command.intent);
  begin(draft, command.flow, { because: wordsOf(event.input), entities: own });
  queueRequests(draft, event, command.intent);
  return advance(draft);
}
