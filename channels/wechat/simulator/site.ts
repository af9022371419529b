/** Serves the phone's page and what it asks for: a stream of what stands on a phone, and deeds to be done. */
import { readFile } from 'node:fs/promises';
import express, { type Request, type Response, type Router } from 'express';
import helmet from 'helmet';
import { bundled, nameOf } from '../../page/bundle.ts';
import type { Deed } from './deeds.ts';
import type { View } from './page/state.ts';
import type { Bubble } from './phone.ts';
import type { Platform } from './platform.ts';

/** Changes closer together than this are drawn at once, in milliseconds. */
const DRAW_EVERY = 40;
const WIRE_SHOWN = 60;
/** Photos as a phone sends them fit. */
const UPLOAD = '12mb';

/** @throws when the page does not build */
export async function phonePage(): Promise<(platform: Platform) => Router> {
  const [script, style, template] = await Promise.all([
    bundled(here('page/main.ts')),
    bundled(here('page/style.css')),
    readFile(here('page/index.html'), 'utf8'),
  ]);
  const files = new Map([
    [`/sim/${nameOf('main', script, '.js')}`, { type: 'text/javascript', body: script }],
    [`/sim/${nameOf('style', style, '.css')}`, { type: 'text/css', body: style }],
  ]);
  const [scriptPath, stylePath] = [...files.keys()] as [string, string];
  const html = template.replace('{{script}}', scriptPath).replace('{{style}}', stylePath);

  return (platform) => {
    const router = express.Router();
    const json = express.json();
    router.use(headers());
    router.get('/', (_request, response) => void response.type('html').send(html));
    for (const [path, { type, body }] of files)
      router.get(path, (_request, response) => void response.type(type).send(body));
    router.get('/sim/stream', (request, response) => stream(platform, request, response));
    router.post('/sim/act', json, (request, response) => {
      const { openid, deed } = request.body as { openid: string; deed: Deed };
      void platform.act(openid, deed);
      response.json({});
    });
    router.post('/sim/people', json, (_request, response) => {
      const n = platform.followers.size + 1;
      response.json({ openid: platform.person(`oSim_visitor_${n}`, `用户${n}`, false).openid });
    });
    router.post('/sim/refuses', json, (request, response) => {
      const { openid, refuses } = request.body as { openid: string; refuses: boolean };
      platform.person(openid).refuses = refuses;
      platform.changed();
      response.json({});
    });
    router.post('/sim/desk', json, (request, response) => {
      const { openid, text } = request.body as { openid: string; text: string | null };
      if (text === null) void platform.closeDesk(openid);
      else platform.deliver(openid, { kind: 'text', text }, 'desk');
      response.json({});
    });
    router.post('/sim/upload', express.raw({ type: () => true, limit: UPLOAD }), (request, response) => {
      const mediaId = platform.upload(request.body as Buffer, request.get('content-type') ?? 'image/jpeg');
      response.json({ mediaId, url: `${platform.origin}/pic/${mediaId}` });
    });
    return router;
  };
}

/** Server-sent events: the whole view at each change. */
function stream(platform: Platform, request: Request, response: Response): void {
  const asked = String(request.query.openid ?? '');
  const [first] = platform.followers.keys();
  const openid = platform.followers.has(asked) ? asked : (first ?? 'oSim_visitor');
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let timer: NodeJS.Timeout | null = null;
  const draw = () => {
    timer = null;
    response.write(`data: ${JSON.stringify(viewOf(platform, openid))}\n\n`);
    // The typing sign goes by itself.
    const left = platform.person(openid).typingUntil - Date.now();
    if (left > 0) timer = setTimeout(draw, left + DRAW_EVERY);
  };
  const stop = platform.onChange(() => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(draw, DRAW_EVERY);
  });
  response.on('close', () => {
    stop();
    if (timer) clearTimeout(timer);
  });
  draw();
}

function viewOf(platform: Platform, openid: string): View {
  const { account, menu, wire } = platform;
  const { permits: _permits, typingUntil, ...phone } = platform.person(openid);
  return {
    account: {
      name: account.name,
      mode: account.mode,
      format: account.format,
      verified: account.verified,
      appid: account.appid,
    },
    people: [...platform.followers.values()].map((one) => ({
      openid: one.openid,
      nickname: one.nickname,
      following: one.following,
      last: summary(one.bubbles.at(-1)),
    })),
    phone: { ...phone, typing: typingUntil > platform.clock().getTime() },
    menu,
    wire: wire.entries.slice(-WIRE_SHOWN),
  };
}

function summary(bubble: Bubble | undefined): string {
  if (!bubble) return '';
  if (bubble.kind === 'text' || bubble.kind === 'notice')
    return bubble.text.replace(/<\/?a\b[^>]*>/gi, '').slice(0, 30);
  return bubble.kind === 'menu' ? bubble.head.slice(0, 30) : `［${bubble.kind}］`;
}

/** Nothing runs or loads but the page's own files and the pictures on the simulated phone. */
function headers(): express.RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  });
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
