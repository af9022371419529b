/** What an answer does to the running flow: it fills the slot, and what was told with it; or it puts right what was told. */
import { advance } from './advance.ts';
import type { Command } from './command.ts';
import { type Draft, flowOf, type InputEvent, top } from './context.ts';
import type { SlotType } from './flow.ts';
import { rewind } from './rewind.ts';
import { sayCommon } from './speak.ts';
import { fillFree, hearChoices, setSlot } from './stack.ts';
import type { Frame, PendingCall } from './state.ts';
import { wordsOf } from './words.ts';

type Fill = Extract<Command, { do: 'fill' }>;
type Correct = Extract<Command, { do: 'correct' }>;

/** Answers beside which people tell more: "空开没跳，地址是…". */
const TOLD_WITH_MORE: readonly SlotType[] = ['address', 'account', 'phone', 'name'];

export function fillSlot(draft: Draft, command: Fill, event: InputEvent): PendingCall | null {
  const frame = top(draft)!;
  setSlot(draft, frame, command.slot, command.value);
  frame.asked[command.slot] = 0;
  const spec = flowOf(draft, frame).slots[command.slot]!;
  const chosen = spec.choices?.find((c) => c.id === command.value);
  fillFree(draft, frame, besides(event, command, spec.type, chosen));
  if (TOLD_WITH_MORE.includes(spec.type)) hearChoices(draft, frame, wordsOf(event.input));
  return advance(draft);
}

/** What else was said with an answer. Where nothing else was, only what the answer itself is in other terms. */
function besides(
  { understanding }: InputEvent,
  { value, exact }: Fill,
  type: SlotType,
  chosen: { label: string; words: string[] } | undefined,
) {
  const entities = understanding?.entities ?? [];
  if (type === 'choice') {
    const words = chosen ? [chosen.label, ...chosen.words].join(' ') : '';
    return entities.filter((e) => !words.includes(e.text));
  }
  return entities.filter((e) => (e.value === value ? e.type !== type : !exact));
}

/** Sets slots to what the customer says they are, and finds out anew what depends on them. */
export function putRight(draft: Draft, { slots }: Correct): PendingCall | null {
  const frame = top(draft)!;
  const changed = slots.some(({ name, adds }) => frame.slots[name] !== null && !adds);
  frame.asked = {};
  for (const { name, value } of slots) {
    setSlot(draft, frame, name, value);
    draft.log.push({ type: 'slot.corrected', data: { flow: frame.flow, slot: name } });
  }
  sayPutRight(draft, frame, slots, changed);
  return goOnWith(
    draft,
    slots.map((s) => s.name),
  );
}

/** Says back a single value that can be said in few words. */
function sayPutRight(draft: Draft, frame: Frame, slots: Correct['slots'], changed: boolean): void {
  const [only] = slots;
  const named = only && slots.length === 1 ? `corrected-${flowOf(draft, frame).slots[only.name]!.type}` : '';
  if (!changed) sayCommon(draft, 'noted');
  else if (named in draft.context.replies) sayCommon(draft, named, { value: only?.value });
  else sayCommon(draft, 'corrected');
}

/** Goes on from the earliest step that depends on what changed. */
export function goOnWith(draft: Draft, changed: readonly string[]): PendingCall | null {
  rewind(draft, top(draft)!, changed);
  return advance(draft);
}
