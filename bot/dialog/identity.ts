/** Whose account it is: levels, the proof before a private figure, and what a proof or a binding teaches. */
import { IDENTITY_LEVELS, type IdentityLevel } from '../actions/port.ts';
import { type Draft, flowOf, top } from './context.ts';
import { FlowError } from './program.ts';
import { sayCommon } from './speak.ts';
import { begin, cancelPatterns, finish, setSlot } from './stack.ts';
import { type Frame, type PendingCall, PROOF_TOLD, type SlotValue } from './state.ts';

/** Whether the customer may do for this account what needs the level. */
export function holdsLevel(draft: Draft, account: string, needed: IdentityLevel): boolean {
  const { bound, verified } = draft.state.identity;
  const level: IdentityLevel = verified.includes(account)
    ? 'verified'
    : bound.includes(account)
      ? 'bound'
      : 'anonymous';
  return IDENTITY_LEVELS.indexOf(level) >= IDENTITY_LEVELS.indexOf(needed);
}

/** Finds out the account and proves that it is the customer's, then comes back to the same step. */
export function establish(draft: Draft, frame: Frame, account: string | null, needed: IdentityLevel): void {
  if (frame.vars['identity:tried'] && (!account || !holdsLevel(draft, account, needed))) {
    sayCommon(draft, 'identityRefused');
    finish(draft, 'refused');
    return;
  }
  const several = account === null && draft.state.identity.bound.length > 1;
  const flow = draft.context.flows.latest(several ? 'pattern-choose-account' : 'pattern-identify');
  if (!flow)
    throw new FlowError(
      frame.flow,
      frame.node ?? '',
      'the identity patterns are missing from bot/flows/patterns',
    );
  if (!several) frame.vars['identity:tried'] = true;
  begin(draft, flow, {
    because: frame.because,
    slots: { account, proof: (frame.vars[PROOF_TOLD] as SlotValue) ?? null },
    vars: { needed, accounts: draft.state.identity.bound },
  });
  delete frame.vars[PROOF_TOLD];
}

/** A proof that was accepted, or a binding made, raises the customer's level for that account. */
export function learnIdentity(draft: Draft, frame: Frame, call: PendingCall): void {
  const { identity, memory } = draft.state;
  const account = call.params.account;
  if (typeof account !== 'string') return;
  if (call.action === 'identity.verifyCode') {
    if (!identity.verified.includes(account)) identity.verified.push(account);
    if (!identity.bound.includes(account)) {
      identity.bound.push(account);
      identity.proved = [...(identity.proved ?? []), account];
    }
    memory.account = account;
  }
  if (call.action === 'account.bind') {
    identity.released = identity.released.filter((a) => a !== account);
    identity.proved = (identity.proved ?? []).filter((a) => a !== account);
  }
  const established = call.action === 'account.bind' || call.action === 'callee.confirm';
  if (established && !identity.bound.includes(account)) identity.bound.push(account);
  if (call.action === 'account.unbind') {
    identity.released.push(account);
    identity.bound = identity.bound.filter((a) => a !== account);
    identity.verified = identity.verified.filter((a) => a !== account);
    if (memory.account === account) delete memory.account;
    frame.slots.account = null;
  }
}

/** The business in hand for the first account now, for the others in turn. */
export function forEachAccount(draft: Draft, [first, ...others]: string[]): void {
  const { state } = draft;
  const business = state.stack.findLast((f) => !flowOf(draft, f).pattern);
  const intent = business && flowOf(draft, business).triggers[0];
  if (intent) state.queue.unshift(...others.map((account) => ({ intent, text: business.because, account })));
  setSlot(draft, top(draft)!, 'account', first ?? null);
}

/** The customer's own account after all, instead of proving somebody else's. */
export function ownAccountInstead(draft: Draft, account: string): void {
  cancelPatterns(draft);
  const frame = top(draft);
  if (frame && 'account' in frame.slots) setSlot(draft, frame, 'account', account);
}
