/** The outgoing side of the account: customer-service messages, the typing sign, notices, media and the menu. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../web/http.ts';
import type { ApiBytes } from './api.ts';
import { createConnection } from './connection.ts';
import { WeChatError } from './errors.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { splitText } from './render.ts';
import { menuAsLinks, toWire } from './wire.ts';

/** Why a message did not go out. */
export type NotSent =
  /** Not now, but by itself later. */
  | { status: 'retry'; afterMs: number; why: string }
  /** Nothing reaches this customer before they do something: keep it for their next message. */
  | { status: 'wait'; why: string; alert: boolean }
  | { status: 'stop'; why: string; alert: boolean };

export type SendOutcome =
  | { status: 'sent' }
  /** The platform does not take it in one piece: send these instead. */
  | { status: 'split'; parts: OutgoingMessage[] }
  | NotSent;

/** `msgId`: by it the platform reports the delivery later; null when it told none. */
export type NoticeOutcome = { status: 'sent'; msgId: string | null } | NotSent;

export interface Notice {
  openid: string;
  templateId: string;
  /** The template's fields by their names there: `{ thing1: '城南路' }`. */
  data: Record<string, string>;
  url?: string | undefined;
}

export interface WeChatClient {
  /** Sends a customer-service message; what the platform answers is the outcome, never an exception. */
  send(openid: string, message: OutgoingMessage): Promise<SendOutcome>;
  /** Shows or ends 对方正在输入; a failure is of no account. */
  typing(openid: string, on: boolean): Promise<void>;
  /** What a customer sent. @throws WeChatError, also for more than MAX_MEDIA bytes */
  media(mediaId: string): Promise<ApiBytes>;
  /** 模板消息. @param clientId the platform sends one message only for an id and a customer (it remembers 10 minutes) */
  sendTemplate(notice: Notice, clientId: string): Promise<NoticeOutcome>;
  /** 订阅通知: a notice that the customer has subscribed to. */
  sendSubscription(notice: Notice): Promise<NoticeOutcome>;
  /** Publishes a menu, given as the body of `menu/create`. @throws WeChatError */
  createMenu(menu: unknown): Promise<void>;
  /** False without a secret, and while the platform says that the account may not send customer-service messages. */
  readonly maySend: boolean;
  /** False once the platform has refused a menu: only verified accounts may send them. */
  readonly mayMenu: boolean;
}

export interface ClientParts {
  /** Without both nothing is called. */
  appId?: string | undefined;
  secret?: string | undefined;
  base?: string | undefined;
  clock: () => Date;
  log: Log;
  /** False: menus are sent as links from the start. */
  menus?: boolean;
  fetch?: typeof fetch;
  /** Calls a second of this process. */
  perSecond?: number;
  /** Milliseconds for one call. */
  timeout?: number;
  /** Waits for the rate; a test hands in its own. */
  sleep?: (ms: number) => Promise<unknown>;
}

const SEND = '/cgi-bin/message/custom/send';
/** A picture is the largest of what customers send; the platform takes 10 MB. */
const MAX_MEDIA = 10 * 1024 * 1024;

export function createClient(parts: ClientParts): WeChatClient {
  const { log } = parts;
  const connection = createConnection({
    appId: parts.appId,
    secret: parts.secret,
    base: parts.base ?? 'https://api.weixin.qq.com',
    clock: parts.clock,
    fetch: parts.fetch ?? fetch,
    timeout: parts.timeout ?? 5_000,
    perSecond: parts.perSecond ?? 100,
    sleep: parts.sleep ?? pause,
  });
  let mayMenu = parts.menus ?? true;

  async function send(openid: string, message: OutgoingMessage): Promise<SendOutcome> {
    if (message.type === 'menu' && !mayMenu) return send(openid, menuAsLinks(message));
    try {
      await connection.json({ path: SEND, body: toWire(openid, message) });
      return { status: 'sent' };
    } catch (error) {
      const refused = refusal(error);
      const { remedy } = refused;
      if (remedy === 'links' && message.type === 'menu') {
        mayMenu = false;
        return send(openid, message);
      }
      if (remedy === 'split' && message.type === 'text') {
        const texts = splitText(message.text, Math.ceil(Buffer.byteLength(message.text) / 2));
        if (texts.length > 1)
          return { status: 'split', parts: texts.map((text) => ({ type: 'text', text })) };
      }
      return outcomeOf(refused);
    }
  }

  async function sendNotice(path: string, body: object): Promise<NoticeOutcome> {
    try {
      const { msgid } = await connection.json({ path, body });
      return { status: 'sent', msgId: typeof msgid === 'string' ? msgid : null };
    } catch (error) {
      return outcomeOf(refusal(error));
    }
  }

  /** @throws what is not the platform's */
  function refusal(error: unknown): WeChatError {
    if (!(error instanceof WeChatError)) throw error;
    if (!error.known) log.warn({ errcode: error.errcode, why: error.message }, 'a call to WeChat failed');
    return error;
  }

  return {
    send,
    async typing(openid, on) {
      const body = { touser: openid, command: on ? 'Typing' : 'CancelTyping' };
      // Refused when it is shown already or too late: nothing to tell anybody.
      await connection.json({ path: '/cgi-bin/message/custom/typing', body }).catch(() => {});
    },
    media: (mediaId) =>
      connection.bytes({ path: '/cgi-bin/media/get', query: { media_id: mediaId } }, MAX_MEDIA),
    sendTemplate: (notice, clientId) =>
      sendNotice('/cgi-bin/message/template/send', {
        touser: notice.openid,
        template_id: notice.templateId,
        ...(notice.url && { url: notice.url }),
        client_msg_id: clientId,
        data: fields(notice.data),
      }),
    sendSubscription: (notice) =>
      sendNotice('/cgi-bin/message/subscribe/bizsend', {
        touser: notice.openid,
        template_id: notice.templateId,
        ...(notice.url && { page: notice.url }),
        data: fields(notice.data),
      }),
    async createMenu(menu) {
      await connection.json({ path: '/cgi-bin/menu/create', body: menu });
    },
    get maySend() {
      return connection.open(SEND);
    },
    get mayMenu() {
      return mayMenu;
    },
  };
}

function fields(data: Record<string, string>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { value }]));
}

function outcomeOf({ remedy, message: why, afterMs, known }: WeChatError): NotSent {
  switch (remedy) {
    case 'again':
    case 'slow':
    case 'token':
      return { status: 'retry', afterMs, why };
    case 'wait':
      return { status: 'wait', why, alert: false };
    case 'daily':
    case 'barred':
      return { status: 'wait', why, alert: !known };
    default:
      return { status: 'stop', why, alert: false };
  }
}
