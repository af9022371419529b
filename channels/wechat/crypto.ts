/**
 * The platform's cryptography: signatures over sorted parts, and the encrypted envelope of safe mode.
 * Source: 微信公众平台 消息加解密说明.
 */
import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The platform pads to blocks of 32 bytes, twice the cipher's own. */
const BLOCK = 32;
const RANDOM = 16;
const LENGTH = 4;

/** An envelope that is not for this account or not whole. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
}

/** The hexadecimal SHA-1 of the parts, sorted and joined. */
export function sign(...parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex');
}

/** Whether `signature` is that of the parts; takes the same time whatever it is. */
export function isSignedBy(signature: string, ...parts: string[]): boolean {
  const right = Buffer.from(sign(...parts));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

export interface Cipher {
  /** The message in an envelope. @throws EnvelopeError when it is damaged or for another account */
  open(encrypted: string): string;
  /** @param random 16 bytes; drawn unless a test hands them in */
  seal(message: string, random?: Buffer): string;
}

/** @param aesKey the EncodingAESKey, 43 characters */
export function createCipher(aesKey: string, appId: string): Cipher {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const iv = key.subarray(0, 16);
  const owner = Buffer.from(appId);

  return {
    open(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64');
      if (bytes.length < BLOCK || bytes.length % 16 !== 0)
        throw new EnvelopeError('the envelope is no whole number of blocks');
      const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const content = unpadded(Buffer.concat([decipher.update(bytes), decipher.final()]));
      if (content.length < RANDOM + LENGTH) throw new EnvelopeError('the envelope is too short');
      const start = RANDOM + LENGTH;
      const end = start + content.readUInt32BE(RANDOM);
      const sender = content.subarray(end);
      if (sender.length !== owner.length || !timingSafeEqual(sender, owner))
        throw new EnvelopeError('the envelope is for another account, or its length is wrong');
      const message = content.subarray(start, end);
      if (!isUtf8(message)) throw new EnvelopeError('the message is not UTF-8');
      return message.toString('utf8');
    },
    seal(message, random = randomBytes(RANDOM)) {
      const body = Buffer.from(message);
      const length = Buffer.alloc(LENGTH);
      length.writeUInt32BE(body.length);
      const content = padded(Buffer.concat([random, length, body, owner]));
      const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      return Buffer.concat([cipher.update(content), cipher.final()]).toString('base64');
    },
  };
}

/** PKCS#7: the count of added bytes in each of them; a whole block where the content fills its last one. */
function padded(content: Buffer): Buffer {
  const count = BLOCK - (content.length % BLOCK);
  return Buffer.concat([content, Buffer.alloc(count, count)]);
}

function unpadded(content: Buffer): Buffer {
  const count = content.at(-1)!;
  const end = content.length - count;
  if (count < 1 || count > BLOCK || end < 0 || !content.subarray(end).every((byte) => byte === count))
    throw new EnvelopeError('the padding is wrong');
  return content.subarray(0, end);
}
