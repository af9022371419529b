/** Owns the tokens of the web channel: signed claims (JWT, HS256) that say who may see and write which conversation. */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../store/mod.ts';

/**
 * `chat` reads and writes a conversation; `stream` opens its WebSocket, for it stands in a URL and so lives shortly;
 * `resume` lets the page of an anonymous customer come back to its conversation.
 */
export type TokenUse = 'chat' | 'stream' | 'resume';

/** How long a token of each use is good for, in seconds. */
export const LIFETIME: Record<TokenUse, number> = { chat: 1_800, stream: 120, resume: 86_400 };

/** Who a token speaks for. `bound` and `phone` were vouched for by the back end that asked for it with the secret. */
export interface Subject {
  conversation: string;
  /** Begins with `dl_`, so that no client may choose it for itself (Direct Line 3.0, enhanced authentication). */
  user: string;
  bound: string[];
  phone?: string | undefined;
}

const claims = z.object({
  use: z.enum(['chat', 'stream', 'resume']),
  conversation: z.string(),
  user: z.string(),
  bound: z.array(z.string()).default([]),
  phone: z.string().optional(),
  exp: z.number(),
});

/** `malformed` is no token of ours at all; the other two are, and are refused. */
export type Verdict = { subject: Subject } | { refused: 'malformed' | 'forged' | 'expired' };

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

export class Tokens {
  readonly #key: Buffer;
  readonly #clock: () => Date;

  constructor(key: Buffer, clock: () => Date) {
    this.#key = key;
    this.#clock = clock;
  }

  /** Only a chat token names the person: the others end up in addresses and in a browser's storage. */
  issue(use: TokenUse, subject: Subject): string {
    const { conversation } = subject;
    const told = use === 'chat' ? subject : { conversation, user: '' };
    const exp = Math.floor(this.#clock().getTime() / 1000) + LIFETIME[use];
    const body = `${HEADER}.${encode({ use, ...told, exp })}`;
    return `${body}.${this.#sign(body)}`;
  }

  verify(use: TokenUse, token: string): Verdict {
    const parts = token.split('.');
    if (parts.length !== 3) return { refused: 'malformed' };
    const [header, payload, signature] = parts as [string, string, string];
    if (header !== HEADER || !sameText(signature, this.#sign(`${header}.${payload}`)))
      return { refused: 'forged' };
    const {
      exp,
      use: granted,
      ...subject
    } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    if (granted !== use) return { refused: 'forged' };
    if (exp * 1000 <= this.#clock().getTime()) return { refused: 'expired' };
    return { subject };
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

/** Compares in constant time; the digest hides the length as well. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', COMPARE).update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
const COMPARE = randomBytes(32);

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The keys of the channel: derived from the secret when there is one, else random and kept in the store. */
export async function channelKeys(
  store: Store,
  secret: string | undefined,
): Promise<{ tokens: Buffer; files: Buffer }> {
  const root = secret ? Buffer.from(secret) : Buffer.from(await storedKey(store), 'base64url');
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', root, '', `grid-assistant ${purpose}`, 32));
  return { tokens: derive('web tokens'), files: derive('web uploads') };
}

async function storedKey(store: Store): Promise<string> {
  return (await store.putIfAbsent('directline', 'key', randomBytes(32).toString('base64url'))) as string;
}
