/** Owns the route `/wechat`: whatever arrives is answered as the platform expects, or not at all. */
import { once } from 'node:events';
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import type { Log } from '../web/http.ts';
import type { Answer } from './answer.ts';
import { type Post, readQuery, Stranger, Unreadable } from './envelope.ts';
import type { Received } from './message.ts';
import { writeReply } from './passive.ts';

/** The largest body that is read, in bytes; the platform's own are below 4 KB. */
const MAX_BODY = 64 * 1024;
/** An unanswered connection that the other side does not cut is ended then, in milliseconds. */
const PATIENCE = 10_000;

export interface WebhookParts {
  /** Null: nobody has configured the account. */
  post: Post | null;
  answer: (message: Received) => Promise<Answer>;
  clock: () => Date;
  log: Log;
}

/** The router, to be mounted at the root. */
export function webhook({ post, answer, clock, log }: WebhookParts): Router {
  const router = express.Router();
  const route = router.route('/wechat');
  if (!post) {
    route.all((_request, response) => {
      response.status(503).type('text/plain').send('Set WECHAT_TOKEN to connect an official account.\n');
    });
    return router;
  }

  route.get((request, response) => {
    const query = readQuery(request.url);
    if (!post.isKnown(query)) return refuse(response);
    send(response, 'text/plain', query.echostr);
  });

  route.post(readBody, async (request, response) => {
    const body: unknown = request.body;
    const opened = post.open(readQuery(request.url), Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    const { message } = opened;
    const given = await answer(message);
    switch (given.with) {
      case 'success':
        return success(response);
      case 'silence':
        return untilCut(response);
      case 'reply': {
        const { openid, to: account } = message;
        const sealed = opened.seal((format) =>
          writeReply(given.reply, { openid, account, at: clock() }, format),
        );
        response.once('close', () => {
          if (!response.writableFinished) given.lost();
        });
        if (response.destroyed) return given.lost();
        send(response, sealed.contentType, sealed.body);
      }
    }
  });

  route.all((_request, response) => {
    response.set('Allow', 'GET, POST').status(405).end();
  });

  /** Strangers get an empty refusal; the platform never sees an error. */
  const mend: ErrorRequestHandler = (error: unknown, request: Request, response, _next) => {
    if (response.headersSent) return response.destroy();
    const known = error instanceof Unreadable || post.isKnown(readQuery(request.url));
    if (error instanceof Stranger || !known) return refuse(response);
    log.warn({ err: error }, 'a WeChat request could not be read');
    success(response);
  };
  router.use('/wechat', mend);
  return router;
}

const readBody = express.raw({ type: () => true, limit: MAX_BODY, inflate: false });

function send(response: Response, contentType: string, body: string): void {
  response.status(200).set('Content-Type', `${contentType}; charset=utf-8`);
  response.end(body);
}

function success(response: Response): void {
  send(response, 'text/plain', 'success');
}

function refuse(response: Response): void {
  response.status(403).end();
}

async function untilCut(response: Response): Promise<void> {
  const timer = setTimeout(() => success(response), PATIENCE);
  await once(response, 'close');
  clearTimeout(timer);
}
