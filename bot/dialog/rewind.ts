/** Going back within a flow: to what depends on a corrected slot, or to the question before. */
import { type Draft, flowOf, top } from './context.ts';
import { namesIn } from './expression.ts';
import type { Node } from './program.ts';
import type { Frame } from './state.ts';
import { placeholders } from './template.ts';

/**
 * Takes a frame back to the earliest step it passed that reads one of the changed slots, so that everything found out
 * with the old value is found out anew. What was done already (an action with effect) is never done again: the frame
 * goes back no further than behind it.
 */
export function rewind(draft: Draft, frame: Frame, changed: readonly string[]): void {
  const flow = flowOf(draft, frame);
  let from = 0;
  frame.trail.forEach((id, index) => {
    const node = flow.nodes.get(id);
    if (node?.kind === 'call' && id !== frame.node && draft.context.actions.get(node.spec.call)?.effect)
      from = index + 1;
  });
  const target = frame.trail.slice(from).find((id) => {
    const node = flow.nodes.get(id);
    return node !== undefined && node.kind !== 'say' && reads(node).some((name) => changed.includes(name));
  });
  if (target) {
    frame.trail.length = frame.trail.indexOf(target);
    frame.node = target;
  }
  delete frame.vars['identity:tried'];
}

/** Empties the slot of the question before the present one and goes there. @returns false when there is none. */
export function stepBack(draft: Draft): boolean {
  const frame = top(draft);
  if (!frame) return false;
  const flow = flowOf(draft, frame);
  for (let i = frame.trail.length - 1; i >= 0; i--) {
    const id = frame.trail[i]!;
    const node = flow.nodes.get(id);
    if (node?.kind === 'call' && draft.context.actions.get(node.spec.call)?.effect) return false;
    if (id === frame.node || node?.kind !== 'ask' || frame.slots[node.spec.ask] === null) continue;
    frame.slots[node.spec.ask] = null;
    frame.asked[node.spec.ask] = 0;
    frame.confirmed = false;
    frame.trail.length = i;
    frame.node = id;
    return true;
  }
  return false;
}

/** Names that a step reads to decide or to act. */
function reads(node: Node): string[] {
  switch (node.kind) {
    case 'call':
    case 'link':
      return Object.values(node.spec.with).flatMap(namesIn);
    case 'set':
      return Object.values(node.spec.set).flatMap(namesIn);
    case 'branch':
      return node.cases.flatMap((c) => (c.when === null ? [] : namesIn(c.when)));
    case 'confirm':
      return textsOf(node.spec.confirm).flatMap((t) => placeholders(t).flatMap((p) => namesIn(p.source)));
    default:
      return [];
  }
}

function textsOf(text: string | { text: string; spoken: string }): string[] {
  return typeof text === 'string' ? [text] : [text.text, text.spoken];
}
