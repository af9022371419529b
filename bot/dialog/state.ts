/** The state of a conversation: everything the next turn needs, as plain JSON. */
import type { Entity, EntityValue } from '../../nlu/mod.ts';
import type { ChannelId, OutboundCall, Reply, ReplyOption, UserContext } from '../types.ts';

export type SlotValue = EntityValue | null;

/** Set in a frame's variables while something is known to be wrong with what waits for a yes. */
export const IN_DOUBT = 'confirm:doubt';

/** In a frame's variables: the proof of identity that was told with the request, before anybody asked for it. */
export const PROOF_TOLD = 'identity:told';

/** One running flow. The last frame of the stack is the one that runs; those below wait for it. */
export interface Frame {
  flow: string;
  /** The flow's version in which this frame began and will end. */
  version: string;
  /** The node that runs or waits; null when the flow is over. */
  node: string | null;
  slots: Record<string, SlotValue>;
  /** Slots confirmed or corrected by hand: a default must not overwrite them. */
  vars: Record<string, unknown>;
  /** How often each question was put, by slot name or `confirm`. */
  asked: Record<string, number>;
  /** Yes was said, and no slot has changed since. */
  confirmed: boolean;
  /** The nodes left behind at which the customer was asked something: where "back" goes. */
  trail: string[];
  /** The request of the customer that began it, for the agent's summary. */
  because: string;
}

/** A call that has been asked for and whose result is awaited within the turn. */
export interface PendingCall {
  node: string;
  action: string;
  params: Record<string, unknown>;
  effect: boolean;
}

interface Memory {
  /** The account spoken of. */
  account?: string;
  /** Values that other flows learnt, by slot name, taken again without asking. */
  slots: Record<string, SlotValue>;
  /** The last business flow that ended, with its slots: what "那上个月呢" and "再来一次" refer to. */
  last?: { flow: string; slots: Record<string, SlotValue>; intent: string | null; turn?: number };
  /** The customer's own accounts as they were shown, to be named by their street later. */
  listed?: ReplyOption[];
  /** The last article told, for follow-up questions. */
  topic?: string;
  /** All articles told: asked about once more, only what is asked of them is told. */
  told?: string[];
  /** The rows of the cards shown last, in the channel's wording, the turn in which they were, and whose they are. */
  shown?: { turn: number; account: SlotValue; rows: { label: string; value: string }[] };
}

interface Identity {
  /** Accounts known to belong to the customer, from the channel or proved here. */
  bound: string[];
  /** Accounts for which identity was proved in this conversation. */
  verified: string[];
  /** Accounts among the bound ones that are so by a proof alone, and not by a binding. */
  proved?: string[];
  /** Accounts unbound in this conversation: the channel's word for them counts no more. */
  released: string[];
}

export interface Handoff {
  status: 'queued' | 'active';
  reason: string;
  at: string;
  summary: { flow: string | null; because: string; slots: Record<string, SlotValue>; attempts: string[] };
}

export interface ConversationState {
  channel: ChannelId;
  user: { id: string; phone: string | null; verifiedByChannel: boolean; call?: OutboundCall | undefined };
  identity: Identity;
  stack: Frame[];
  /** Requests that wait for the present one to end: intent and the words. */
  queue: { intent: string; text: string; topic?: string | null; entities?: Entity[]; account?: string }[];
  memory: Memory;
  /** An offer that a plain yes takes up: the intent to start. */
  offer: { intent: string } | null;
  /** Asked "which of these did you mean": the intents. */
  clarifying: { intents: string[]; text: string } | null;
  /** Quick replies of the last turn, matched by label, value and number. */
  options: ReplyOption[];
  /** The replies of the last turn, for "再说一遍". */
  lastReplies: Reply[];
  /** Turns in a row that were not understood, and turns with anger. */
  misunderstood: number;
  anger: number;
  silences: number;
  handoff: Handoff | null;
  /** Counts turns: part of every idempotency key. */
  turn: number;
  /** What the engine asked for and has not got yet (within a turn only). */
  pending: PendingCall | null;
  finished: boolean;
}

/** The state of a conversation that begins. */
export function newState(channel: ChannelId, user: UserContext): ConversationState {
  return {
    channel,
    user: { id: user.id, phone: user.phone ?? null, verifiedByChannel: user.verified, call: user.call },
    identity: { bound: [...user.bound], verified: user.verified ? [...user.bound] : [], released: [] },
    stack: [],
    queue: [],
    memory: { slots: {} },
    offer: null,
    clarifying: null,
    options: [],
    lastReplies: [],
    misunderstood: 0,
    anger: 0,
    silences: 0,
    handoff: null,
    turn: 0,
    pending: null,
    finished: false,
  };
}
