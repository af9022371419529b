/** Owns what a browser asks for: the page at `/`, its files, `/embed.js`, and the page's own tokens. */
import express, { type Request, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { z } from 'zod';
import { ASSETS, type Bundle } from './bundle.ts';
import type { Conversations } from './conversations.ts';
import { grant, limitPerAddress } from './directline.ts';
import { ApiError, errorAnswers, type Log, readJson } from './http.ts';
import type { Subject, Tokens } from './tokens.ts';

/** Where the page asks for a token: for a new customer, for one who comes back, for one whom a host vouches for. */
const TOKEN_PATH = '/webchat/token';

export interface SiteParts {
  bundle: Bundle;
  conversations: Conversations;
  tokens: Tokens;
  log: Log;
  newPerMinute: number;
}

export function site(parts: SiteParts): Router {
  const { bundle } = parts;
  const router = express.Router();
  const secured = pageHeaders();

  router.get('/', secured, (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('html').send(bundle.html);
  });
  router.get(`${ASSETS}/:name`, secured, (request: Request<{ name: string }>, response, next) => {
    const asset = bundle.assets.get(request.params.name);
    if (!asset) return next();
    response.set('Cache-Control', 'public, max-age=31536000, immutable').type(asset.type).send(asset.body);
  });
  router.get('/embed.js', (_request, response) => {
    response
      .set({
        'Cache-Control': 'public, max-age=300',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'X-Content-Type-Options': 'nosniff',
      })
      .type('text/javascript')
      .send(bundle.embed);
  });
  router.post(
    TOKEN_PATH,
    limitPerAddress(parts.newPerMinute),
    readJson,
    async (request: Request, response) => {
      response.set('Cache-Control', 'no-store').json(await pageToken(parts, request));
    },
  );
  router.use(TOKEN_PATH, errorAnswers(parts.log));
  return router;
}

const asked = z.object({
  resume: z.string().max(4_096).nullish(),
  conversationId: z.string().max(64).nullish(),
});

/**
 * A token for the page. With a host's token: for the same customer's former conversation when it names one, else for the
 * new one of that token. With a resume key: for the conversation of that key. With neither: for a new anonymous customer.
 */
async function pageToken({ conversations, tokens }: SiteParts, request: Request) {
  const parsed = asked.safeParse(request.body);
  if (!parsed.success)
    throw new ApiError(400, 'BadArgument', 'Send {}, {"resume": KEY} or {"conversationId": ID}.');
  const { resume, conversationId } = parsed.data;
  const credential = conversations.credential(request);
  if (credential.by === 'token') {
    const former = conversationId ? await conversations.find(conversationId) : undefined;
    const subject = former && samePerson(former, credential.subject) ? former : credential.subject;
    return grant(tokens, subject);
  }
  const subject = resume ? await resumed(conversations, tokens, resume) : conversations.anonymous();
  return { ...grant(tokens, subject), resume: tokens.issue('resume', subject) };
}

async function resumed(conversations: Conversations, tokens: Tokens, key: string): Promise<Subject> {
  const verdict = tokens.verify('resume', key);
  const subject = 'subject' in verdict ? await conversations.find(verdict.subject.conversation) : undefined;
  if (!subject) throw new ApiError(403, 'Forbidden', 'This conversation cannot be resumed: start a new one.');
  return subject;
}

function samePerson(a: Subject, b: Subject): boolean {
  return a.user === b.user && a.phone === b.phone && a.bound.join() === b.bound.join();
}

/** Nothing runs or loads but our own files; any site may frame the page, for it is made to be embedded. */
function pageHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ['*'],
      },
    },
    xFrameOptions: false,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}
