/** The drawer of what went over the wire: each request and answer, decrypted. */

import { h } from '../../../page/dom.ts';
import type { WireEntry } from '../wire.ts';
import { clock } from './bubbles.ts';

let newest = 0;

/** Adds what is new, the newest on top. */
export function drawWire(list: HTMLElement, entries: WireEntry[]): void {
  for (const entry of entries) {
    if (entry.id <= newest) continue;
    newest = entry.id;
    list.prepend(draw(entry));
  }
}

function draw({ at, way, what, request, answer, note, ms }: WireEntry): HTMLElement {
  return h(
    'details',
    { class: `entry ${way}` },
    h(
      'summary',
      {},
      h('b', {}, way === 'push' ? '平台 → 服务器' : '服务器 → 平台'),
      h('code', {}, what),
      h('span', {}, `${clock(at).split(' ').at(-1)}　${ms} 毫秒`),
      note && h('em', {}, note),
    ),
    h('h3', {}, '请求'),
    h('pre', {}, pretty(request)),
    h('h3', {}, '应答'),
    h('pre', {}, pretty(answer) || '（空）'),
  );
}

function pretty(text: string): string {
  if (!text.startsWith('{')) return text.replace(/(<\/\w+>|<xml>)(?=<\/?\w)/g, '$1\n');
  // Ids of 64 bits would not survive a parse; only white space is added.
  return text.replace(/("(?:[^"\\]|\\.)*")|,|\{(?=")/g, (token, quoted) => (quoted ? token : `${token}\n  `));
}
