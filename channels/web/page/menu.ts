/** Owns the menu behind the three dots: opens by click and key, closes by choice, Esc and a click elsewhere. */
import { byId } from '../../page/dom.ts';

export function wireMenu(): void {
  const button = byId<HTMLButtonElement>('more');
  const menu = byId('menu');
  const items = () => [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const show = (open: boolean) => {
    menu.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (open) items()[0]?.focus();
  };
  button.addEventListener('click', () => show(menu.hidden === true));
  menu.addEventListener('click', () => show(false));
  menu.addEventListener('keydown', (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) all[(at + step + all.length) % all.length]?.focus();
    if (event.key === 'Escape') {
      show(false);
      button.focus();
    }
    if (step || event.key === 'Escape') event.preventDefault();
  });
  document.addEventListener('click', ({ target }) => {
    const inside = target instanceof Node && (menu.contains(target) || button.contains(target));
    if (!menu.hidden && !inside) show(false);
  });
}
