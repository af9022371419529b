/** The sheets that come up from below: voice, place, bill to scan, the account's profile, a page that would open. */

import { byId, h } from '../../../page/dom.ts';
import type { Deed } from '../deeds.ts';
import { addPerson, desk, setRefuses, upload, type View } from './state.ts';

/** Bills of the sandbox's customers whose code can be scanned. */
const BILLS = [
  { account: '3201000000017', owner: '张伟' },
  { account: '3201000000025', owner: '李秀英' },
  { account: '3201000000033', owner: '王芳' },
];
const PLACES = [
  { label: '南京市鼓楼区云台路18号', latitude: 32.0603, longitude: 118.7521 },
  { label: '南京市玄武区珠江路88号', latitude: 32.0506, longitude: 118.7903 },
];

type Act = (deed: Deed) => void;

function open(title: string, ...children: (HTMLElement | false)[]): void {
  const sheet = byId<HTMLDialogElement>('sheet');
  const close = h(
    'button',
    { type: 'button', class: 'tool', 'aria-label': '关闭', onclick: () => sheet.close() },
    '×',
  );
  sheet.replaceChildren(h('header', {}, h('h2', {}, title), close));
  for (const child of children) if (child) sheet.append(child);
  sheet.onclick = ({ target }) => target === sheet && sheet.close();
  sheet.showModal();
}

function choice(label: string, detail: string, choose: () => unknown): HTMLElement {
  const tap = () => {
    byId<HTMLDialogElement>('sheet').close();
    void choose();
  };
  return h(
    'button',
    { type: 'button', class: 'choice', onclick: tap },
    h('b', {}, label),
    h('span', {}, detail),
  );
}

export const SHEETS: Record<string, (act: Act) => void> = {
  voice(act) {
    const said = h('textarea', {
      rows: '2',
      'aria-label': '说的话',
      placeholder: '说的话，例如：我上个月电费多少',
    });
    const speak = async (recognised: boolean) => {
      const text = said.value.trim() || '我上个月电费多少';
      // An AMR header and silence: the account gets bytes, the words are ours.
      const { mediaId } = await upload(new Blob(['#!AMR\n', new Uint8Array(64)], { type: 'audio/amr' }));
      act({ do: 'voice', mediaId, said: text, recognition: recognised ? text : '' });
    };
    open(
      '语音',
      said,
      choice('发送，平台识别出文字', 'Recognition 带文字', () => speak(true)),
      choice('发送，平台不识别', 'Recognition 为空（平台正在停用识别）', () => speak(false)),
    );
  },
  place(act) {
    open(
      '位置',
      ...PLACES.map((place) =>
        choice(place.label, `${place.latitude}, ${place.longitude}`, () => act({ do: 'location', ...place })),
      ),
    );
  },
  scan(act) {
    open(
      '扫一扫：账单上的二维码',
      ...BILLS.map(({ account, owner }) =>
        choice(`电费账单 ${owner}`, `户号 ${account}`, () => act({ do: 'scan', scene: `bind_${account}` })),
      ),
    );
  },
};

/** Follow, unfollow, refuse, and what a person at the platform's desk would do. */
export function profile({ account, phone }: View, act: Act): void {
  const { openid } = phone;
  open(
    account.name,
    h(
      'p',
      { class: 'about' },
      `${account.appid}　${account.mode}　${account.format.toUpperCase()}${account.verified ? '　已认证' : ''}`,
    ),
    phone.following
      ? choice('取消关注', '发送 unsubscribe', () => act({ do: 'unfollow' }))
      : choice('关注公众号', '发送 subscribe', () => act({ do: 'follow' })),
    choice(phone.refuses ? '接收消息' : '拒收消息', '拒收后客服消息得 48002', () =>
      setRefuses(openid, !phone.refuses),
    ),
    choice('同意接收一次停电通知', '发送 subscribe_msg_popup_event', () =>
      act({ do: 'permit', template: 'outage-notice' }),
    ),
    choice('上报位置', '发送 LOCATION', () =>
      act({ do: 'whereabouts', latitude: 32.0603, longitude: 118.7521 }),
    ),
    phone.atDesk &&
      choice('人工客服：说一句话', '平台自己的客服台', () => desk(openid, '您好，我是人工客服，请讲。')),
    phone.atDesk && choice('人工客服：结束会话', '发送 kf_close_session', () => desk(openid, null)),
  );
}

/** On a narrow screen, where the list of people is hidden. */
export function people(view: View, choose: (openid: string) => void): void {
  open(
    '用户',
    ...view.people.map(({ openid, nickname, last }) => choice(nickname, last, () => choose(openid))),
    choice('＋ 新用户', '还没有关注公众号', async () => choose((await addPerson()).openid)),
  );
}

/** The phone opens no page by itself: what lies behind a link is outside of the simulator. */
export function leave(url: string, label: string): void {
  open(
    label,
    h('p', { class: 'about url' }, url),
    /^https?:\/\//.test(url) &&
      h('a', { class: 'choice', href: url, target: '_blank', rel: 'noreferrer' }, '在新窗口打开'),
  );
}
