/** What a message or event of the platform means for the robot: an input, words to be said, something to note, or nothing. */
import type { TurnInput } from '../../bot/mod.ts';
import type { Received } from './message.ts';
import type { WordsName } from './words.ts';

/** What the customer did; a click, a follow or a scan lets us send for a minute only. */
export type Act = 'message' | 'click' | 'follow' | 'scan';

export type Meaning =
  | { do: 'turn'; input: TurnInput; by: Act }
  /** Becomes an input when the platform has given its picture or sound. */
  | { do: 'fetch'; what: 'image'; mediaId: string }
  | { do: 'fetch'; what: 'voice'; mediaId: string; format: string }
  | { do: 'greet' }
  | { do: 'say'; words: WordsName }
  /** Goes into the conversation's log. */
  | { do: 'note'; type: string; data: Record<string, string> }
  /** How the deliveries of notices ended. */
  | { do: 'notices'; outcomes: { msgId: string; status: string }[] }
  | { do: 'nothing' };

/** Kinds that customers send and nobody here reads. What the platform may invent is taken in silence. */
const UNREAD = ['video', 'shortvideo', 'link', 'file'];
/** In the place of a sticker or a paid message, the platform sends these words. */
const UNSUPPORTED = /^[【[]收到不支持的消息类型/;
/** A menu key that begins so carries what the customer would have said. */
const SPOKEN_KEY = 'say:';
/** The scene of the QR code on a bill; a new follower's comes with the prefix. */
const BIND_SCENE = /^(?:qrscene_)?bind_(\d{10}|\d{13})$/;

export function meaningOf(message: Received): Meaning {
  switch (message.type) {
    case 'text':
      return textMeaning(message);
    case 'image':
      return { do: 'fetch', what: 'image', mediaId: message.mediaId };
    case 'voice': {
      const text = message.recognised.trim();
      if (text) return { do: 'turn', input: { kind: 'text', text }, by: 'message' };
      return { do: 'fetch', what: 'voice', mediaId: message.mediaId, format: message.format };
    }
    case 'location': {
      const { latitude, longitude, label } = message;
      return { do: 'turn', input: { kind: 'location', latitude, longitude, label }, by: 'message' };
    }
    case 'event':
      return eventMeaning(message);
    case 'other':
      return UNREAD.includes(message.name) ? { do: 'say', words: 'unread' } : { do: 'nothing' };
  }
}

function textMeaning({ text, menuId }: Extract<Received, { type: 'text' }>): Meaning {
  const said = text.trim();
  if (!said || UNSUPPORTED.test(said)) return { do: 'say', words: 'unread' };
  const input: TurnInput = menuId
    ? { kind: 'choice', value: menuId, label: said }
    : { kind: 'text', text: said };
  return { do: 'turn', input, by: 'message' };
}

function eventMeaning({ event, key, fields }: Extract<Received, { type: 'event' }>): Meaning {
  switch (event.toLowerCase()) {
    case 'subscribe':
      return bindingBy(key, 'follow') ?? { do: 'greet' };
    case 'scan':
      return bindingBy(key, 'scan') ?? { do: 'note', type: 'wechat.scan', data: { scene: key } };
    case 'click':
      return key.startsWith(SPOKEN_KEY) ? words(key.slice(SPOKEN_KEY.length), 'click') : { do: 'nothing' };
    case 'unsubscribe':
      return { do: 'note', type: 'wechat.unfollowed', data: {} };
    case 'templatesendjobfinish':
      return { do: 'notices', outcomes: outcomesIn([{ MsgID: fields.MsgID, Status: fields.Status }]) };
    case 'subscribe_msg_sent_event':
      return { do: 'notices', outcomes: outcomesIn(listOf(fields.SubscribeMsgSentEvent)) };
    case 'kf_create_session':
      return { do: 'note', type: 'wechat.desk.opened', data: { agent: String(fields.KfAccount ?? '') } };
    case 'kf_close_session':
      return { do: 'note', type: 'wechat.desk.closed', data: { agent: String(fields.KfAccount ?? '') } };
    default:
      return { do: 'nothing' };
  }
}

function words(text: string, by: Act): Meaning {
  return text.trim() ? { do: 'turn', input: { kind: 'text', text: text.trim() }, by } : { do: 'nothing' };
}

function bindingBy(scene: string, by: Act): Meaning | null {
  const account = BIND_SCENE.exec(scene)?.[1];
  return account ? words(`我要绑定户号${account}`, by) : null;
}

/** The entries of a list as XML (`<X><List>…</List></X>`) or JSON (`{List: […]}`, `[…]`) hold it. */
function listOf(container: unknown): Record<string, unknown>[] {
  const list = (container as { List?: unknown } | null)?.List ?? container ?? [];
  const entries: unknown[] = Array.isArray(list) ? list : [list];
  return entries.filter((each) => typeof each === 'object' && each !== null) as Record<string, unknown>[];
}

function outcomesIn(entries: Record<string, unknown>[]): { msgId: string; status: string }[] {
  return entries
    .map(({ MsgID, Status, ErrorStatus }) => ({
      msgId: String(MsgID ?? ''),
      status: String(Status ?? ErrorStatus ?? ''),
    }))
    .filter(({ msgId }) => msgId !== '');
}
