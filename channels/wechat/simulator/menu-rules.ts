/** Checks an account's menu as menu/create does: counts, names in bytes, what each button needs. */
import { demand } from './errors.ts';
import { type Body, object, string } from './service-message.ts';

export interface Button {
  name: string;
  type?: string;
  key?: string;
  url?: string;
  children?: Button[];
}

const TOP = 3;
const SUB = 5;
const TOP_BYTES = 16;
const SUB_BYTES = 60;
const KEY_BYTES = 128;
const URL_BYTES = 1024;

/** @throws Refusal with the code of the first fault */
export function checkedMenu(body: Body): Button[] {
  const buttons = Array.isArray(body.button) ? body.button.map(object) : [];
  demand(buttons.length >= 1 && buttons.length <= TOP, 40016);
  return buttons.map((button) => {
    const name = string(button.name);
    demand(name && Buffer.byteLength(name) <= TOP_BYTES, 40018, name);
    if (button.sub_button === undefined) return leaf(button, 0);
    const subs = Array.isArray(button.sub_button) ? button.sub_button.map(object) : [];
    if (subs.length === 0) return leaf(button, 0);
    demand(subs.length <= SUB, 40023);
    return { name, children: subs.map((sub) => subButton(sub)) };
  });
}

function subButton(button: Body): Button {
  const name = string(button.name);
  demand(name && Buffer.byteLength(name) <= SUB_BYTES, 40025, name);
  return leaf(button, 7);
}

/** @param shift what the codes of sub-buttons lie above those of buttons */
function leaf(button: Body, shift: 0 | 7): Button {
  const [name, type, key, url] = [button.name, button.type, button.key, button.url].map(string) as [
    string,
    string,
    string,
    string,
  ];
  switch (type) {
    case 'click':
      demand(key && Buffer.byteLength(key) <= KEY_BYTES, 40019 + shift, name);
      return { name, type, key };
    case 'view':
      demand(/^https?:\/\//.test(url) && Buffer.byteLength(url) <= URL_BYTES, 40020 + shift, name);
      return { name, type, url };
    case 'miniprogram':
      demand(url && string(button.appid) && string(button.pagepath), 47003, `${name}: url, appid, pagepath`);
      return { name, type, url };
    case 'scancode_push':
    case 'scancode_waitmsg':
    case 'pic_sysphoto':
    case 'pic_photo_or_album':
    case 'pic_weixin':
    case 'location_select':
      demand(key && Buffer.byteLength(key) <= KEY_BYTES, 40019 + shift, name);
      return { name, type, key };
    default:
      demand(false, 40017 + shift, name);
  }
}
