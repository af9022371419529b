import { expect, it } from 'vitest';
import type { MessageOut } from '../../bot/mod.ts';
import type { Json, OutboxEntry } from '../../store/mod.ts';
import { createCarrier } from './carrier.ts';

const bubble = (text: string): MessageOut => ({
  id: text.slice(0, 8),
  from: 'robot',
  reply: { text, spoken: text },
  replyToId: null,
  at: '2026-11-21T10:00:00+08:00',
});

function entryOf(out: MessageOut, id: number): OutboxEntry {
  const payload = out as unknown as Json;
  return { id, conversationId: 'c', channel: 'wechat', payload, attempts: 1, dueAt: 0 };
}

it('takes all bubbles that one answer holds, and carries them once they are committed', () => {
  const carrier = createCarrier('answer', () => true);
  const bubbles = [bubble('您好'), bubble('请问什么事')];
  expect(carrier.takes(bubbles)).toBe(true);
  expect(carrier.load()).toBeNull();
  const entries = bubbles.map(entryOf);
  carrier.took(entries);
  expect(carrier.load()).toEqual({ reply: { type: 'text', text: '您好\n\n请问什么事' }, entries });
});

it('takes none where one answer does not hold all, for they keep their order', () => {
  const carrier = createCarrier('answer', () => true);
  expect(carrier.takes(['甲', '乙'].map((sign) => bubble(sign.repeat(500))))).toBe(false);
});

it('takes nothing where there is nothing, and nothing after the answer has gone', () => {
  const carrier = createCarrier('answer', () => true);
  expect(carrier.takes([])).toBe(false);
  carrier.close();
  expect(carrier.takes([bubble('您好')])).toBe(false);
});
