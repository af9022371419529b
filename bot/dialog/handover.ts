/** Handing over to a human: what the agent reads first, and what the customer hears. */
import type { Draft } from './context.ts';
import type { Node } from './program.ts';
import { sayCommon } from './speak.ts';
import { begin, finish } from './stack.ts';
import type { Frame } from './state.ts';

/** What the agent reads first: the customer's words and what is known of the matter. */
export function summaryOf(frame: Frame): string {
  const slots = Object.entries(frame.slots).filter(([, value]) => value !== null);
  const known = slots.map(
    ([name, value]) => `${name}：${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return [frame.because, ...known].filter(Boolean).join('；');
}

export function handedOver(
  draft: Draft,
  frame: Frame,
  node: Extract<Node, { kind: 'handoff' }>,
  outcome: string,
  data: unknown,
): void {
  const { state } = draft;
  const attempts = draft.state.lastReplies.map((r) => r.text);
  const slots = { ...frame.slots };
  if (outcome === 'ok') {
    state.handoff = {
      status: 'queued',
      reason: node.spec.handoff,
      at: draft.context.now,
      summary: { flow: frame.flow, because: frame.because, slots, attempts },
    };
    draft.log.push({ type: 'handoff', data: { reason: node.spec.handoff, flow: frame.flow } });
    sayCommon(draft, 'handedOver', { desk: data });
    while (state.stack.length) finish(draft, 'handed-over');
    state.queue = [];
    return;
  }
  finish(draft, 'handed-over');
  if (outcome === 'closed') {
    const flow = draft.context.flows.latest('pattern-callback');
    if (flow) begin(draft, flow, { because: frame.because });
    return;
  }
  sayCommon(draft, 'deskUnreachable');
}
