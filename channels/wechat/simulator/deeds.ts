/** What a follower can do, and the message or event that the platform makes of it. */
import type { Content, Follower } from './phone.ts';
import type { Fields } from './xml.ts';

export type Deed =
  | { do: 'text'; text: string; menuId?: string | undefined }
  | { do: 'image'; mediaId: string; url: string }
  /** `recognition` is what the platform recognised; empty since its recognition is being retired. */
  | { do: 'voice'; mediaId: string; said: string; recognition: string }
  | { do: 'video' | 'shortvideo'; mediaId: string }
  | { do: 'location'; latitude: number; longitude: number; label: string }
  | { do: 'link'; title: string; url: string }
  | { do: 'follow'; scene?: string | undefined }
  | { do: 'unfollow' }
  | { do: 'scan'; scene: string }
  | { do: 'whereabouts'; latitude: number; longitude: number }
  | { do: 'click'; key: string; label: string }
  | { do: 'view'; url: string }
  | { do: 'permit'; template: string }
  /** Anything else: fields over the common ones, such as a message type of tomorrow. */
  | { do: 'other'; fields: Fields };

/** Whether a deed lets the account write: for 48 h, or for a minute. */
export type Opening = 'message' | 'click' | null;

interface Meaning {
  fields: Fields;
  opens: Opening;
  /** What the follower's own phone shows for it. */
  own: Content | null;
}

/** The platform's fields beyond the common ones. Messages have a MsgId from `nextId`, events have none. */
export function meaningOf(deed: Deed, follower: Follower, nextId: () => bigint): Meaning {
  const message = (type: string, fields: Fields, own: Content): Meaning => ({
    fields: { MsgType: type, ...fields, MsgId: nextId() },
    opens: 'message',
    own,
  });
  switch (deed.do) {
    case 'text': {
      const menu: Fields = deed.menuId === undefined ? {} : { bizmsgmenuid: deed.menuId };
      return message('text', { Content: deed.text, ...menu }, { kind: 'text', text: deed.text });
    }
    case 'image':
      return message('image', { PicUrl: deed.url, MediaId: deed.mediaId }, { kind: 'image', url: deed.url });
    case 'voice':
      return message(
        'voice',
        {
          MediaId: deed.mediaId,
          Format: 'amr',
          Recognition: deed.recognition,
          MediaId16K: `${deed.mediaId}-16k`,
        },
        { kind: 'voice', text: deed.said },
      );
    case 'video':
    case 'shortvideo':
      return message(
        deed.do,
        { MediaId: deed.mediaId, ThumbMediaId: `${deed.mediaId}-thumb` },
        { kind: 'video' },
      );
    case 'location': {
      const { latitude, longitude, label } = deed;
      return message(
        'location',
        { Location_X: latitude, Location_Y: longitude, Scale: 16, Label: label },
        { kind: 'location', label, latitude, longitude },
      );
    }
    case 'link':
      return message(
        'link',
        { Title: deed.title, Description: deed.title, Url: deed.url },
        { kind: 'link', title: deed.title, url: deed.url },
      );
    case 'follow': {
      const key: Fields = deed.scene
        ? { EventKey: `qrscene_${deed.scene}`, Ticket: `ticket-${deed.scene}` }
        : { EventKey: '' };
      return event('subscribe', key, 'click', { kind: 'notice', text: '你已关注该公众号' });
    }
    case 'unfollow':
      return event('unsubscribe', { EventKey: '' }, null, { kind: 'notice', text: '你已取消关注' });
    case 'scan':
      if (!follower.following) return meaningOf({ do: 'follow', scene: deed.scene }, follower, nextId);
      return event('SCAN', { EventKey: deed.scene, Ticket: `ticket-${deed.scene}` }, 'click', {
        kind: 'notice',
        text: '你扫描了二维码',
      });
    case 'whereabouts':
      return event(
        'LOCATION',
        { Latitude: deed.latitude, Longitude: deed.longitude, Precision: 65 },
        null,
        null,
      );
    case 'click':
      return event('CLICK', { EventKey: deed.key }, 'click', {
        kind: 'notice',
        text: `你点了菜单“${deed.label}”`,
      });
    case 'view':
      return event('VIEW', { EventKey: deed.url, MenuId: 1_000_001 }, null, null);
    case 'permit':
      return event(
        'subscribe_msg_popup_event',
        {
          SubscribeMsgPopupEvent: {
            List: [{ TemplateId: deed.template, SubscribeStatusString: 'accept', PopupScene: 0 }],
          },
        },
        null,
        { kind: 'notice', text: '你同意接收一次通知' },
      );
    case 'other':
      return { fields: deed.fields, opens: null, own: null };
  }
}

function event(name: string, fields: Fields, opens: Opening, own: Content | null): Meaning {
  return { fields: { MsgType: 'event', Event: name, ...fields }, opens, own };
}
