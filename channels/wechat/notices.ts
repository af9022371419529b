/** Owns notices to customers (模板消息, 订阅通知): each is sent once, and what became of it is recorded. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Store } from '../../store/mod.ts';
import type { Notice, WeChatClient } from './client.ts';

const recordSchema = z.object({
  openid: z.string(),
  templateId: z.string(),
  /** `sent`: the platform has taken it; how it ended at the customer arrives later: `success`, `blocked` or `failed`. */
  status: z.enum(['sending', 'sent', 'success', 'blocked', 'failed']),
  /** When it came to that, milliseconds since the epoch. */
  at: z.number(),
  msgId: z.string().nullable(),
  why: z.string().nullable(),
});
export type NoticeRecord = z.infer<typeof recordSchema>;

export interface Notices {
  /**
   * Sends a notice, or tells what became of it when it was sent before.
   * @param occasion names what it is about: a customer gets one message for an occasion
   * @returns the record; `sending` = not out yet, `why` tells the reason: call again later
   */
  send(kind: 'template' | 'subscription', notice: Notice, occasion: string): Promise<NoticeRecord>;
  /** The platform's report on a message. @param status as the event has it: `success`, `failed:user block`, … */
  finished(msgId: string, status: string, at: Date): Promise<void>;
}

const RECORDS = 'wechat.notice';
/** Leads from the platform's message id to the record. */
const SENT = 'wechat.notice.sent';
/** A report may overtake the answer to the call, by less than this many milliseconds. */
const OVERTAKES = 2_000;

export function createNotices(parts: {
  store: Store;
  client: WeChatClient;
  clock: () => Date;
  sleep?: (ms: number) => Promise<unknown>;
}): Notices {
  const { store, client, clock, sleep = pause } = parts;

  async function recordOf(key: string): Promise<NoticeRecord | null> {
    const value = await store.get(RECORDS, key);
    return value === undefined ? null : recordSchema.parse(value);
  }

  return {
    async send(kind, notice, occasion) {
      const { openid, templateId } = notice;
      const key = `${openid}/${occasion}`;
      const known = await recordOf(key);
      if (known && known.status !== 'sending') return known;
      const outcome = await (kind === 'template'
        ? client.sendTemplate(notice, occasion)
        : client.sendSubscription(notice));
      const record: NoticeRecord = {
        openid,
        templateId,
        status: outcome.status === 'sent' ? 'sent' : outcome.status === 'stop' ? 'failed' : 'sending',
        at: clock().getTime(),
        msgId: outcome.status === 'sent' ? outcome.msgId : null,
        why: outcome.status === 'sent' ? null : outcome.why,
      };
      await store.put(RECORDS, key, record);
      if (record.msgId) await store.put(SENT, record.msgId, key);
      return record;
    },

    async finished(msgId, status, at) {
      let key = await store.get(SENT, msgId);
      if (key === undefined) {
        await sleep(OVERTAKES);
        key = await store.get(SENT, msgId);
      }
      // Another system may send notices in the account's name: theirs are not ours to record.
      const record = typeof key === 'string' ? await recordOf(key) : null;
      if (typeof key !== 'string' || !record) return;
      await store.put(RECORDS, key, { ...record, ...endOf(status), at: at.getTime() });
    },
  };
}

/** `success`, `failed:user block`, `failed: system failed`: the platform writes the blank or leaves it out. */
function endOf(status: string): Pick<NoticeRecord, 'status' | 'why'> {
  if (status === 'success') return { status: 'success', why: null };
  return { status: /user\s*block/.test(status) ? 'blocked' : 'failed', why: status };
}
