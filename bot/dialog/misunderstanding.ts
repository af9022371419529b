/** What the engine does when it does not understand: other words, choices, help, a human; and when nothing is said. */
import { advance } from './advance.ts';
import { type Draft, flowOf, scopeOf } from './context.ts';
import { evaluate } from './expression.ts';
import type { Flow } from './program.ts';
import { say, sayCommon } from './speak.ts';
import { begin, setSlot } from './stack.ts';
import type { PendingCall, SlotValue } from './state.ts';
import { type Waiting, waitingFor } from './waiting.ts';

/** Misunderstandings in a row, or outbursts, after which a human is brought in. */
export const PATIENCE = 3;

/**
 * An answer that was none, or a value that does not do: ask in other words, then offer help, then bring a human.
 * @param invalid the value that was understood and failed the slot's check
 * @param comfort the common reply before the question in other words
 */
export function retry(draft: Draft, invalid?: SlotValue, comfort = 'notUnderstood'): PendingCall | null {
  const { state } = draft;
  const waiting = waitingFor(draft);
  if (!waiting) return cannotHandle(draft, false);
  state.misunderstood += 1;
  const key = waiting.node.kind === 'ask' ? waiting.node.spec.ask : waiting.node.id;
  const failures = (waiting.frame.asked[key] ?? 0) + 1;
  waiting.frame.asked[key] = failures;
  draft.log.push({
    type: 'not-understood',
    data: { flow: waiting.flow.id, node: waiting.node.id, failures },
  });
  if (failures >= PATIENCE || (failures === 1 && state.misunderstood >= PATIENCE))
    return bringHuman(draft, '多次未能理解客户');
  const without = failures === 2 && invalid === undefined ? goOnWithout(draft, waiting) : undefined;
  if (without !== undefined) return without;
  if (invalid !== undefined && waiting.slot?.invalid) {
    say(draft, waiting.slot.invalid, { ...scopeOf(draft, waiting.frame), value: invalid });
  } else if (failures === 1 && waiting.node.kind === 'ask') sayCommon(draft, comfort);
  return advance(draft);
}

/** The customer cannot say: go on without where the flow knows how, else help to find it. */
export function unsure(draft: Draft): PendingCall | null {
  const waiting = waitingFor(draft);
  if (!waiting?.slot) return retry(draft);
  const without = goOnWithout(draft, waiting);
  if (without === undefined) return retry(draft, undefined, 'noMatter');
  draft.state.misunderstood = 0;
  return without;
}

/** Goes on without the answer, where the flow says what to assume; undefined = it cannot be done without. */
function goOnWithout(draft: Draft, { frame, node, slot }: Waiting): PendingCall | null | undefined {
  if (slot?.unsure === undefined || node.kind !== 'ask') return undefined;
  setSlot(draft, frame, node.spec.ask, evaluate(slot.unsure, scopeOf(draft, frame)) as SlotValue);
  return advance(draft);
}

/** What was told is not what the customer meant, or not right. */
export function notRight(draft: Draft): PendingCall | null {
  if (++draft.state.misunderstood >= PATIENCE) return bringHuman(draft, '客户说答复不对');
  sayCommon(draft, 'notRight', {}, { options: [{ label: '转人工', value: 'intent:service.human' }] });
  return null;
}

export function cannotHandle(draft: Draft, outOfScope: boolean, words = ''): PendingCall | null {
  const { state } = draft;
  state.misunderstood += 1;
  draft.log.push({ type: 'not-understood', data: { flow: null, outOfScope } });
  if (!outOfScope && state.misunderstood >= PATIENCE) return bringHuman(draft, '多次未能理解客户');
  return runPattern(draft, outOfScope ? 'pattern-out-of-scope' : 'pattern-cannot-handle', words);
}

export function bringHuman(draft: Draft, reason: string): PendingCall | null {
  const flow = draft.context.flows.byIntent('service.human');
  if (!flow) throw new Error('no flow takes up service.human');
  const below = draft.state.stack.findLast((f) => !flowOf(draft, f).pattern);
  const because = [reason, below ? `正在办理${flowOf(draft, below).name}（${below.because}）` : '']
    .filter(Boolean)
    .join('；');
  begin(draft, flow, { because, vars: { reason } });
  return advance(draft);
}

/** Nothing was said: ask again, more briefly, then say goodbye. */
export function silence(draft: Draft): PendingCall | null {
  const { state } = draft;
  state.silences += 1;
  if (state.silences >= PATIENCE) {
    sayCommon(draft, 'goodbyeAfterSilence');
    state.stack = [];
    state.finished = true;
    draft.hangup = true;
    return null;
  }
  sayCommon(draft, 'stillThere');
  return waitingFor(draft) ? advance(draft) : null;
}

export function clarify(draft: Draft, intents: string[], text: string): PendingCall | null {
  const { state, context } = draft;
  state.clarifying = { intents, text };
  draft.log.push({ type: 'clarified', data: { intents } });
  const options = intents.map((id) => ({
    label: context.intents.get(id)?.name ?? id,
    value: `intent:${id}`,
  }));
  const names = options.map((o) => o.label);
  sayCommon(
    draft,
    'clarify',
    { names: names.length > 1 ? `${names.slice(0, -1).join('、')}，还是${names.at(-1)}` : names[0] },
    { options },
  );
  return null;
}

export function runPattern(draft: Draft, id: string, because: string, given?: Flow): PendingCall | null {
  const flow = given ?? draft.context.flows.latest(id);
  if (!flow) throw new Error(`bot/flows/patterns has no ${id}`);
  begin(draft, flow, { because });
  return advance(draft);
}
