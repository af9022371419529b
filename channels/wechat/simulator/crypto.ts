/** The platform's side of signatures and encryption, written from its documentation and apart from the adapter's. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** PKCS#7 as the platform pads: to blocks of 32 bytes, not of AES's 16. */
const BLOCK = 32;
const RANDOM = 16;

/** hex(sha1) over the parts, sorted and joined. */
export function signature(...parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex');
}

/** @param encodingAesKey the 43 characters of the account's settings */
export function keyOf(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (key.length !== 32) throw new Error('The EncodingAESKey must be 43 characters of base64.');
  return key;
}

/** The message sealed for the account, base64. @param random 16 bytes, for vectors */
export function seal(key: Buffer, appid: string, message: string, random = randomBytes(RANDOM)): string {
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const content = Buffer.concat([random, length, text, Buffer.from(appid)]);
  const pad = BLOCK - (content.length % BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(content),
    cipher.update(Buffer.alloc(pad, pad)),
    cipher.final(),
  ]).toString('base64');
}

/** What was sealed. @throws Error that says what is wrong: base64, padding, length or appid */
export function unseal(key: Buffer, appid: string, sealed: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(sealed)) throw new Error('Encrypt is not base64.');
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length === 0 || bytes.length % BLOCK !== 0)
    throw new Error(`Encrypt holds ${bytes.length} bytes, which is no multiple of ${BLOCK}.`);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const content = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = content[content.length - 1]!;
  if (pad < 1 || pad > BLOCK || content.subarray(-pad).some((byte) => byte !== pad))
    throw new Error(`The padding is wrong (last byte ${pad}).`);
  const end = content.length - pad;
  if (end < RANDOM + 4) throw new Error('What is sealed is too short.');
  const length = content.readUInt32BE(RANDOM);
  const from = RANDOM + 4;
  if (from + length > end) throw new Error(`The message claims ${length} bytes, which are not there.`);
  const owner = content.subarray(from + length, end).toString();
  if (owner !== appid) throw new Error(`It is sealed for ${owner}, not for ${appid}.`);
  return content.subarray(from, from + length).toString();
}
