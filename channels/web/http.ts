/** Owns how the web channel speaks HTTP: bodies read within bounds, errors as JSON, foreign origins let in. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { RobotBusy } from '../../bot/mod.ts';
import { ActivityError } from '../activity.ts';

/** The part of a pino logger that the channel uses. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The largest JSON body that is read, in bytes. */
export const MAX_BODY = 256 * 1024;
/** What a client is asked to wait when the robot is full, in seconds. */
const RETRY_AFTER = 2;

/** An answer other than success. The message is read by the developer of a client; it says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Reads a JSON body as it is; an absent one counts as `{}`. @throws ApiError 400, 413, 415 */
export const readJson: RequestHandler = (request, response, next) => {
  readRaw(request, response, (error?: unknown) => {
    if (error) return next(error);
    try {
      request.body = parseJson(request.body as Buffer | undefined, request.headers['content-type']);
      next();
    } catch (unreadable) {
      next(unreadable);
    }
  });
};
const readRaw = express.raw({ type: () => true, limit: MAX_BODY });

function parseJson(body: Buffer | undefined, contentType: string | undefined): unknown {
  if (!body?.length) return {};
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')) {
    throw new ApiError(415, 'UnsupportedMediaType', 'Send the body as application/json.');
  }
  return decodeJson(body);
}

/** @throws ApiError 400 for bytes that are not UTF-8 or not JSON */
export function decodeJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new ApiError(400, 'BadArgument', 'The body is not valid UTF-8.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError(400, 'BadArgument', 'The body is not valid JSON.');
  }
}

/** Bot Framework clients live on other sites; credentials travel in a header, never in a cookie. */
export const allowAnyOrigin: RequestHandler = (request, response, next) => {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Requested-With, X-Ms-Bot-Agent',
    'Access-Control-Max-Age': '600',
  });
  response.status(204).end();
};

/** Everything that was thrown becomes `{error: {code, message}}`; what is nobody's fault but ours is logged. */
export function errorAnswers(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, code, message } = answerFor(error);
    if (status === 500) log.error({ err: error }, 'web request failed');
    if (status === 429) response.set('Retry-After', String(RETRY_AFTER));
    response.status(status).json({ error: { code, message } });
  };
}

function answerFor(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof ApiError) return error;
  if (error instanceof ActivityError) return { status: 400, code: 'BadArgument', message: error.message };
  if (error instanceof RobotBusy) {
    return {
      status: 429,
      code: 'TooManyRequests',
      message: 'The robot is busy: send the same activity again shortly.',
    };
  }
  const status = statusOf(error);
  if (status === 413)
    return { status, code: 'TooLarge', message: `The body is too large: ${MAX_BODY / 1024} KB are read.` };
  if (status === 415)
    return { status, code: 'UnsupportedMediaType', message: 'The encoding of the body is not supported.' };
  if (status >= 400 && status < 500)
    return { status, code: 'BadArgument', message: 'The request is malformed.' };
  return { status: 500, code: 'ServiceError', message: 'Something went wrong here: try again.' };
}

/** Express and its parsers mark what the client did wrong by a `status`. */
function statusOf(error: unknown): number {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : 500;
}

/** Scheme and host as the client wrote them; a proxy tells the scheme that it took away. */
export function origin({ headers, socket }: IncomingMessage): string {
  const [forwarded] = String(headers['x-forwarded-proto'] ?? '').split(',');
  const secure = (socket as { encrypted?: boolean }).encrypted === true || forwarded === 'https';
  const host = HOST.test(headers.host ?? '') ? headers.host : 'localhost';
  return `${secure ? 'https' : 'http'}://${host}`;
}
const HOST = /^(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?$/i;
