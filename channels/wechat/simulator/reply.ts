/** How the platform reads what an account's server answers: a reply for the phone, nothing, or a wrong body. */
import type { Account } from './account.ts';
import { keyOf, signature, unseal } from './crypto.ts';
import type { Content } from './phone.ts';
import { readXml, type XmlValue } from './xml.ts';

export const TEXT_BYTES = 2048;

export interface Answer {
  status: number;
  contentType: string;
  body: string;
}

export type Verdict =
  | { kind: 'nothing' }
  /** `plain` is what stood in the envelope, for the wire drawer. */
  | { kind: 'reply'; content: Content; plain: string }
  | { kind: 'desk'; plain: string }
  /** The user sees 该公众号暂时无法提供服务. */
  | { kind: 'wrong'; why: string };

type Element = { [name: string]: XmlValue | XmlValue[] };

/** @param asked what was sent: to whom the reply must go, and whether it was an event */
export function readAnswer(
  account: Account,
  asked: { openid: string; isEvent: boolean },
  answer: Answer,
): Verdict {
  try {
    if (answer.status !== 200) throw new Error(`The status is ${answer.status}, not 200.`);
    if (answer.body === '' || answer.body === 'success') return { kind: 'nothing' };
    const { fields, plain } = opened(account, answer);
    return understood(account, asked, fields, plain);
  } catch (error) {
    return { kind: 'wrong', why: (error as Error).message };
  }
}

function opened(account: Account, answer: Answer): { fields: Element; plain: string } {
  const fields = parsed(account, answer.contentType, answer.body);
  if (!('Encrypt' in fields)) {
    if (account.mode === 'safe') throw new Error('In safe mode the reply must be encrypted.');
    return { fields, plain: answer.body };
  }
  if (account.mode === 'plain') throw new Error('In plaintext mode the reply must not be encrypted.');
  const sealed = text(fields, 'Encrypt');
  const expected = signature(account.token, text(fields, 'TimeStamp'), text(fields, 'Nonce'), sealed);
  if (text(fields, 'MsgSignature') !== expected) throw new Error('MsgSignature does not match.');
  const plain = unseal(keyOf(account.aesKey), account.appid, sealed);
  return { fields: parsed(account, answer.contentType, plain), plain };
}

/** An account of the JSON format may answer in either; one of the XML format in XML. */
function parsed(account: Account, contentType: string, body: string): Element {
  if (account.format === 'json' && body.trimStart().startsWith('{')) {
    const value: unknown = JSON.parse(body, (_key, one: unknown) =>
      typeof one === 'number' ? String(one) : one,
    );
    return value as Element;
  }
  if (!/^(text|application)\/xml\b/.test(contentType))
    throw new Error(`The Content-Type is ${contentType || 'missing'}, not text/xml.`);
  return readXml(body);
}

function understood(
  account: Account,
  { openid, isEvent }: { openid: string; isEvent: boolean },
  fields: Element,
  plain: string,
): Verdict {
  if (text(fields, 'ToUserName') !== openid) throw new Error('ToUserName is not who asked.');
  if (text(fields, 'FromUserName') !== account.ghId) throw new Error('FromUserName is not the account.');
  if (!/^\d{1,11}$/.test(text(fields, 'CreateTime'))) throw new Error('CreateTime is not seconds.');
  const type = text(fields, 'MsgType');
  switch (type) {
    case 'text': {
      const content = text(fields, 'Content');
      if (content === '') throw new Error('Content is empty.');
      const bytes = Buffer.byteLength(content);
      if (bytes > TEXT_BYTES) throw new Error(`Content has ${bytes} bytes, more than ${TEXT_BYTES}.`);
      return { kind: 'reply', content: { kind: 'text', text: content }, plain };
    }
    case 'news':
      return { kind: 'reply', content: newsOf(fields), plain };
    case 'image': {
      const image = fields.Image as Element;
      return { kind: 'reply', content: { kind: 'image', url: `/pic/${text(image, 'MediaId')}` }, plain };
    }
    case 'transfer_customer_service':
      if (isEvent) throw new Error('An event cannot be handed to customer service.');
      return { kind: 'desk', plain };
    default:
      throw new Error(`MsgType ${type} is no reply.`);
  }
}

function newsOf(fields: Element): Content {
  const { item } = fields.Articles as Element;
  if (text(fields, 'ArticleCount') !== '1' || item === undefined || Array.isArray(item))
    throw new Error('A user gets exactly one article.');
  const article = item as Element;
  const title = text(article, 'Title');
  if (!title) throw new Error('The article has no Title.');
  return {
    kind: 'news',
    title,
    description: optional(article, 'Description'),
    url: optional(article, 'Url'),
    picUrl: optional(article, 'PicUrl'),
  };
}

function text(fields: Element | undefined, name: string): string {
  const value = fields?.[name];
  if (typeof value !== 'string') throw new Error(`${name} is missing.`);
  return value;
}

function optional(fields: Element, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
