/** How outgoing messages stand in the bodies of the platform's API. */
import type { MenuOption, OutgoingMessage } from './outgoing.ts';

/** The body of a customer-service message. */
export function toWire(openid: string, message: OutgoingMessage): Record<string, unknown> {
  switch (message.type) {
    case 'text':
      return { touser: openid, msgtype: 'text', text: { content: clean(message.text) } };
    case 'menu':
      return {
        touser: openid,
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: clean(message.head),
          list: message.options.map(({ id, label }) => ({ id, content: clean(label) })),
          tail_content: clean(message.tail),
        },
      };
    case 'news': {
      const { title, description, url, picUrl } = message.article;
      return {
        touser: openid,
        msgtype: 'news',
        news: {
          articles: [
            { title: clean(title), description: clean(description), url, ...(picUrl && { picurl: picUrl }) },
          ],
        },
      };
    }
  }
}

/** JSON would escape control characters and lone surrogates, and the platform shows escapes as they are. */
function clean(text: string): string {
  return text.replace(/(?![\n\r\t])\p{Cc}|\p{Cs}/gu, '');
}

/** A menu for an account that may not send menus: links that say the label in the customer's name. */
export function menuAsLinks({
  head,
  options,
  tail,
}: Extract<OutgoingMessage, { type: 'menu' }>): OutgoingMessage {
  const lines = [head, ...options.map(link), tail];
  return { type: 'text', text: lines.filter((line) => line !== '').join('\n') };
}

function link({ id, label }: MenuOption): string {
  const said = label.replace(/["<>&]/g, '');
  return `<a href="weixin://bizmsgmenu?msgmenucontent=${said}&msgmenuid=${id}">${label}</a>`;
}
