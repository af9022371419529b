/** The account's menu at the foot of the phone. */

import { h } from '../../../page/dom.ts';
import type { Button } from '../menu-rules.ts';
import type { Taps } from './links.ts';

export function drawMenu(nav: HTMLElement, menu: Button[], taps: Taps): void {
  nav.replaceChildren(...menu.map((button) => (button.children ? column(button, taps) : leaf(button, taps))));
}

function column({ name, children = [] }: Button, taps: Taps): HTMLElement {
  const list = h(
    'div',
    { class: 'submenu', role: 'menu', hidden: true },
    ...children.map((child) => leaf(child, taps)),
  );
  const head = h(
    'button',
    { type: 'button', 'aria-haspopup': 'menu', onclick: () => toggle(list) },
    `≡ ${name}`,
  );
  return h('div', { class: 'column' }, head, list);
}

function toggle(list: HTMLElement): void {
  const shown = !list.hidden;
  closeMenus();
  list.hidden = shown;
}

export function closeMenus(): void {
  for (const list of document.querySelectorAll<HTMLElement>('.submenu')) list.hidden = true;
}

function leaf({ name, type, key = '', url = '' }: Button, taps: Taps): HTMLElement {
  const tap = () => {
    closeMenus();
    if (type === 'click') return taps.act({ do: 'click', key, label: name });
    taps.act({ do: 'view', url });
    taps.open(url, name);
  };
  return h('button', { type: 'button', role: 'menuitem', onclick: tap }, name);
}
