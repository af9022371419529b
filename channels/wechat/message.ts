/** The messages and events of the platform: from a body, XML or JSON, to what the rest of the channel works with. */
import { z } from 'zod';
import { parseXml } from './xml.ts';

export type Format = 'xml' | 'json';

/** Who wrote to whom, when, and the key by which tries of the same message are known. */
interface Common {
  /** The account, `gh_…`. */
  to: string;
  openid: string;
  /** Seconds since 1970, by the platform's clock. */
  createTime: number;
  /** MsgId alone is not unique across customers, nor is the time across events: hence their combination. */
  id: string;
}

export type Received = Common &
  (
    | { type: 'text'; text: string; menuId: string }
    | { type: 'image'; mediaId: string }
    | { type: 'voice'; mediaId: string; format: string; recognised: string }
    | { type: 'location'; latitude: number; longitude: number; label: string }
    | { type: 'event'; event: string; key: string; fields: Readonly<Record<string, unknown>> }
    /** Videos, links, files and what the platform may invent. */
    | { type: 'other'; name: string }
  );

/** A body that holds no message of the platform. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/** Fields of a body. @throws XmlError, MessageError */
export function readFields(body: string): { format: Format; fields: Readonly<Record<string, unknown>> } {
  if (!/^\uFEFF?\s*\{/.test(body)) return { format: 'xml', fields: parseXml(body) };
  try {
    const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(exact(body)));
    return { format: 'json', fields };
  } catch {
    throw new MessageError('the body is neither XML nor a JSON object');
  }
}

/** JSON with its large numbers as strings: as numbers, ids of 64 bits would lose their last digits. */
function exact(json: string): string {
  return json
    .replace(/^\uFEFF/, '')
    .replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}/g, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

/** No halves of characters, no control characters but tab and line feed. */
const clean = (text: string) =>
  text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/(?![\t\n])\p{Control}/gu, '');
const text = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().max(20_000).transform(clean))
  .default('');
const degrees = (most: number) => z.coerce.number().min(-most).max(most);

const common = z.object({
  ToUserName: text.pipe(z.string().min(1).max(128)),
  FromUserName: text.pipe(z.string().min(1).max(128)),
  CreateTime: z.coerce.number().int().nonnegative(),
  MsgType: text,
  MsgId: text,
});
const kinds = {
  text: z.object({ Content: text, bizmsgmenuid: text }),
  image: z.object({ MediaId: text }),
  voice: z.object({ MediaId: text, Format: text, Recognition: text }),
  location: z.object({ Location_X: degrees(90), Location_Y: degrees(180), Label: text }),
  event: z.object({ Event: text, EventKey: text }),
};

/** @throws MessageError when a field that is needed is missing, doubled or no text */
export function readMessage(fields: Readonly<Record<string, unknown>>): Received {
  const {
    ToUserName: to,
    FromUserName: openid,
    CreateTime: createTime,
    MsgType,
    MsgId,
  } = read(common, fields);
  const who = { to, openid, createTime, id: `${MsgId}-${createTime}-${openid}` };
  switch (MsgType) {
    case 'text': {
      const { Content, bizmsgmenuid } = read(kinds.text, fields);
      return { ...who, type: 'text', text: Content, menuId: bizmsgmenuid };
    }
    case 'image':
      return { ...who, type: 'image', mediaId: read(kinds.image, fields).MediaId };
    case 'voice': {
      const { MediaId, Format, Recognition } = read(kinds.voice, fields);
      return { ...who, type: 'voice', mediaId: MediaId, format: Format, recognised: Recognition };
    }
    case 'location': {
      const place = read(kinds.location, fields);
      const { Location_X: latitude, Location_Y: longitude, Label: label } = place;
      return { ...who, type: 'location', latitude, longitude, label };
    }
    case 'event': {
      const { Event: event, EventKey: key } = read(kinds.event, fields);
      const id = `${createTime}-${openid}-${key}-${event}`;
      return { ...who, id, type: 'event', event, key, fields };
    }
    default:
      return { ...who, type: 'other', name: MsgType };
  }
}

function read<T>(schema: z.ZodType<T>, fields: Readonly<Record<string, unknown>>): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new MessageError(`${issue.path.join('.')}: ${issue.message}`);
}
