/** What of a bubble is still to be sent: one bubble may be several messages, and none is sent a second time. */
import type { MessageOut } from '../../bot/mod.ts';
import type { Json, OutboxEntry, Store } from '../../store/mod.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { renderBubble } from './render.ts';

const NAMESPACE = 'wechat.progress';

export interface Progress {
  left: OutgoingMessage[];
  /** How often sending has failed. */
  tries: number;
  /** It stands in the store. */
  kept?: boolean;
}

/** What is left to send of an entry of the outbox, by whomever it was begun. */
export async function progressOf(
  store: Store,
  entry: OutboxEntry,
  may: { menus: boolean },
): Promise<Progress> {
  // Where nobody had the entry before, nothing can have been written down: most are spared the read.
  const kept = entry.attempts > 1 ? await store.get(NAMESPACE, String(entry.id)) : undefined;
  if (kept !== undefined) return kept as unknown as Progress;
  return { left: renderBubble(entry.payload as unknown as MessageOut, may), tries: 0 };
}

export async function keepProgress(store: Store, entry: OutboxEntry, progress: Progress): Promise<void> {
  progress.kept = true;
  await store.put(NAMESPACE, String(entry.id), progress as unknown as Json);
}

/** To be called once the entry is delivered or dead. */
export async function forgetProgress(store: Store, entry: OutboxEntry, progress: Progress): Promise<void> {
  if (progress.kept) await store.remove(NAMESPACE, String(entry.id));
}
