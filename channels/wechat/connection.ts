/** Owns calls in the account's name: their rate, the token joined and renewed once, and what is left alone for a while. */
import { z } from 'zod';
import { type ApiBytes, type ApiCall, type ApiParts, callBytes, callJson } from './api.ts';
import { WeChatError } from './errors.ts';
import { createLimiter } from './limiter.ts';
import { createTokens } from './token.ts';

export interface ConnectionParts extends ApiParts {
  /** Without both nothing is called. */
  appId: string | undefined;
  secret: string | undefined;
  clock: () => Date;
  /** Calls a second of this process. */
  perSecond: number;
  /** Waits for the rate; a test hands in its own. */
  sleep: (ms: number) => Promise<unknown>;
}

export interface Connection {
  /** @throws WeChatError */
  json(call: ApiCall): Promise<Record<string, unknown>>;
  /** @throws WeChatError */
  bytes(call: ApiCall, limit: number): Promise<ApiBytes>;
  /** True while this interface is worth a call. */
  open(path: string): boolean;
}

const TOKEN_PATH = '/cgi-bin/stable_token';
/** How long an interface is left alone when the account may not call it, in milliseconds: an operator may mend it. */
const LEFT_ALONE = 600_000;
/** Until a token that was refused twice is asked for again. */
const TOKEN_PAUSE = 30_000;
/** How long a call waits for its turn, in milliseconds; beyond it is tried again later. */
const PATIENCE = 2_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function createConnection(parts: ConnectionParts): Connection {
  const now = () => parts.clock().getTime();
  const limiter = createLimiter(parts.perSecond);
  const bars = new Map<string, { until: number; error: WeChatError }>();
  const tokens = createTokens(() => requestToken(parts), parts.clock);

  /** The error that still stands for an interface, or for all of them by the token's. */
  function barOf(path: string): WeChatError | null {
    if (!parts.appId || !parts.secret)
      return new WeChatError(path, 0, 'WECHAT_APPID and WECHAT_SECRET are not set', { remedy: 'wait' });
    const bar = [TOKEN_PATH, path].map((each) => bars.get(each)).find((each) => each && now() < each.until);
    return bar?.error ?? null;
  }

  async function turn(path: string): Promise<void> {
    for (let waited = 0; ; ) {
      const wait = limiter.take(now());
      if (wait === 0) return;
      waited += wait;
      if (waited > PATIENCE)
        throw new WeChatError(path, 0, 'this process calls too often', { remedy: 'slow', afterMs: wait });
      await parts.sleep(wait);
    }
  }

  async function authorised<T>(call: ApiCall, perform: (call: ApiCall) => Promise<T>): Promise<T> {
    const use = (token: string) => perform({ ...call, query: { access_token: token, ...call.query } });
    const token = await tokens.current();
    try {
      return await use(token);
    } catch (error) {
      if (!(error instanceof WeChatError) || error.remedy !== 'token') throw error;
      return use(await tokens.renew(token));
    }
  }

  /** What an error means for the calls that follow. @returns it, with the time to wait */
  function learn(error: WeChatError): WeChatError {
    const { path, errcode, errmsg, remedy } = error;
    const bar = (until: number) =>
      bars.set(path, { until, error: new WeChatError(path, errcode, errmsg, { known: true }) });
    if (remedy === 'daily') bar(nextMidnight(now()));
    if (remedy === 'barred') bar(now() + LEFT_ALONE);
    if (remedy === 'slow') return later(error, limiter.slowDown(now()));
    return remedy === 'token' ? later(error, TOKEN_PAUSE) : error;
  }

  async function guarded<T>(call: ApiCall, perform: (call: ApiCall) => Promise<T>): Promise<T> {
    const bar = barOf(call.path);
    if (bar) throw bar;
    await turn(call.path);
    try {
      const done = await authorised(call, perform);
      limiter.wentWell();
      return done;
    } catch (error) {
      throw error instanceof WeChatError ? learn(error) : error;
    }
  }

  return {
    json: (call) => guarded(call, (complete) => callJson(parts, complete)),
    bytes: (call, limit) => guarded(call, (complete) => callBytes(parts, complete, limit)),
    open: (path) => barOf(path) === null,
  };
}

async function requestToken(parts: ConnectionParts): Promise<{ token: string; expiresIn: number }> {
  const answer = await callJson(parts, {
    path: TOKEN_PATH,
    body: {
      grant_type: 'client_credential',
      appid: parts.appId,
      secret: parts.secret,
      force_refresh: false,
    },
  });
  const parsed = tokenAnswer.safeParse(answer);
  if (!parsed.success) throw new WeChatError(TOKEN_PATH, -1, 'the answer holds no token');
  return { token: parsed.data.access_token, expiresIn: parsed.data.expires_in };
}
const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

function later({ path, errcode, errmsg }: WeChatError, afterMs: number): WeChatError {
  return new WeChatError(path, errcode, errmsg, { afterMs });
}

/** The platform counts its days in Asia/Shanghai, which has had one offset (+08:00) since 1991. */
function nextMidnight(now: number): number {
  return (Math.floor((now + 8 * HOUR) / DAY) + 1) * DAY - 8 * HOUR;
}
