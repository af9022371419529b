/** The answer in the request itself: one message that holds as many bubbles as fit, in the format of the request. */
import type { MessageOut } from '../../bot/mod.ts';
import type { Format } from './message.ts';
import { type OutgoingMessage, TEXT_BYTES } from './outgoing.ts';
import { bubbleAsText, renderBubble, splitText } from './render.ts';
import { menuAsLinks } from './wire.ts';
import { cdata } from './xml.ts';

export type PassiveReply =
  | Exclude<OutgoingMessage, { type: 'menu' }>
  /** Hands the conversation to the platform's own customer service. */
  | { type: 'transfer' };

const BETWEEN = '\n\n';
const CUT_SHORT = '…';

/** A bubble as an answer can hold it. */
export interface Piece {
  /** All of it as one text, of whatever length. */
  text: string;
  /** All of it as an article, where it is nothing else. */
  article?: Extract<OutgoingMessage, { type: 'news' }>;
}

/** A bubble, or what is left of it, as a piece of an answer. */
export function pieceOf(bubble: MessageOut): Piece {
  const [only, ...others] = renderBubble(bubble, { menus: false });
  const text = bubbleAsText(bubble);
  return only?.type === 'news' && others.length === 0 ? { text, article: only } : { text };
}

/** What is left to be sent of a bubble, as a piece. */
export function pieceOfRest(left: readonly OutgoingMessage[]): Piece {
  return { text: left.map(asText).join('\n') };
}

function asText(message: OutgoingMessage): string {
  switch (message.type) {
    case 'text':
      return message.text;
    case 'menu':
      return asText(menuAsLinks(message));
    case 'news':
      return `${message.article.title}\n${message.article.description}`;
  }
}

/**
 * The pieces from the first on that one answer can hold: an article goes alone, others are lines of one text.
 * @param mayFollow whether the rest can be sent afterwards; if not, a first piece that is too long is cut short
 */
export function packPassive(
  pieces: readonly Piece[],
  mayFollow: boolean,
): { reply: PassiveReply | null; taken: number } {
  const [first] = pieces;
  if (pieces.length === 1 && first!.article) return { reply: first!.article, taken: 1 };
  let text = '';
  let taken = 0;
  for (const piece of pieces) {
    const longer = [text, piece.text].filter((part) => part !== '').join(BETWEEN);
    if (Buffer.byteLength(longer) > TEXT_BYTES) break;
    text = longer;
    taken++;
  }
  if (first && taken === 0 && !mayFollow) {
    const [beginning = ''] = splitText(first.text, TEXT_BYTES - Buffer.byteLength(CUT_SHORT));
    return { reply: { type: 'text', text: beginning + CUT_SHORT }, taken: 1 };
  }
  return { reply: text ? { type: 'text', text } : null, taken };
}

export interface Addressed {
  /** The customer. */
  openid: string;
  /** The account. */
  account: string;
  at: Date;
}

/** The reply as the body of the answer. */
export function writeReply(reply: PassiveReply, { openid, account, at }: Addressed, format: Format): string {
  const head = { ToUserName: openid, FromUserName: account, CreateTime: Math.floor(at.getTime() / 1000) };
  const fields = { ...head, ...contentOf(reply) };
  return format === 'json' ? JSON.stringify(fields) : `<xml>${elements(fields)}</xml>`;
}

type Fields = { [name: string]: string | number | Fields };

function contentOf(reply: PassiveReply): Fields {
  switch (reply.type) {
    case 'text':
      return { MsgType: 'text', Content: reply.text };
    case 'news': {
      const { title, description, url, picUrl = '' } = reply.article;
      const item = { Title: title, Description: description, PicUrl: picUrl, Url: url };
      return { MsgType: 'news', ArticleCount: 1, Articles: { item } };
    }
    case 'transfer':
      return { MsgType: 'transfer_customer_service' };
  }
}

function elements(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${element(value)}</${name}>`)
    .join('');
}

function element(value: string | number | Fields): string {
  if (typeof value === 'string') return cdata(value);
  return typeof value === 'number' ? String(value) : elements(value);
}
