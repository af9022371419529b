/** What the conversation waits for within a flow, and how words are read as the answer to it. */
import type { Command, Heard } from './command.ts';
import { type Draft, flowOf, scopeOf, top } from './context.ts';
import type { SlotSpec } from './flow.ts';
import type { Flow, Node } from './program.ts';
import { readProof } from './reading/proof.ts';
import { readAnswer } from './slots.ts';
import { isValid } from './stack.ts';
import type { Frame, SlotValue } from './state.ts';
import { fill } from './template.ts';
import { compact, wordsOf } from './words.ts';

export interface Waiting {
  frame: Frame;
  flow: Flow;
  node: Extract<Node, { kind: 'ask' | 'confirm' }>;
  slot: SlotSpec | null;
}

/** What the conversation waits for, if it waits within a flow. */
export function waitingFor(draft: Draft): Waiting | null {
  const frame = top(draft);
  if (!frame?.node) return null;
  const flow = flowOf(draft, frame);
  const node = flow.nodes.get(frame.node);
  if (node?.kind === 'ask') return { frame, flow, node, slot: flow.slots[node.spec.ask] ?? null };
  return node?.kind === 'confirm' ? { frame, flow, node, slot: null } : null;
}

/** The value that was said or pressed for a slot's own question; undefined = it was no answer to it. */
export function answerTo(draft: Draft, slot: SlotSpec, { input, understanding }: Heard) {
  const { state, context } = draft;
  return readAnswer(slot, { input, understanding, options: state.options, now: context.now });
}

/** A choice with `only` is taken when the words match it, and from no other words. */
export function strictly(draft: Draft, { frame }: Waiting, slot: SlotSpec, heard: Heard) {
  const strict = slot.choices?.find((c) => c.only !== undefined);
  const read = answerTo(draft, slot, heard);
  if (!strict?.only) return read;
  const only = new RegExp(`^(?:${fill(strict.only, 'text', scopeOf(draft, frame))})$`, 'u');
  if (only.test(compact(wordsOf(heard.input)))) return { value: strict.id, exact: true };
  return read?.value === strict.id ? undefined : read;
}

export function fillOrRetry(draft: Draft, waiting: Waiting, value: SlotValue, exact = false): Command {
  const slot = waiting.node.kind === 'ask' ? waiting.node.spec.ask : '';
  return isValid(draft, waiting.frame, slot, value)
    ? { do: 'fill', slot, value, exact }
    : { do: 'retry', invalid: value };
}

export const YES_OR_NO: SlotSpec = { type: 'yesno', remember: false, free: false };

/**
 * What proves the identity, told before it is asked for; null where nothing is to be proved.
 * @param command what the words mean besides: bare digits that mean anything else are no proof
 */
export function proofTold(draft: Draft, words: string, command: Command): string | null {
  const waiting = waitingFor(draft);
  if (!waiting || waiting.flow.pattern || !('account' in waiting.frame.slots)) return null;
  const { bound, verified } = draft.state.identity;
  const account = waiting.frame.slots.account ?? (bound.length === 1 ? bound[0]! : null);
  const proof = verified.includes(String(account)) ? undefined : readProof(words);
  const alone = waiting.node.kind === 'confirm' && command.do === 'retry' && proof?.exact;
  return proof && (alone || NAMES_PROOF.test(words)) ? String(proof.value) : null;
}
const NAMES_PROOF = /身份证|[后末]四位|验证码/;
