/** A text as WeChat draws it: `<a href>` becomes a link, every other tag stays as it was written. */

import { h } from '../../../page/dom.ts';
import type { Deed } from '../deeds.ts';

const LINK = /<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>/gi;
const MENU = /^weixin:\/\/bizmsgmenu\?/;

export interface Taps {
  act(deed: Deed): void;
  open(url: string, label: string): void;
}

export function drawText(text: string, taps: Taps): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, double, single, label = ''] = match;
    parts.push(text.slice(from, match.index), drawLink(double ?? single ?? '', label, taps));
    from = match.index + whole.length;
  }
  return [...parts, text.slice(from)];
}

function drawLink(href: string, label: string, taps: Taps): Node {
  const tap = () => {
    if (!MENU.test(href)) return taps.open(href, label);
    const query = parameters(href.replace(MENU, ''));
    const menuId = query.get('msgmenuid');
    taps.act({ do: 'text', text: query.get('msgmenucontent') || label, ...(menuId && { menuId }) });
  };
  return h('button', { type: 'button', class: 'link', onclick: tap }, label);
}

/** The query as WeChat takes it: a percent sign may also be just a percent sign. */
function parameters(query: string): Map<string, string> {
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    try {
      return [name, decodeURIComponent(value)] as const;
    } catch {
      return [name, value] as const;
    }
  });
  return new Map(pairs);
}
