/** Frames: how flows begin, what fills their slots at once, and what happens when they end. */
import type { Entity } from '../../nlu/mod.ts';
import { type Draft, flowOf, scopeOf, top } from './context.ts';
import { evaluate, holds } from './expression.ts';
import type { SlotType } from './flow.ts';
import type { Flow } from './program.ts';
import { choicesHeard } from './reading/choice.ts';
import { fromEntity } from './slots.ts';
import { sayCommon } from './speak.ts';
import { type Frame, IN_DOUBT, PROOF_TOLD, type SlotValue } from './state.ts';
import { accountMeant } from './whose.ts';
import { compact } from './words.ts';

/** Slots whose values hold for the person and not for one request: taken again without asking. */
const LASTING: readonly SlotType[] = ['phone', 'address', 'name', 'taxNo', 'account', 'order'];

export interface Begin {
  because: string;
  entities?: readonly Entity[];
  slots?: Record<string, SlotValue>;
  vars?: Record<string, unknown>;
}

/** Puts a flow on top of the stack, with all that is known already filled in. */
export function begin(draft: Draft, flow: Flow, how: Begin): Frame {
  const { state } = draft;
  const frame: Frame = {
    flow: flow.id,
    version: flow.version,
    node: flow.start,
    slots: {},
    vars: { ...how.vars },
    asked: {},
    confirmed: false,
    trail: [],
    because: how.because,
  };
  for (const [name, spec] of Object.entries(flow.slots)) {
    frame.slots[name] = null;
    const given = how.slots?.[name];
    if (given !== undefined && given !== null) frame.slots[name] = given;
    else if (spec.remember) frame.slots[name] = known(draft, name, spec.type, how);
  }
  state.stack.push(frame);
  draft.log.push({
    type: 'flow.started',
    data: { flow: flow.id, version: flow.version, because: how.because },
  });
  if (how.entities?.length) {
    fillFree(draft, frame, how.entities);
    fillFigure(draft, frame, how.entities);
  }
  const proof = /身份证|证件|验证码/.test(how.because) && valueFor('proof', how.entities ?? []);
  if (proof) frame.vars[PROOF_TOLD] = proof;
  hearChoices(draft, frame, frame.because);
  return frame;
}

/** Slots that a bare figure of the request can mean. */
const FIGURES: readonly SlotType[] = ['energy', 'power', 'capacity'];

/** "我自己报下读数 8956": the only figure without a unit is the only quantity that the flow wants to know. */
function fillFigure(draft: Draft, frame: Frame, entities: readonly Entity[]): void {
  const wanted = Object.entries(flowOf(draft, frame).slots).filter(([, s]) => FIGURES.includes(s.type));
  const figures = entities.filter(({ type, text }) => type === 'number' && /^\d{3,}$/.test(text));
  const [name = ''] = wanted[0] ?? [];
  if (wanted.length !== 1 || figures.length !== 1 || frame.slots[name] !== null) return;
  const value = Number(figures[0]!.value);
  if (isValid(draft, frame, name, value)) setSlot(draft, frame, name, value);
}

/** Sets the choices that words make by themselves, where none is made yet. */
export function hearChoices(draft: Draft, frame: Frame, words: string): void {
  for (const { name, value } of choicesHeard(Object.entries(flowOf(draft, frame).slots), compact(words)))
    if (frame.slots[name] === null) setSlot(draft, frame, name, value);
}

function valueFor(type: SlotType, entities: readonly Entity[]): SlotValue {
  return entities.map((e) => fromEntity(type, e)).find((value) => value !== undefined) ?? null;
}

function known(draft: Draft, name: string, type: SlotType, { because, entities }: Begin): SlotValue {
  const { state } = draft;
  if (type === 'account') return accountMeant(state, because, entities);
  if (!LASTING.includes(type)) return null;
  const remembered = state.memory.slots[name];
  if (remembered !== undefined && remembered !== null) return remembered;
  return type === 'phone' ? state.user.phone : null;
}

/**
 * Fills slots of a frame from entities of a message; each entity fills the first fitting slot that is empty, or
 * replaces the value when the frame has just one slot of that type.
 * @returns the names of the slots that changed.
 */
export function fillFree(draft: Draft, frame: Frame, entities: readonly Entity[]): string[] {
  const flow = flowOf(draft, frame);
  const changed: string[] = [];
  for (const entity of entities) {
    const fitting = Object.entries(flow.slots).filter(
      ([, spec]) => spec.free && fromEntity(spec.type, entity) !== undefined,
    );
    const target =
      fitting.find(([name]) => frame.slots[name] === null) ?? (fitting.length === 1 ? fitting[0] : undefined);
    if (!target || changed.includes(target[0])) continue;
    const [name, spec] = target;
    const value = fromEntity(spec.type, entity)!;
    if (sameValue(frame.slots[name] ?? null, value) || !isValid(draft, frame, name, value)) continue;
    setSlot(draft, frame, name, value);
    changed.push(name);
  }
  return changed;
}

export function sameValue(a: SlotValue, b: SlotValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Sets a slot; whatever was confirmed before must be confirmed anew. */
export function setSlot(draft: Draft, frame: Frame, name: string, value: SlotValue): void {
  frame.slots[name] = value;
  frame.confirmed = false;
  delete frame.vars[IN_DOUBT];
  draft.log.push({ type: 'slot.filled', data: { flow: frame.flow, slot: name, value } });
}

/** Whether a value passes the slot's own check. */
export function isValid(draft: Draft, frame: Frame, name: string, value: SlotValue): boolean {
  const spec = flowOf(draft, frame).slots[name];
  if (!spec?.check) return true;
  return holds(spec.check, { ...scopeOf(draft, frame), [name]: value, value });
}

/** Takes a slot's default when nothing else filled it. @returns whether the slot has a value now. */
export function settleSlot(draft: Draft, frame: Frame, name: string): boolean {
  if (frame.slots[name] !== null && frame.slots[name] !== undefined) return true;
  const spec = flowOf(draft, frame).slots[name];
  if (spec?.default === undefined) return false;
  frame.slots[name] = evaluate(spec.default, scopeOf(draft, frame)) as SlotValue;
  return frame.slots[name] !== null;
}

/** Takes the top frame off; what it learnt goes into memory and, for a part, back to the flow that linked it. */
export function finish(draft: Draft, how: 'done' | 'cancelled' | 'refused' | 'handed-over'): void {
  const frame = draft.state.stack.pop();
  if (!frame) return;
  const flow = flowOf(draft, frame);
  draft.log.push({ type: 'flow.ended', data: { flow: frame.flow, how } });
  if (how !== 'done') return;
  remember(draft, frame, flow);
  const below = top(draft);
  if (below && isPart(draft, below)) handBack(draft, frame, below);
}

function remember(draft: Draft, frame: Frame, flow: Flow): void {
  const { memory } = draft.state;
  for (const [name, spec] of Object.entries(flow.slots)) {
    const value = frame.slots[name];
    if (value === null || value === undefined || !LASTING.includes(spec.type)) continue;
    if (spec.type === 'account') memory.account = String(value);
    else if (spec.remember) memory.slots[name] = value;
  }
  if (!flow.pattern && !draft.log.some((e) => e.type === 'answered')) delete memory.topic;
  if (!flow.pattern)
    memory.last = {
      flow: flow.id,
      slots: { ...frame.slots },
      intent: flow.triggers[0] ?? null,
      turn: draft.state.turn,
    };
}

/** Whether the frame below stands at a `link` and waits for its part. */
function isPart(draft: Draft, below: Frame): boolean {
  return below.node !== null && flowOf(draft, below).nodes.get(below.node)?.kind === 'link';
}

function handBack(draft: Draft, part: Frame, whole: Frame): void {
  const partSlots = flowOf(draft, part).slots;
  for (const [name, spec] of Object.entries(flowOf(draft, whole).slots)) {
    const value = part.slots[name];
    if (partSlots[name]?.type === spec.type && value !== null && value !== undefined)
      whole.slots[name] = value;
  }
}

/** The customer gives up what is on top, with everything it was a part of. */
export function cancelTop(draft: Draft): Frame | null {
  let cancelled: Frame | null = null;
  while (draft.state.stack.length) {
    cancelled = top(draft);
    const pattern = flowOf(draft, cancelled!).pattern;
    finish(draft, 'cancelled');
    const below = top(draft);
    if (!pattern && !(below && isPart(draft, below))) break;
  }
  return cancelled;
}

/** A question of a pattern (identity, which account) falls away when the customer turns to something else. */
export function cancelPatterns(draft: Draft): void {
  const { state } = draft;
  for (let f = top(draft); f && flowOf(draft, f).pattern; f = top(draft)) state.stack.pop();
  const whole = top(draft);
  if (whole) delete whole.vars['identity:tried'];
}

/** Says that an interrupted flow goes on, when there is one. */
export function announceResume(draft: Draft): void {
  const frame = draft.state.stack.findLast((f) => !flowOf(draft, f).pattern);
  if (frame) sayCommon(draft, 'resume', { flow: flowOf(draft, frame).name });
}
