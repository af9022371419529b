/** Owns the path `/wechat`: whatever arrives is answered as the platform expects, or not at all. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../web/http.ts';
import type { Answer } from './answer.ts';
import { type Post, type Query, readQuery, Stranger, Unreadable } from './envelope.ts';
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

/** Answers requests for `/wechat`; others are for `next`. */
export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const PATH = /^\/wechat\/?(?:\?|$)/i;

/** Without a framework: under load, its share of a request would be larger than ours. */
export function webhook({ post, ...parts }: WebhookParts): Handler {
  return (request, response, next) => {
    const url = request.url ?? '';
    if (!PATH.test(url)) return next();
    if (!post) {
      response.statusCode = 503;
      return send(response, 'text/plain', 'Set WECHAT_TOKEN to connect an official account.\n');
    }
    const query = readQuery(url);
    switch (request.method) {
      case 'GET':
        return post.isKnown(query) ? send(response, 'text/plain', query.echostr) : refuse(response);
      case 'POST':
        receive({ ...parts, post }, query, request, response).catch((error: unknown) => {
          if (response.headersSent) return response.destroy();
          // Strangers get an empty refusal; the platform never sees an error.
          const known = error instanceof Unreadable || post.isKnown(query);
          if (error instanceof Stranger || !known) return refuse(response);
          parts.log.warn({ err: error }, 'a WeChat request could not be read');
          success(response);
        });
        return;
      default:
        response.writeHead(405, { Allow: 'GET, POST' }).end();
    }
  };
}

async function receive(
  { post, answer, clock }: WebhookParts & { post: Post },
  query: Query,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  await nextRound();
  // Cut while it waited at our door: nobody would get an answer, and the platform tries once more.
  if (request.socket.readableEnded || request.socket.destroyed) return;
  const opened = post.open(query, body);
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
}

/** @throws Error when it is too large, or the connection ends before it */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes <= MAX_BODY) resolve(Buffer.concat(chunks));
      else reject(new Error(`the body has ${bytes} bytes, more than ${MAX_BODY}`));
    });
    request.on('error', reject);
  });
}

/** Behind the next look at the connections: by then it is known which of them were cut before they could be read. */
function nextRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

function send(response: ServerResponse, contentType: string, body: string): void {
  response.setHeader('Content-Type', `${contentType}; charset=utf-8`);
  response.end(body);
}

function success(response: ServerResponse): void {
  send(response, 'text/plain', 'success');
}

function refuse(response: ServerResponse): void {
  response.statusCode = 403;
  response.end();
}

async function untilCut(response: ServerResponse): Promise<void> {
  const timer = setTimeout(() => success(response), PATIENCE);
  await once(response, 'close');
  clearTimeout(timer);
}
