/** Brings a message to the account's server as the platform does: signed, cut after five seconds, three times in all. */
import { randomInt } from 'node:crypto';
import type { Account } from './account.ts';
import { keyOf, seal, signature } from './crypto.ts';
import type { Answer } from './reply.ts';
import { type Fields, writeJson, writeXml } from './xml.ts';

const TRIES = 3;

export interface Patience {
  /** When the platform cuts the connection, in milliseconds; 5,000 in life. */
  cutMs: number;
  /** Pause before the next try when a connection failed at once, in milliseconds. */
  pauseMs: number;
}

export interface Sent {
  url: string;
  body: string;
  contentType: string;
}

/** One try: what was sent, and what came of it. */
export interface Try {
  sent: Sent;
  answer: Answer | { failed: string };
  ms: number;
}

/** Tries until the server answers; the last of the tries tells the outcome. */
export async function push(
  account: Account,
  webhook: string,
  fields: Fields,
  patience: Patience,
): Promise<Try[]> {
  const tries: Try[] = [];
  let sent = compose(account, webhook, fields);
  while (tries.length < TRIES) {
    const begun = performance.now();
    const answer = await post(sent, patience.cutMs);
    tries.push({ sent, answer, ms: performance.now() - begun });
    if (!('failed' in answer)) break;
    if (performance.now() - begun < patience.cutMs / 2) await sleep(patience.pauseMs);
    // The second try is the first one's very bytes, the third is signed anew: both have been seen.
    if (tries.length === 2) sent = compose(account, webhook, fields);
  }
  return tries;
}

async function post({ url, body, contentType }: Sent, cutMs: number): Promise<Try['answer']> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType, 'user-agent': 'Mozilla/4.0' },
      body,
      signal: AbortSignal.timeout(cutMs),
      redirect: 'manual',
    });
    return {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      body: await response.text(),
    };
  } catch (error) {
    const { name, message } = error as Error;
    return { failed: name === 'TimeoutError' ? `cut after ${cutMs} ms` : message };
  }
}

/** The request for one message in the account's mode and format. */
export function compose(account: Account, webhook: string, fields: Fields, now = Date.now()): Sent {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const query = new URLSearchParams({
    signature: signature(account.token, timestamp, nonce),
    timestamp,
    nonce,
    openid: String(fields.FromUserName),
  });
  const write = account.format === 'json' ? writeJson : writeXml;
  let body = fields;
  if (account.mode !== 'plain') {
    const sealed = seal(keyOf(account.aesKey), account.appid, write(fields));
    query.set('encrypt_type', 'aes');
    query.set('msg_signature', signature(account.token, timestamp, nonce, sealed));
    const hull: Fields = account.mode === 'compatible' ? fields : { ToUserName: account.ghId };
    body = { ...hull, Encrypt: sealed };
  }
  return {
    url: `${webhook}?${query}`,
    body: write(body),
    contentType: account.format === 'json' ? 'application/json' : 'text/xml',
  };
}

/** The platform's first call when the account's settings are saved. @returns whether the server proved itself */
export async function verify(account: Account, webhook: string): Promise<boolean> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(randomInt(100_000_000, 2_000_000_000));
  const echostr = `${randomInt(1_000_000_000)}${randomInt(1_000_000_000)}`;
  const query = new URLSearchParams({
    signature: signature(account.token, timestamp, nonce),
    timestamp,
    nonce,
    echostr,
  });
  const response = await fetch(`${webhook}?${query}`);
  return response.status === 200 && (await response.text()) === echostr;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
