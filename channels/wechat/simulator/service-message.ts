/** Checks the body of message/custom/send as the platform does and draws it for the phone. */
import type { Account } from './account.ts';
import { demand, Refusal } from './errors.ts';
import type { Content } from './phone.ts';
import { TEXT_BYTES } from './reply.ts';

export type Body = Record<string, unknown>;

/** @param knows whether there is such a media id. @throws Refusal */
export function serviceContent(account: Account, body: Body, knows: (mediaId: string) => boolean): Content {
  const type = string(body.msgtype);
  const part = object(body[type]);
  switch (type) {
    case 'text': {
      const text = string(part.content);
      demand(text, 44004);
      demand(Buffer.byteLength(text) <= TEXT_BYTES, 45002);
      return { kind: 'text', text };
    }
    case 'msgmenu':
      return menuOf(account, part);
    case 'news':
      return articleOf(part);
    case 'image':
    case 'voice': {
      const mediaId = string(part.media_id);
      demand(knows(mediaId), 40007);
      return type === 'image' ? { kind: 'image', url: `/pic/${mediaId}` } : { kind: 'voice', text: '' };
    }
    case 'miniprogrampage': {
      const [title, appid, path] = [string(part.title), string(part.appid), string(part.pagepath)];
      demand(title && appid && path, 47003, 'title, appid and pagepath are needed');
      demand(knows(string(part.thumb_media_id)), 40007);
      return { kind: 'mini', title, appid, path };
    }
    default:
      throw new Refusal(40008);
  }
}

function menuOf(account: Account, part: Body): Content {
  demand(account.verified, 40200);
  const options = Array.isArray(part.list) ? part.list.map(object) : [];
  demand(options.length > 0, 47003, 'msgmenu.list is empty');
  const drawn = options.map((option) => ({ id: string(option.id), label: string(option.content) }));
  demand(
    drawn.every(({ id, label }) => id && label),
    47003,
    'an option of msgmenu needs id and content, both strings',
  );
  return { kind: 'menu', head: string(part.head_content), options: drawn, tail: string(part.tail_content) };
}

function articleOf(part: Body): Content {
  const articles = Array.isArray(part.articles) ? part.articles.map(object) : [];
  demand(articles.length === 1, 45008);
  const article = articles[0]!;
  demand(string(article.title), 47003, 'title is needed');
  return {
    kind: 'news',
    title: string(article.title),
    description: string(article.description),
    url: string(article.url),
    picUrl: string(article.picurl),
  };
}

export function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function object(value: unknown): Body {
  return value !== null && typeof value === 'object' ? (value as Body) : {};
}
