/** One bubble on the phone. */

import { h } from '../../../page/dom.ts';
import type { Bubble } from '../phone.ts';
import { icon } from './icons.ts';
import { drawText, type Taps } from './links.ts';

/** A line of time stands between bubbles so far apart, in milliseconds. */
const PAUSE = 300_000;
const VIA = {
  passive: '被动回复',
  service: '客服消息',
  template: '模板消息',
  subscription: '订阅通知',
  desk: '人工客服',
};

export function drawBubble(bubble: Bubble, former: Bubble | undefined, taps: Taps): HTMLElement[] {
  const row =
    bubble.kind === 'notice'
      ? h('p', { class: 'notice' }, bubble.text)
      : h(
          'div',
          { class: `row ${bubble.from}`, 'data-kind': bubble.kind },
          h('span', { class: 'face', 'aria-hidden': 'true' }, bubble.from === 'me' ? '我' : '电'),
          h(
            'div',
            { class: 'body' },
            content(bubble, taps),
            bubble.via && h('span', { class: 'via' }, VIA[bubble.via]),
          ),
        );
  const late = !former || bubble.at - former.at > PAUSE;
  return late ? [h('p', { class: 'notice time' }, clock(bubble.at)), row] : [row];
}

function content(bubble: Exclude<Bubble, { kind: 'notice' }>, taps: Taps): HTMLElement {
  switch (bubble.kind) {
    case 'text':
      return h('div', { class: 'words' }, ...drawText(bubble.text, taps));
    case 'image':
      return h('img', { class: 'picture', src: new URL(bubble.url, location.href).pathname, alt: '图片' });
    case 'voice':
      return h(
        'div',
        { class: 'words voice' },
        icon('sound'),
        `${Math.max(1, Math.ceil(bubble.text.length / 4))}″`,
        h('small', {}, bubble.text),
      );
    case 'video':
      return h('div', { class: 'words' }, icon('film'), '视频');
    case 'location':
      return h(
        'div',
        { class: 'card place' },
        h('b', {}, bubble.label || '位置'),
        h('div', { class: 'map', 'aria-hidden': 'true' }, icon('pin')),
      );
    case 'link':
      return card(bubble.title, bubble.url, () => taps.open(bubble.url, bubble.title));
    case 'news':
      return h(
        'button',
        { type: 'button', class: 'card news', onclick: () => taps.open(bubble.url, bubble.title) },
        h('b', {}, bubble.title),
        h('span', {}, bubble.description),
        h('i', {}, '查看详情 ›'),
      );
    case 'menu':
      return h(
        'div',
        { class: 'words options' },
        bubble.head && h('p', {}, ...drawText(bubble.head, taps)),
        ...bubble.options.map(({ id, label }) =>
          h(
            'button',
            {
              type: 'button',
              class: 'link',
              onclick: () => taps.act({ do: 'text', text: label, menuId: id }),
            },
            label,
          ),
        ),
        bubble.tail && h('p', {}, bubble.tail),
      );
    case 'mini':
      return card(bubble.title, `小程序 ${bubble.path}`, () => taps.open(bubble.path, bubble.title));
    case 'template':
      return h(
        'div',
        { class: 'card template' },
        h('b', {}, bubble.template),
        ...bubble.rows.map(({ name, value }) => h('p', {}, h('span', {}, name), value)),
      );
  }
}

function card(title: string, detail: string, open: () => void): HTMLElement {
  return h(
    'button',
    { type: 'button', class: 'card', onclick: open },
    h('b', {}, title),
    h('span', {}, detail),
  );
}

const CLOCK = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export function clock(at: number): string {
  return CLOCK.format(at);
}
