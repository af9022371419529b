/** Owns how one message is drawn: avatar, bubble, card, picture; nothing of when or where. */

import { h } from '../../page/dom.ts';
import { drawCard, drawLink, drawSource, drawText } from './card.ts';
import { icon } from './icons.ts';
import type { WireActivity } from './wire.ts';

export type Speaker = 'robot' | 'agent' | 'me';

const NAMES: Record<Speaker, string> = { robot: '智能客服', agent: '人工客服', me: '我' };

export function speakerOf({ from }: WireActivity): Speaker {
  if (from.role === 'user') return 'me';
  return from.id === 'grid-agent' ? 'agent' : 'robot';
}

/** The row of a message; what it says stands in `.says`. */
export function drawRow(speaker: Speaker, ...says: HTMLElement[]): HTMLElement {
  return h(
    'article',
    { class: `row ${speaker}`, 'aria-label': `${NAMES[speaker]}说` },
    h('div', { class: 'avatar', 'aria-hidden': 'true' }, icon(AVATARS[speaker])),
    h('div', { class: 'says' }, speaker === 'agent' && h('p', { class: 'who' }, NAMES.agent), ...says),
  );
}
const AVATARS = { robot: 'bolt', agent: 'headset', me: 'person' } as const;

/** What a message of the robot, of an agent or of the customer says; empty when it has nothing to show. */
export function drawContent(activity: WireActivity, showPicture: (url: string) => void): HTMLElement[] {
  const { text, channelData = {}, attachments = [], from } = activity;
  const { card, link, source } = channelData;
  const bubble = h('div', { class: 'bubble' });
  if (text) bubble.append(from.role === 'user' ? h('p', { class: 'words' }, text) : drawText(text));
  if (link) bubble.append(drawLink(link));
  if (source) bubble.append(drawSource(source));
  const pictures = attachments
    .filter(({ contentType, contentUrl }) => contentType.startsWith('image/') && contentUrl)
    .map(({ contentUrl }) => drawPicture(contentUrl!, showPicture));
  return [...(bubble.childElementCount ? [bubble] : []), ...(card ? [drawCard(card)] : []), ...pictures];
}

export function drawPicture(url: string, showPicture: (url: string) => void): HTMLElement {
  const image = h('img', { src: url, alt: '发送的照片', loading: 'lazy' });
  return h(
    'button',
    { type: 'button', class: 'picture', 'aria-label': '查看照片', onclick: () => showPicture(url) },
    image,
  );
}

export function drawPlace(value: unknown): HTMLElement {
  const { label = '' } = (value ?? {}) as { label?: string };
  return h('div', { class: 'bubble place' }, icon('pin'), h('p', { class: 'words' }, label || '我的位置'));
}

export function drawNotice(text: string): HTMLElement {
  return h('p', { class: 'notice' }, text);
}
