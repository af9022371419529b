/** Owns one HTTP call to the platform: raw UTF-8 JSON out, JSON or bytes in, every failure a WeChatError. */
import { z } from 'zod';
import { WeChatError } from './errors.ts';

export interface ApiParts {
  fetch: typeof fetch;
  /** `https://api.weixin.qq.com`, or where a proxy or a simulator serves the same. */
  base: string;
  /** Milliseconds for one call, its body included. */
  timeout: number;
}

export interface ApiCall {
  /** `/cgi-bin/…` */
  path: string;
  query?: Record<string, string>;
  /** Posted as JSON; without it the call is a GET. */
  body?: unknown;
}

export interface ApiBytes {
  bytes: Buffer;
  contentType: string;
}

/** The largest JSON answer that is read, in bytes. */
const MAX_JSON = 1024 * 1024;

const answer = z.looseObject({
  errcode: z.coerce.number().int().default(0),
  errmsg: z.string().default(''),
});

/** Calls and reads JSON. @throws WeChatError for an error code, an unreadable answer or none */
export async function callJson(parts: ApiParts, call: ApiCall): Promise<Record<string, unknown>> {
  const { bytes } = await callBytes(parts, call, MAX_JSON);
  const json = readJson(bytes);
  if (!json) throw new WeChatError(call.path, -1, 'the answer is not JSON');
  return json;
}

/**
 * Calls and reads bytes, whatever they are; an error code in their place is recognised.
 * @throws WeChatError for an error code, no answer, or more than `limit` bytes
 */
export async function callBytes(parts: ApiParts, call: ApiCall, limit: number): Promise<ApiBytes> {
  const { path, query = {}, body } = call;
  const url = `${parts.base.replace(/\/+$/, '')}${path}?${new URLSearchParams(query)}`;
  const request: RequestInit = {
    redirect: 'error',
    signal: AbortSignal.timeout(parts.timeout),
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify(body),
        }),
  };
  let got: ApiBytes & { ok: boolean; status: number };
  try {
    const response = await parts.fetch(url, request);
    got = { ...(await read(response, path, limit)), ok: response.ok, status: response.status };
  } catch (error) {
    throw error instanceof WeChatError ? error : new WeChatError(path, -1, reasonOf(error));
  }
  const told = /json|text/.test(got.contentType) ? readJson(got.bytes) : null;
  if (told && told.errcode !== 0) {
    throw new WeChatError(path, told.errcode, discreet(told.errmsg, call));
  }
  if (!got.ok) throw new WeChatError(path, -1, `HTTP ${got.status}`);
  return got;
}

async function read(response: Response, path: string, limit: number): Promise<ApiBytes> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The types of fetch do not know that Node's streams can be iterated.
  for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw new WeChatError(path, 45001, `more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return {
    bytes: Buffer.concat(chunks),
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
  };
}

function readJson(bytes: Buffer): z.infer<typeof answer> | null {
  try {
    // A message id has 64 bits: as a number it would lose its last digits.
    const text = bytes.toString('utf8').replace(/("msg_?id"\s*:\s*)(\d+)/gi, '$1"$2"');
    return answer.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The platform's words for people, cut short, without the token or secret that the call carried. */
function discreet(errmsg: string, { query, body }: ApiCall): string {
  const secrets = [query?.access_token, (body as { secret?: string } | undefined)?.secret];
  return secrets
    .filter((secret) => secret !== undefined && secret !== '')
    .reduce<string>((text, secret) => text.replaceAll(secret!, '…'), errmsg)
    .slice(0, 200);
}

/** Why there was no answer; an error of fetch may quote the address, and with it the token. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? (name === 'TimeoutError' ? 'no answer in time' : 'no connection');
}
