/** The interpreter of flows: runs the top frame until it waits for the customer, a call, or nothing is left. */

import type { ReplyOption } from '../types.ts';
import { type Draft, flowOf, scopeOf, top } from './context.ts';
import { evaluate, holds } from './expression.ts';
import { handedOver, summaryOf } from './handover.ts';
import { establish, forEachAccount, holdsLevel, learnIdentity } from './identity.ts';
import { type Flow, FlowError, type Node } from './program.ts';
import { takeUpNext } from './requests.ts';
import { show } from './shown.ts';
import { linkFrom, optionsFrom, say, sayArticle, sayCommon } from './speak.ts';
import { announceResume, begin, finish, settleSlot } from './stack.ts';
import type { Frame, PendingCall, SlotValue } from './state.ts';
import { fill } from './template.ts';
import { accountMeant, speaksOfAll } from './whose.ts';

/** Steps in one go after which a flow is held to be running in circles. */
const STEP_LIMIT = 200;

type NodeOf<K extends Node['kind']> = Extract<Node, { kind: K }>;
/** `go` = the next node, `wait` = the customer's turn, or the call to perform. */
type Move = 'go' | 'wait' | PendingCall;

/**
 * Runs until the customer has to answer or an action has to be performed.
 * @returns the call, or null when it is the customer's turn.
 * @throws FlowError when a flow runs in circles.
 */
export function advance(draft: Draft): PendingCall | null {
  for (let steps = 0; steps < STEP_LIMIT; steps++) {
    const frame = top(draft);
    if (!frame) {
      if (!takeUpNext(draft)) return null;
      continue;
    }
    if (frame.node === null) {
      endFrame(draft);
      continue;
    }
    const node = flowOf(draft, frame).nodes.get(frame.node);
    if (!node)
      throw new FlowError(
        frame.flow,
        frame.node,
        'the running conversation stands at a step that its version does not have',
      );
    visit(draft, frame, node);
    const move = run(draft, frame, node);
    if (move === 'wait') return null;
    if (move !== 'go') {
      draft.state.pending = move;
      return move;
    }
  }
  throw new FlowError(
    top(draft)?.flow ?? '?',
    top(draft)?.node ?? '?',
    `more than ${STEP_LIMIT} steps without an answer: the flow runs in circles`,
  );
}

function visit(draft: Draft, frame: Frame, node: Node): void {
  draft.log.push({ type: 'step', data: { flow: frame.flow, node: node.id } });
  if (frame.trail.at(-1) !== node.id) frame.trail.push(node.id);
  if (frame.trail.length > STEP_LIMIT) frame.trail.shift();
}

function run(draft: Draft, frame: Frame, node: Node): Move {
  switch (node.kind) {
    case 'say':
      return runSay(draft, frame, node);
    case 'ask':
      return runAsk(draft, frame, node);
    case 'confirm':
      return runConfirm(draft, frame, node);
    case 'set':
      return runSet(draft, frame, node);
    case 'call':
      return runCall(draft, frame, node);
    case 'branch':
      return runBranch(draft, frame, node);
    case 'link':
      return runLink(draft, frame, node);
    case 'answer':
      return runAnswer(draft, frame, node);
    case 'handoff':
      return runHandoff(draft, frame, node);
    case 'end':
      draft.hangup ||= typeof node.spec.end === 'object' && node.spec.end.hangup;
      frame.node = null;
      return 'go';
  }
}

function runSay(draft: Draft, frame: Frame, node: NodeOf<'say'>): Move {
  const scope = scopeOf(draft, frame);
  const { spec } = node;
  say(draft, spec.say, scope, {
    options: optionsFrom(spec.options, scope),
    card: show(draft, spec.card, scope),
    link: spec.link && linkFrom(spec.link, scope),
    wants: spec.wants,
  });
  if (spec.offer) draft.state.offer = { intent: spec.offer };
  frame.node = node.next;
  return 'go';
}

function runAsk(draft: Draft, frame: Frame, node: NodeOf<'ask'>): Move {
  const name = node.spec.ask;
  if (settleSlot(draft, frame, name)) {
    frame.node = node.next;
    return 'go';
  }
  const spec = flowOf(draft, frame).slots[name]!;
  if (spec.type === 'account' && !spec.ask) {
    establish(draft, frame, null, 'bound');
    return 'go';
  }
  const scope = scopeOf(draft, frame);
  const failures = frame.asked[name] ?? 0;
  const first = node.spec.text ?? spec.ask;
  const question = failures === 0 ? first : (spec.again ?? first);
  if (!question) throw new FlowError(frame.flow, node.id, `slot "${name}" has no question; give it "ask"`);
  const options =
    spec.choices?.map((c) => ({ label: c.label, value: c.id })) ?? optionsFrom(spec.options, scope);
  const wants = spec.type === 'image' ? 'image' : spec.type === 'address' ? 'location' : undefined;
  if (failures >= 2) sayCommon(draft, 'offerHelp');
  say(draft, question, scope, { options: failures >= 2 ? withHelp(options) : options, wants });
  return 'wait';
}

function withHelp(options: { label: string; value: string }[] | undefined) {
  return [
    ...(options ?? []),
    { label: '转人工', value: 'intent:service.human' },
    { label: '不办了', value: '取消' },
  ];
}

function runConfirm(draft: Draft, frame: Frame, node: NodeOf<'confirm'>): Move {
  if (frame.confirmed) {
    frame.node = node.next;
    return 'go';
  }
  const scope = scopeOf(draft, frame);
  const failures = frame.asked[node.id] ?? 0;
  if (failures === 1) sayCommon(draft, 'confirmAgain');
  if (failures >= 2) sayCommon(draft, 'offerHelp');
  const options = [
    { label: '确认', value: '确认' },
    { label: '取消', value: '取消' },
  ];
  say(draft, node.spec.confirm, scope, {
    card: show(draft, node.spec.card, scope),
    options: failures >= 2 ? withHelp([options[0]!]) : options,
  });
  return 'wait';
}

function runSet(draft: Draft, frame: Frame, node: NodeOf<'set'>): Move {
  const flow = flowOf(draft, frame);
  for (const [name, source] of Object.entries(node.spec.set)) {
    const value = evaluate(source, scopeOf(draft, frame));
    if (name in flow.slots) {
      frame.slots[name] = value as SlotValue;
      frame.asked[name] = 0;
      frame.confirmed = false;
    } else frame.vars[name] = value;
  }
  frame.node = node.next;
  return 'go';
}

function runBranch(draft: Draft, frame: Frame, node: NodeOf<'branch'>): Move {
  const scope = scopeOf(draft, frame);
  const chosen = node.cases.find((c) => c.when === null || holds(c.when, scope));
  frame.node = chosen?.to ?? null;
  return 'go';
}

function runLink(draft: Draft, frame: Frame, node: NodeOf<'link'>): Move {
  if (frame.vars[`linked:${node.id}`]) {
    delete frame.vars[`linked:${node.id}`];
    frame.node = node.next;
    return 'go';
  }
  const flow = draft.context.flows.latest(node.spec.link);
  if (!flow) throw new FlowError(frame.flow, node.id, `there is no flow "${node.spec.link}"`);
  frame.vars[`linked:${node.id}`] = true;
  const scope = scopeOf(draft, frame);
  const given = Object.entries(node.spec.with).map(
    ([name, source]) => [name, evaluate(source, scope)] as const,
  );
  const slots = Object.fromEntries(given.filter(([name]) => name in flow.slots)) as Record<string, SlotValue>;
  const vars = Object.fromEntries(given.filter(([name]) => !(name in flow.slots)));
  begin(draft, flow, { because: frame.because, slots: { ...sharedSlots(frame, flow), ...slots }, vars });
  return 'go';
}

function sharedSlots(frame: Frame, flow: Flow): Record<string, SlotValue> {
  return Object.fromEntries(
    Object.entries(flow.slots).map(([name, { choices }]) => {
      const value = frame.slots[name] ?? null;
      return [name, choices && !choices.some((c) => c.id === value) ? null : value];
    }),
  );
}

function runAnswer(draft: Draft, frame: Frame, node: NodeOf<'answer'>): Move {
  const article = draft.context.article(node.spec.answer);
  if (article) sayArticle(draft, article, false);
  frame.node = node.next;
  return 'go';
}

function runHandoff(draft: Draft, frame: Frame, node: NodeOf<'handoff'>): Move {
  const reason = fill(node.spec.handoff, 'text', scopeOf(draft, frame));
  return {
    node: node.id,
    action: 'handoff.start',
    params: { reason, summary: summaryOf(frame), priority: frame.vars.priority === true },
    effect: true,
  };
}

function runCall(draft: Draft, frame: Frame, node: NodeOf<'call'>): Move {
  const action = draft.context.actions.get(node.spec.call);
  if (!action) throw new FlowError(frame.flow, node.id, `there is no action "${node.spec.call}"`);
  for (const name of Object.keys(flowOf(draft, frame).slots)) settleSlot(draft, frame, name);
  const scope = scopeOf(draft, frame);
  const params = Object.fromEntries(
    Object.entries(node.spec.with).map(([name, source]) => [name, evaluate(source, scope)]),
  );
  if (action.identity !== 'anonymous') {
    const account = typeof params.account === 'string' ? params.account : null;
    const needed = account !== null || action.params.account?.required;
    if (needed && (!account || !holdsLevel(draft, account, action.identity))) {
      establish(draft, frame, account, action.identity);
      return 'go';
    }
  }
  const waived = action.unconfirmed || (action.waiver !== undefined && params[action.waiver] === true);
  if (action.effect && !waived && !frame.confirmed)
    throw new FlowError(
      frame.flow,
      node.id,
      `"${action.name}" changes something and was not confirmed; put a confirm step before it`,
    );
  return { node: node.id, action: action.name, params: dropNulls(params), effect: action.effect };
}

function dropNulls(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Takes in the result of the pending call and sets the frame on its way. */
export function receive(draft: Draft, outcome: string, data: unknown): void {
  const { state } = draft;
  const call = state.pending;
  const frame = top(draft);
  state.pending = null;
  if (!call || !frame) throw new Error('a result came though no call was pending');
  draft.log.push({
    type: 'action',
    data: { flow: frame.flow, node: call.node, action: call.action, outcome },
  });
  const node = flowOf(draft, frame).nodes.get(call.node);
  if (node?.kind === 'handoff') return handedOver(draft, frame, node, outcome, data);
  if (node?.kind !== 'call')
    throw new FlowError(frame.flow, call.node, 'a result came for a step that makes no call');
  if (outcome === 'ok') learnIdentity(draft, frame, call);
  if (outcome === 'ok' && call.action === 'account.list') {
    state.memory.listed = (data as { options: ReplyOption[] }).options;
    if (frame.flow === 'pattern-choose-account') chooseFrom(draft, frame, state.memory.listed);
  }
  if (node.spec.into) frame.vars[node.spec.into] = data ?? null;
  frame.node = outcome === 'ok' ? node.next : branchFor(frame, node, outcome);
}

/** The account that the request was about from the beginning, or all of them in turn. */
function chooseFrom(draft: Draft, frame: Frame, listed: readonly ReplyOption[]): void {
  if (speaksOfAll(frame.because))
    forEachAccount(
      draft,
      listed.map((option) => option.value),
    );
  else frame.slots.account = accountMeant(draft.state, frame.because);
}

function branchFor(frame: Frame, node: NodeOf<'call'>, outcome: string): string | null {
  const branch = node.on[outcome] ?? node.on.failed;
  if (branch === undefined)
    throw new FlowError(frame.flow, node.id, `no branch for the outcome "${outcome}" of ${node.spec.call}`);
  return branch;
}

function endFrame(draft: Draft): void {
  const ended = top(draft)!;
  const endedFlow = flowOf(draft, ended);
  finish(draft, 'done');
  const below = top(draft);
  if (!below) return;
  if (ended.flow === 'pattern-choose-account' || ended.flow === 'pattern-identify') {
    below.slots.account = ended.slots.account ?? below.slots.account ?? null;
    return;
  }
  const node = below.node === null ? null : flowOf(draft, below).nodes.get(below.node);
  const interrupted = node?.kind === 'ask' || node?.kind === 'confirm' || node?.kind === 'call';
  if (interrupted && !endedFlow.pattern) announceResume(draft);
}
