/** With which knowledge of the person a turn begins: what the conversation and the channel have learnt, and time has taken. */
import type { ConversationRow } from '../store/mod.ts';
import type { ConversationState } from './dialog/state.ts';
import type { IncomingMessage } from './types.ts';

/** Silence after which what was proved counts no more, in milliseconds: a phone may have changed hands. */
const PROOF_LASTS = 2 * 60 * 60_000;

/** The state of a conversation when a message comes. */
export function stateAt(row: ConversationRow, message: IncomingMessage): ConversationState {
  return withChannelKnowledge(proofsOf(row, message), message);
}

/** The state as it stands, without proofs that have grown old: on WeChat a conversation never ends. */
function proofsOf(row: ConversationRow, message: IncomingMessage): ConversationState {
  const state = row.state as unknown as ConversationState;
  if (message.at.getTime() - row.updatedAt <= PROOF_LASTS) return state;
  const { bound, released, proved = [] } = state.identity;
  const { account, ...memory } = state.memory;
  const identity = { released, verified: [], bound: bound.filter((each) => !proved.includes(each)) };
  const stays = account !== undefined && identity.bound.includes(account);
  return { ...state, identity, memory: stays ? state.memory : memory };
}

/** What the channel has learnt of the person since (a binding made elsewhere) joins the conversation's state. */
function withChannelKnowledge(state: ConversationState, message: IncomingMessage): ConversationState {
  const { verified } = message.user;
  const bound = message.user.bound.filter((account) => !state.identity.released.includes(account));
  const known = new Set([...state.identity.bound, ...bound]);
  return {
    ...state,
    user: { ...state.user, phone: message.user.phone ?? state.user.phone },
    identity: {
      ...state.identity,
      bound: [...known],
      verified: verified ? [...new Set([...state.identity.verified, ...bound])] : state.identity.verified,
    },
  };
}
