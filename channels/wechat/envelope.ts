/** Owns the way of a request's body to a message, and of a reply to a body: signature, age, envelope, format. */
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { type Cipher, EnvelopeError, isSignedBy, sign } from './crypto.ts';
import { type Format, MessageError, type Received, readFields, readMessage } from './message.ts';
import { cdata, XmlError } from './xml.ts';

/** How far a request's time may be from ours, in milliseconds. */
const MAX_AGE = 10 * 60_000;

/** Not the platform: somebody who does not know the token, or repeats an old request. */
export class Stranger extends Error {
  override readonly name = 'Stranger';
}

/** From the platform, but nothing that can be read. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** The query of the platform's requests; what is missing or doubled is empty. */
export interface Query {
  signature: string;
  timestamp: string;
  nonce: string;
  echostr: string;
  encrypt_type: string;
  msg_signature: string;
}

export function readQuery(url: string): Query {
  const given = new URLSearchParams(url.split('?', 2)[1] ?? '');
  const one = (name: string) => {
    const values = given.getAll(name);
    return values.length === 1 ? values[0]! : '';
  };
  return {
    signature: one('signature'),
    timestamp: one('timestamp'),
    nonce: one('nonce'),
    echostr: one('echostr'),
    encrypt_type: one('encrypt_type'),
    msg_signature: one('msg_signature'),
  };
}

export interface Opened {
  message: Received;
  /** Puts a reply into the form of the request. */
  seal(body: (format: Format) => string): { contentType: string; body: string };
}

export interface Post {
  /** Whether the query alone shows that it comes from the platform. */
  isKnown(query: Query): boolean;
  /** @throws Stranger, Unreadable */
  open(query: Query, body: Buffer): Opened;
}

/** @param cipher null where no EncodingAESKey is set: only what came in plain is read */
export function createPost(token: string, cipher: Cipher | null, clock: () => Date): Post {
  const isFresh = ({ timestamp }: Query) =>
    /^\d{1,12}$/.test(timestamp) && Math.abs(clock().getTime() - Number(timestamp) * 1000) <= MAX_AGE;
  const isSigned = ({ signature, timestamp, nonce }: Query) => isSignedBy(signature, token, timestamp, nonce);

  function open(query: Query, body: Buffer): Opened {
    if (!isFresh(query)) throw new Stranger('the request is too old, or from the future');
    const sealed = query.encrypt_type === 'aes' && cipher !== null;
    if (!sealed && !isSigned(query)) throw new Stranger('the signature is wrong');
    const outer = attempt(query, () => readFields(text(body)));
    if (!sealed) {
      const message = attempt(query, () => readMessage(outer.fields));
      return { message, seal: (write) => plain(write(outer.format), outer.format) };
    }
    const { Encrypt } = outer.fields;
    const { msg_signature, timestamp, nonce } = query;
    if (typeof Encrypt !== 'string' || !isSignedBy(msg_signature, token, timestamp, nonce, Encrypt))
      throw new Stranger('the signature of the envelope is wrong');
    const inner = understood(() => readFields(cipher.open(Encrypt)));
    const message = understood(() => readMessage(inner.fields));
    return { message, seal: (write) => envelope(cipher.seal(write(inner.format)), outer.format) };
  }

  /** A body that cannot be read is a stranger's unless the query is signed. */
  function attempt<T>(query: Query, read: () => T): T {
    try {
      return understood(read);
    } catch (error) {
      throw error instanceof Unreadable && !isSigned(query) ? new Stranger(error.message) : error;
    }
  }

  function envelope(encrypted: string, format: Format): { contentType: string; body: string } {
    const timestamp = String(Math.floor(clock().getTime() / 1000));
    const nonce = String(randomBytes(4).readUInt32BE());
    const signature = sign(token, timestamp, nonce, encrypted);
    const fields = {
      Encrypt: encrypted,
      MsgSignature: signature,
      TimeStamp: Number(timestamp),
      Nonce: nonce,
    };
    if (format === 'json') return plain(JSON.stringify(fields), format);
    return plain(
      `<xml><Encrypt>${cdata(encrypted)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature>` +
        `<TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`,
      format,
    );
  }

  return { isKnown: isSigned, open };
}

function plain(body: string, format: Format): { contentType: string; body: string } {
  return { contentType: format === 'json' ? 'application/json' : 'text/xml', body };
}

function text(body: Buffer): string {
  if (!isUtf8(body)) throw new MessageError('the body is not UTF-8');
  return body.toString('utf8');
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError || error instanceof MessageError || error instanceof EnvelopeError)
      throw new Unreadable(error.message, { cause: error });
    throw error;
  }
}
