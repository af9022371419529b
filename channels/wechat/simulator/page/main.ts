/** The page: a phone on which one chats with the account as on WeChat, its owners at the left, the wire at the right. */

import { byId, h } from '../../../page/dom.ts';
import type { Deed } from '../deeds.ts';
import { drawBubble } from './bubbles.ts';
import { placeIcons } from './icons.ts';
import type { Taps } from './links.ts';
import { closeMenus, drawMenu } from './menu-bar.ts';
import { leave, people, profile, SHEETS } from './sheets.ts';
import { act, addPerson, follow, upload, type View } from './state.ts';
import { drawWire } from './wire.ts';

const log = byId('log');
const foot = byId('foot');
const field = byId<HTMLTextAreaElement>('field');
const panel = byId('panel');

let view: View | null = null;
let stop = () => {};
let drawnMenu = '';

const taps: Taps = {
  act: (deed: Deed) => {
    panel.hidden = true;
    if (view) void act(view.phone.openid, deed);
  },
  open: leave,
};

function choose(openid: string): void {
  stop();
  log.replaceChildren();
  history.replaceState(null, '', `#${openid}`);
  stop = follow(openid, draw);
}

function draw(next: View): void {
  const { account, phone } = next;
  const drawn = view?.phone.openid === phone.openid ? view.phone.bubbles.length : 0;
  view = next;
  byId('title').textContent = phone.typing ? '对方正在输入…' : account.name;
  byId('whom').textContent = phone.nickname;
  byId('account').textContent = `${account.name}　${account.mode}　${account.format.toUpperCase()}`;
  drawPeople(next);
  for (let i = drawn; i < phone.bubbles.length; i++)
    log.append(...drawBubble(phone.bubbles[i]!, phone.bubbles[i - 1], taps));
  if (drawn < phone.bubbles.length) log.scrollTop = log.scrollHeight;
  const menu = JSON.stringify(next.menu);
  if (menu !== drawnMenu) drawMenu(byId('menu'), next.menu, taps);
  drawnMenu = menu;
  foot.dataset.bare = String(next.menu.length === 0);
  foot.hidden = !phone.following;
  byId('follow').hidden = phone.following;
  drawWire(byId('entries'), next.wire);
}

function drawPeople(next: View): void {
  byId('people').replaceChildren(
    ...next.people.map(({ openid, nickname, following, last }) =>
      h(
        'button',
        {
          type: 'button',
          class: 'person',
          'aria-pressed': String(openid === next.phone.openid),
          onclick: () => choose(openid),
        },
        h('b', {}, nickname),
        h('span', {}, last || (following ? '已关注' : '未关注')),
      ),
    ),
  );
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = '';
  typed();
  taps.act({ do: 'text', text });
});
field.addEventListener('input', typed);
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId<HTMLFormElement>('composer').requestSubmit();
});
function typed(): void {
  const empty = field.value.trim() === '';
  byId('send').hidden = empty;
  byId('plus').hidden = !empty;
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight, 110)}px`;
}

byId('swap').addEventListener('click', () => {
  foot.dataset.mode = foot.dataset.mode === 'menu' ? 'keys' : 'menu';
  panel.hidden = true;
  closeMenus();
});
byId('plus').addEventListener('click', ({ currentTarget }) => {
  panel.hidden = !panel.hidden;
  (currentTarget as HTMLElement).setAttribute('aria-expanded', String(!panel.hidden));
  log.scrollTop = log.scrollHeight;
});
for (const button of panel.querySelectorAll<HTMLElement>('[data-sheet]'))
  button.addEventListener('click', () => SHEETS[button.dataset.sheet!]!(taps.act));
byId<HTMLInputElement>('album').addEventListener('change', async ({ currentTarget }) => {
  const input = currentTarget as HTMLInputElement;
  const file = input.files?.[0];
  input.value = '';
  if (file) taps.act({ do: 'image', ...(await upload(file)) });
});
byId('profile').addEventListener('click', () => view && profile(view, taps.act));
byId('whom').addEventListener('click', () => view && people(view, choose));
byId('add').addEventListener('click', async () => choose((await addPerson()).openid));
byId('open-wire').addEventListener('click', () => document.body.classList.add('wired'));
byId('close-wire').addEventListener('click', () => document.body.classList.remove('wired'));
byId('follow').addEventListener('click', () => taps.act({ do: 'follow' }));
log.addEventListener('click', closeMenus);

placeIcons();
choose(decodeURIComponent(location.hash.slice(1)));
