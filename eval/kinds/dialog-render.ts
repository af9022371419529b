/** Owns what a customer reads or hears of the robot's replies, as one text. */
import type { ChannelId, Reply } from '../../bot/mod.ts';

/** On the phone the spoken text; elsewhere the text with the card's words, the quick replies' labels and the links. */
export function rendered(replies: readonly Reply[], channel: ChannelId): string {
  return replies.map((reply) => (channel === 'voice' ? reply.spoken : written(reply))).join('\n');
}

function written({ text, card, options, link, source }: Reply): string {
  const lines = [text];
  if (card) {
    lines.push(card.title, ...card.rows.map((row) => `${row.label}：${row.value}`), card.status ?? '');
    if (card.link) lines.push(card.link.label, card.link.url);
  }
  if (link) lines.push(link.label, link.url);
  if (source) lines.push(source.label);
  lines.push(...(options ?? []).map((option) => option.label));
  return lines.filter(Boolean).join('\n');
}
