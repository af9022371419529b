/** Owns the sheets that slide up: a photo before it is sent, the place of an outage, a rating, a question yes or no. */
import { byId, h } from '../../page/dom.ts';
import { icon } from './icons.ts';
import { shrink } from './photo.ts';
import { drawRating } from './rating.ts';
import { eventActivity, type Outgoing, textMessage } from './wire.ts';

/** Opens a dialog with a title; it closes by its cross, by Esc and by a tap beside it. */
function openSheet(title: string, ...content: HTMLElement[]): { close: () => void } {
  const sheet = byId<HTMLDialogElement>('sheet');
  const close = () => sheet.close();
  const cross = h(
    'button',
    { type: 'button', class: 'plain', 'aria-label': '关闭', onclick: close },
    icon('close'),
  );
  sheet.setAttribute('aria-label', title);
  sheet.className = 'sheet';
  sheet.replaceChildren(h('header', {}, h('h2', {}, title), cross), ...content);
  sheet.onclick = (event) => {
    if (event.target === sheet) close();
  };
  if (!sheet.open) sheet.showModal();
  return { close };
}

/** Shows the photo and sends it when the customer agrees. */
export async function confirmPhoto(file: Blob, send: (photo: Blob) => void): Promise<void> {
  const photo = await shrink(file);
  if (!photo) {
    openSheet('发送照片', h('p', { class: 'hint bad' }, '这个文件打不开。请选一张 JPG、PNG 或 WebP 照片。'));
    return;
  }
  const url = URL.createObjectURL(photo);
  const once = () => {
    sheet.close();
    send(photo);
  };
  const sheet = openSheet(
    '发送照片',
    h('img', { class: 'preview', src: url, alt: '将要发送的照片' }),
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', class: 'secondary', onclick: () => sheet.close() }, '取消'),
      h('button', { type: 'button', class: 'primary', autofocus: true, onclick: once }, '发送'),
    ),
  );
}

export function showPicture(url: string): void {
  openSheet('照片', h('img', { class: 'preview large', src: url, alt: '照片' }));
}

/** Asks where the outage is: the address in words, and the phone's position when the customer gives it. */
export function askLocation(send: (activity: Outgoing) => void): void {
  let position: GeolocationCoordinates | undefined;
  const hint = h('p', { class: 'hint', role: 'status' }, '写到小区、楼栋，抢修师傅好找。');
  const address = h('input', {
    id: 'address',
    maxlength: '150',
    required: true,
    autocomplete: 'street-address',
    placeholder: '例如：南京市鼓楼区云台路18号3幢',
  });
  const locate = h(
    'button',
    { type: 'button', class: 'secondary wide', onclick: () => void findMe() },
    icon('pin'),
    '用我现在的位置',
  );
  const form = h(
    'form',
    { class: 'form' },
    locate,
    h('label', { for: 'address' }, '详细地址'),
    address,
    hint,
    h('button', { type: 'submit', class: 'primary wide' }, '发送位置'),
  );
  const tell = (text: string, bad = false) => {
    hint.textContent = text;
    hint.classList.toggle('bad', bad);
  };
  async function findMe(): Promise<void> {
    locate.disabled = true;
    tell('正在定位…');
    try {
      position = await whereAmI();
      tell('已取得位置。请再写上门牌或小区名，方便师傅找到。');
    } catch (error) {
      tell(whyNot(error), true);
    }
    locate.disabled = false;
    address.focus();
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const label = address.value.trim();
    if (!label) return tell('请写上地址，比如“南京市鼓楼区云台路18号”。', true);
    sheet.close();
    const { latitude, longitude } = position ?? {};
    const known = latitude !== undefined && longitude !== undefined;
    send(known ? eventActivity('location', { latitude, longitude, label }) : textMessage(label));
  });
  const sheet = openSheet('发送位置', form);
}

function whereAmI(): Promise<GeolocationCoordinates> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error('unsupported'));
    const options = { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 };
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), reject, options);
  });
}

function whyNot(error: unknown): string {
  const { code } = error as { code?: number };
  if (code === 1) return '没有定位权限。可在浏览器设置里允许定位，或直接写下面的地址。';
  if (code === 3) return '定位超时了。请再试一次，或直接写下面的地址。';
  return '这里定不了位。请直接写下面的地址。';
}

export function askRating(send: (activity: Outgoing) => void): void {
  const sheet = openSheet(
    '服务评价',
    drawRating((rating) => {
      sheet.close();
      send(rating);
    }),
  );
}

export function confirmSheet(title: string, text: string, yes: string, agreed: () => void): void {
  const agree = () => {
    sheet.close();
    agreed();
  };
  const sheet = openSheet(
    title,
    h('p', { class: 'hint' }, text),
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', class: 'secondary', onclick: () => sheet.close() }, '取消'),
      h('button', { type: 'button', class: 'primary', onclick: agree }, yes),
    ),
  );
}
