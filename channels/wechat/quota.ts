/** Counts what may be sent by customer service: what a customer does opens a window for a few messages. */
import { z } from 'zod';
import type { EventRow, Json, Store } from '../../store/mod.ts';

const NAMESPACE = 'wechat.quota';
const MINUTE = 60_000;

/** Messages and milliseconds of a window. */
export interface Allowance {
  messages: number;
  ms: number;
}

/** The platform's figures; older pages say 20 messages after a message. The platform itself has the last word. */
export const ALLOWANCES = {
  message: { messages: 5, ms: 48 * 60 * MINUTE },
  /** After a menu click, a follow or a scan. */
  act: { messages: 3, ms: MINUTE },
} satisfies Record<string, Allowance>;

export interface Customer {
  openid: string;
  conversationId: string;
}

export interface Quota {
  /** Notes what opens a window. Messages need not be noted: they stand in the conversation's log. */
  opened(openid: string, by: 'message' | 'click' | 'follow' | 'scan', at: Date): Promise<void>;
  /** True while a window is open that has a message left. */
  room(customer: Customer, at: Date): Promise<boolean>;
  /** Counts a message that was sent. */
  used(customer: Customer, at: Date): Promise<void>;
}

/** When a window was opened (milliseconds) and what has been sent in it. */
const windowSchema = z.object({ at: z.number(), sent: z.number() });
const recordSchema = z.object({
  /** The log has been read up to here. */
  seq: z.number(),
  message: windowSchema.nullable(),
  act: windowSchema.nullable(),
});
type Record_ = z.infer<typeof recordSchema>;

/** Kept in the store, so that every node counts alike; a node that sends for a customer has leased their outbox. */
export function createQuota(parts: {
  store: Store;
  allowances?: { message: Allowance; act: Allowance };
}): Quota {
  const { store, allowances = ALLOWANCES } = parts;

  async function kept(openid: string): Promise<Record_> {
    const value = await store.get(NAMESPACE, openid);
    return value === undefined ? { seq: 0, message: null, act: null } : recordSchema.parse(value);
  }

  /** The record, with the messages that the customer has sent since it was written. */
  async function current({ openid, conversationId }: Customer): Promise<Record_> {
    const record = await kept(openid);
    const news = await store.events(conversationId, record.seq);
    const asked = news.findLast(isMessage);
    return {
      ...record,
      seq: news.at(-1)?.seq ?? record.seq,
      message: asked ? { at: asked.at, sent: 0 } : record.message,
    };
  }

  /** The window to count in: the short one first, for the long one will still be there. */
  function openWindow(record: Record_, at: Date): 'act' | 'message' | null {
    for (const kind of ['act', 'message'] as const) {
      const window = record[kind];
      const { messages, ms } = allowances[kind];
      if (window && at.getTime() - window.at < ms && window.sent < messages) return kind;
    }
    return null;
  }

  return {
    async opened(openid, by, at) {
      if (by === 'message') return;
      const record = await kept(openid);
      await store.put(NAMESPACE, openid, { ...record, act: { at: at.getTime(), sent: 0 } } as Json);
    },
    async room(customer, at) {
      return openWindow(await current(customer), at) !== null;
    },
    async used(customer, at) {
      const record = await current(customer);
      const kind = openWindow(record, at);
      const window = kind && record[kind];
      if (kind && window) record[kind] = { ...window, sent: window.sent + 1 };
      await store.put(NAMESPACE, customer.openid, record as unknown as Json);
    },
  };
}

/** The channel logs with each input what the customer did: a click stands in the log as words, too. */
function isMessage({ type, data }: EventRow): boolean {
  return type === 'message.in' && (data as { echo?: { by?: Json } }).echo?.by === 'message';
}
