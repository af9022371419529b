/** Goes on with what an interruption left open. */
import type { Entity } from '../../nlu/mod.ts';
import { advance } from './advance.ts';
import { type Draft, flowOf } from './context.ts';
import { rewind } from './rewind.ts';
import { announceResume, fillFree } from './stack.ts';
import type { PendingCall } from './state.ts';
import { waitingFor } from './waiting.ts';

/** Puts the open question again, if there is one. */
export function resumeAsking(draft: Draft): PendingCall | null {
  if (waitingFor(draft) && draft.replies.length) announceResume(draft);
  return advance(draft);
}

/**
 * Business that waits beneath another is gone on with, and not begun a second time.
 * @returns whether it waited
 */
export function returnTo(draft: Draft, flow: string, entities: readonly Entity[]): boolean {
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
