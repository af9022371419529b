/** What a yes, a no or a doubt does where something was read out to be confirmed. */
import { advance } from './advance.ts';
import { type Draft, top } from './context.ts';
import { resumeAsking } from './resume.ts';
import { sayCommon } from './speak.ts';
import { cancelTop } from './stack.ts';
import { IN_DOUBT, type PendingCall } from './state.ts';
import { waitingFor } from './waiting.ts';

export function confirm(draft: Draft, yes: boolean): PendingCall | null {
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

/** How often the customer is asked what is wrong before it counts as a no. */
const DOUBTS = 2;

/** Something is wrong with what was read out, and it was not said what. */
export function askWhatIsWrong(draft: Draft): PendingCall | null {
  const { frame } = waitingFor(draft)!;
  const count = (frame.asked['what-is-wrong'] ?? 0) + 1;
  frame.asked['what-is-wrong'] = count;
  if (count > DOUBTS) return confirm(draft, false);
  frame.vars[IN_DOUBT] = true;
  sayCommon(draft, 'whatIsWrong');
  return null;
}

/** Yes, though something was wrong and was not mended: it is read out once more. */
export function confirmAnew(draft: Draft): PendingCall | null {
  delete top(draft)!.vars[IN_DOUBT];
  return advance(draft);
}
