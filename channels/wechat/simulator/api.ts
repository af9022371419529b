/** The platform's HTTP API under /cgi-bin, with its rules, error codes and, on order, its faults. */
import express, { type Request, type Response, type Router } from 'express';
import { demand, Refusal } from './errors.ts';
import { Limits } from './limits.ts';
import { checkedMenu } from './menu-rules.ts';
import type { Follower } from './phone.ts';
import type { Platform } from './platform.ts';
import { type Body, object, serviceContent, string } from './service-message.ts';
import { type Fields, writeJson } from './xml.ts';

/** How long after the user's last message the typing sign may be shown, in milliseconds. */
const TYPING_AFTER = 30_000;

type Call = (platform: Platform, body: Body) => Fields | undefined;

/** POST calls with an access token; they return what stands beside errcode 0. */
const CALLS: Record<string, Call> = {
  '/message/custom/send': sendService,
  '/message/custom/typing': setTyping,
  '/message/template/send': sendTemplate,
  '/message/subscribe/bizsend': sendSubscription,
  '/menu/create': (platform, body) => {
    platform.menu = checkedMenu(body);
    platform.changed();
    return {};
  },
};

export function api(platform: Platform): Router {
  const router = express.Router();
  const limits = new Limits(platform);
  router.use(express.raw({ type: () => true, limit: '2mb' }));
  const route = (path: string, method: string, handle: (request: Request, response: Response) => void) =>
    router.all(path, (request, response) => meet(platform, request, response, method, handle));

  route('/stable_token', 'POST', (request, response) =>
    response.json(stableToken(platform, bodyOf(request))),
  );
  route('/media/get', 'GET', (request, response) => {
    admit(platform, request);
    const media = platform.media.get(String(request.query.media_id));
    demand(media, 40007);
    response
      .type(media.contentType)
      .set('Content-Disposition', 'attachment; filename="media"')
      .send(media.bytes);
  });
  for (const [path, call] of Object.entries(CALLS))
    route(path, 'POST', (request, response) => {
      admit(platform, request);
      limits.count(path);
      const more = call(platform, bodyOf(request)) ?? {};
      response.type('json').send(writeJson({ errcode: 0, errmsg: 'ok', ...more }));
    });
  router.use((_request, response) => void response.json({ errcode: 40066, errmsg: 'invalid url' }));
  return router;
}

/** One call: the fault that waits for it, else the call; every refusal comes with status 200, as in life. */
async function meet(
  platform: Platform,
  request: Request,
  response: Response,
  method: string,
  handle: (request: Request, response: Response) => void,
): Promise<void> {
  const begun = performance.now();
  const fault = platform.faults.take(`/cgi-bin${request.path}`);
  response.on('close', () => log(platform, request, response, performance.now() - begun));
  if (fault && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy();
  if (fault && 'status' in fault) return void response.status(fault.status).send('<html>Bad Gateway</html>');
  if (fault && 'delayMs' in fault) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  const write = response.end.bind(response);
  response.end = ((chunk?: unknown) => {
    response.locals.answer = chunk === undefined ? '' : String(chunk).slice(0, 4_000);
    if (fault && 'cut' in fault) return request.socket.destroy();
    return write(chunk);
  }) as typeof response.end;
  try {
    if (fault && 'errcode' in fault) throw new Refusal(fault.errcode, fault.errmsg);
    demand(request.method === method, 43002);
    handle(request, response);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.json({ errcode: error.errcode, errmsg: error.message });
  }
}

function log(platform: Platform, request: Request, response: Response, ms: number): void {
  const raw = Buffer.isBuffer(request.body) ? request.body.toString() : '';
  const secret = request.path === '/stable_token';
  const answer = String(response.locals.answer ?? '');
  platform.wire.add({
    way: 'api',
    openid: /"touser":\s*"([^"]+)"/.exec(raw)?.[1] ?? '',
    what: request.path.slice(1),
    request: secret ? '（含密钥，不显示）' : raw,
    answer: secret && !answer.includes('errcode') ? '（含令牌，不显示）' : answer,
    note: /"errcode":(?!0\b)(-?\d+)/.exec(answer)?.[1] ?? '',
    ms: Math.round(ms),
  });
  platform.changed();
}

/** @throws Refusal when the access token is missing, unknown or past its end */
function admit(platform: Platform, request: Request): void {
  const token = string(request.query.access_token);
  demand(token, 41001);
  const state = platform.tokens.check(token);
  demand(state !== 'expired', 42001);
  demand(state === 'good', 40001);
}

function bodyOf(request: Request): Body {
  const bytes: unknown = request.body;
  demand(Buffer.isBuffer(bytes) && bytes.length > 0, 44002);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(40033, 'the body is not UTF-8');
  }
  demand(!/(?<!\\)(\\\\)*\\u(?!00[01])/.test(text), 40033);
  try {
    return object(JSON.parse(text));
  } catch {
    throw new Refusal(47001);
  }
}

function stableToken(platform: Platform, body: Body): object {
  const { account, tokens } = platform;
  demand(body.grant_type === 'client_credential', 40002);
  demand(body.appid === account.appid, 40013);
  demand(body.secret === account.secret, 40125);
  const token = tokens.get(body.force_refresh === true);
  demand(token, 45009);
  return token;
}

/** Whoever is written to must be known and follow. @throws Refusal */
function addressee(platform: Platform, body: Body): Follower {
  const follower = platform.followers.get(string(body.touser));
  demand(follower, 40003);
  demand(follower.following, 43004);
  demand(!follower.refuses, 48002);
  return follower;
}

function sendService(platform: Platform, body: Body): undefined {
  demand(platform.account.customerService, 48001);
  const { openid } = addressee(platform, body);
  const content = serviceContent(platform.account, body, (id) => platform.media.has(id));
  const window = platform.windows.take(openid, platform.clock().getTime());
  demand(window !== 'closed', 45015);
  demand(window === 'taken', 45047);
  platform.deliver(openid, content, 'service');
}

function setTyping(platform: Platform, body: Body): undefined {
  demand(platform.account.customerService, 48001);
  const follower = addressee(platform, body);
  const now = platform.clock().getTime();
  demand(body.command === 'Typing' || body.command === 'CancelTyping', 45072);
  if (body.command === 'CancelTyping') {
    platform.typing(follower, false);
    return;
  }
  const last = follower.bubbles.findLast((bubble) => bubble.from === 'me');
  demand(last && now - last.at <= TYPING_AFTER, 45080);
  demand(follower.typingUntil <= now, 45081);
  platform.typing(follower, true);
}

function sendTemplate(platform: Platform, body: Body): Fields {
  const template = string(body.template_id);
  demand(platform.account.templates.includes(template), 40037);
  const follower = platform.followers.get(string(body.touser));
  demand(follower, 40003);
  demand(follower.following, 43004);
  const rows = rowsOf(body);
  const msgid = platform.nextId();
  if (!follower.refuses)
    platform.deliver(
      follower.openid,
      { kind: 'template', template, rows, url: string(body.url) },
      'template',
    );
  const Status = follower.refuses ? 'failed:user block' : 'success';
  setImmediate(
    () =>
      void platform.tell(follower.openid, {
        MsgType: 'event',
        Event: 'TEMPLATESENDJOBFINISH',
        MsgID: msgid,
        Status,
      }),
  );
  return { msgid };
}

function sendSubscription(platform: Platform, body: Body): undefined {
  const template = string(body.template_id);
  demand(platform.account.templates.includes(template), 40037);
  const { openid, permits } = addressee(platform, body);
  const left = permits.get(template) ?? 0;
  demand(left > 0, 43101);
  const rows = rowsOf(body);
  permits.set(template, left - 1);
  platform.deliver(openid, { kind: 'template', template, rows, url: string(body.page) }, 'subscription');
  const sent = { TemplateId: template, MsgID: platform.nextId(), ErrorCode: 0, ErrorStatus: 'success' };
  setImmediate(
    () =>
      void platform.tell(openid, {
        MsgType: 'event',
        Event: 'subscribe_msg_sent_event',
        SubscribeMsgSentEvent: { List: [sent] },
      }),
  );
}

function rowsOf(body: Body): { name: string; value: string }[] {
  const entries = Object.entries(object(body.data));
  demand(entries.length > 0, 47003, 'data is empty');
  return entries.map(([name, cell]) => {
    const value = string(object(cell).value);
    demand(value, 47003, `data.${name}.value is empty`);
    return { name, value };
  });
}
