/** The desk of human agents: who waits, what they need to know, and what an agent does to a conversation. */
import { z } from 'zod';
import type { Json, Store } from '../store/mod.ts';
import type { DeskBackend } from './backends/ports.ts';
import { isoTime } from './backends/time.ts';
import type { ConversationState, Handoff } from './dialog/state.ts';
import type { MessageOut } from './port.ts';

const NAMESPACE = 'desk';

/** One conversation that waits for, or is with, an agent. */
export interface DeskEntry {
  conversationId: string;
  reason: string;
  summary: string | null;
  priority: boolean;
  /** ISO time of the request. */
  at: string;
}

/** Hours of a day in Asia/Shanghai between which agents sit at the desk; null = always. */
export type DeskHours = { from: string; to: string } | null;

/** The product's own desk as the port that flows hand over to; the queue is kept in the store. */
export function storeDesk(store: Store, clock: () => Date, hours: DeskHours): DeskBackend {
  return {
    async request({ conversationId, reason, summary, priority }) {
      const now = isoTime(clock());
      const time = now.slice(11, 16);
      const open = hours === null || (time >= hours.from && time < hours.to);
      const waiting = (await deskQueue(store)).length;
      if (open)
        await store.put(NAMESPACE, conversationId, {
          conversationId,
          reason,
          summary: summary ?? null,
          priority,
          at: now,
        });
      return { open, waiting, waitMinutes: Math.max(1, waiting * 3) };
    },
  };
}

const entrySchema = z.object({
  conversationId: z.string(),
  reason: z.string(),
  summary: z.string().nullable(),
  priority: z.boolean(),
  at: z.string(),
});

/** Those who wait or are served, urgent ones first, then by time. */
export async function deskQueue(
  store: Store,
): Promise<(DeskEntry & { handoff: Handoff | null; channel: string })[]> {
  const rows = await store.list(NAMESPACE);
  const entries = await Promise.all(
    rows.map(async ({ value }) => {
      const entry = entrySchema.parse(value);
      const row = await store.conversation(entry.conversationId);
      const state = row?.state as unknown as ConversationState | undefined;
      return { ...entry, handoff: state?.handoff ?? null, channel: row?.channel ?? '' };
    }),
  );
  const waiting = entries.filter((e) => e.handoff !== null);
  return waiting.sort((a, b) => Number(b.priority) - Number(a.priority) || a.at.localeCompare(b.at));
}

export type AgentAct = { do: 'take' } | { do: 'reply'; text: string } | { do: 'handBack' };

/** What an agent may not do now, in words for the agent. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
}

/**
 * Performs what an agent does, as a turn of its own: serialised with the customer's turns and committed whole.
 * @param actId unique for the act: a repeat is not done twice
 * @throws DeskError when the conversation is not with the desk
 */
export async function performAgentAct(
  parts: { store: Store; clock: () => Date },
  conversationId: string,
  agent: string,
  act: AgentAct,
  actId: string,
): Promise<void> {
  const { store, clock } = parts;
  const inboxId = `desk:${conversationId}:${actId}`;
  await store.exclusively(conversationId, async () => {
    const at = clock();
    const row = await store.conversation(conversationId);
    const state = row?.state as unknown as ConversationState | undefined;
    if (!row || !state?.handoff) throw new DeskError('这个会话不在人工座席，可能客户已经结束或回到机器人。');
    const received = await store.receive({
      id: inboxId,
      conversationId,
      payload: act as unknown as Json,
      receivedAt: at.getTime(),
    });
    if (received.status === 'done') return;
    const { next, events, out } = apply(state, agent, act, inboxId, isoTime(at));
    await store.commitTurn({
      inboxId,
      conversation: {
        id: conversationId,
        channel: row.channel,
        userId: row.userId,
        state: next as unknown as Json,
        expectedVersion: row.version,
      },
      events: [...events, ...out.map((o) => ({ type: 'message.out', data: o as unknown as Json }))],
      result: null,
      outbox: row.channel === 'wechat' ? out.map((o) => ({ payload: o as unknown as Json })) : [],
      at: at.getTime(),
    });
    if (act.do === 'handBack') await store.remove(NAMESPACE, conversationId);
  });
}

interface Applied {
  next: ConversationState;
  events: { type: string; data: Json }[];
  out: MessageOut[];
}

function apply(state: ConversationState, agent: string, act: AgentAct, id: string, at: string): Applied {
  const bubble = (text: string): MessageOut => ({
    id,
    from: 'agent',
    reply: { text, spoken: text },
    replyToId: null,
    at,
  });
  const handoff = state.handoff!;
  switch (act.do) {
    case 'take':
      return {
        next: { ...state, handoff: { ...handoff, status: 'active' } },
        events: [{ type: 'handoff.taken', data: { agent } }],
        out: [bubble(`您好，我是人工客服${agent}，前面的情况我看到了，马上为您处理。`)],
      };
    case 'reply':
      return {
        next: { ...state, handoff: { ...handoff, status: 'active' } },
        events: [],
        out: [bubble(act.text)],
      };
    case 'handBack':
      return {
        next: { ...state, handoff: null, misunderstood: 0, anger: 0 },
        events: [{ type: 'handoff.ended', data: { by: agent } }],
        out: [bubble('人工服务到这里，后面由智能客服继续为您服务。还有需要请直接说。')],
      };
  }
}
