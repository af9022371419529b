/** What a law of the store's port is, how it is tried, and the values the laws are tried with. */
import fc from 'fast-check';
import type { Json, Store, TurnCommit } from '../port.ts';

/** A sentence that holds for every store, and a check that rejects when it does not. */
export interface Law {
  name: string;
  check: (open: Open) => Promise<void>;
}

/** Opens the store of the place; once more after a close, or, where nodes may share it, beside the first. */
export type Open = () => Promise<Store>;

/** Where one store lives. */
export interface Place {
  open: Open;
  /** Removes everything; all stores have been closed. */
  destroy(): Promise<void>;
}

/** Tries a law in a fresh place, closes what it opened and destroys the place. Rejects when the law is broken. */
export async function tryLaw(law: Law, newPlace: () => Promise<Place>): Promise<void> {
  const place = await newPlace();
  const opened: Store[] = [];
  try {
    await law.check(async () => {
      const store = await place.open();
      opened.push(store);
      return store;
    });
  } finally {
    for (const store of opened) await store.close();
    await place.destroy();
  }
}

/** Each run of a property writes durably, so they are few; what matters is the interleaving within a run. */
export const RUNS = { numRuns: 15 };

/** JSON values as they come back: parsed. */
export const json: fc.Arbitrary<Json> = fc
  .jsonValue()
  .map((value): Json => JSON.parse(JSON.stringify(value)));

/** Keys as protocols have them: text of any script without control characters. */
export const key = fc.string({ unit: 'grapheme', maxLength: 8 });

/** A source of names that were not used before in this process. */
export function freshName(kind: string): string {
  names += 1;
  return `${kind}-${names}`;
}
let names = 0;

/** What a test says of a turn; the rest is filled in. */
export interface TurnSketch {
  conversationId: string;
  channel?: string;
  version?: number;
  inboxId?: string;
  state?: Json;
  events?: Json[];
  result?: Json;
  replies?: Json[];
  /** When the replies are due; at once by default. */
  dueAt?: number;
  /** The answer that carries the replies. */
  answerId?: string;
  at?: number;
}

/** The commit of a turn as sketched; by default the first of its conversation, on the web, with nothing in it. */
export function commitOf({
  conversationId,
  channel = 'web',
  version = 0,
  inboxId = freshName('message'),
  state = {},
  events = [],
  result = null,
  replies = [],
  dueAt,
  answerId,
  at = 0,
}: TurnSketch): TurnCommit {
  return {
    inboxId,
    conversation: { id: conversationId, channel, userId: 'user-1', state, expectedVersion: version },
    events: events.map((data) => ({ type: 'noted', data })),
    result,
    outbox: replies.map((payload) => ({ payload, dueAt })),
    answerId,
    at,
  };
}

/** Receives a message and commits its turn. */
export async function turn(store: Store, sketch: TurnSketch): ReturnType<Store['commitTurn']> {
  const commit = commitOf(sketch);
  await receive(store, commit.inboxId, sketch.conversationId);
  return store.commitTurn(commit);
}

/** Receives an empty message. */
export function receive(store: Store, id: string, conversationId = 'conversation', receivedAt = 0) {
  return store.receive({ id, conversationId, payload: {}, receivedAt });
}

/** A turn that reads the version, as the product does. */
export function turnInOrder(store: Store, sketch: Omit<TurnSketch, 'version'>) {
  return store.exclusively(sketch.conversationId, async () => {
    const before = await store.conversation(sketch.conversationId);
    return turn(store, { ...sketch, version: before?.version ?? 0 });
  });
}
