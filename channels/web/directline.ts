/** Owns the routes of Direct Line 3.0 under `/v3/directline`. */
import express, { type Request, type RequestHandler, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import type { Store } from '../../store/mod.ts';
import type { Conversations } from './conversations.ts';
import { ApiError, allowAnyOrigin, errorAnswers, type Log, origin, readJson } from './http.ts';
import type { Incoming } from './incoming.ts';
import { LIFETIME, type Subject, type Tokens } from './tokens.ts';
import { readTranscript } from './transcript.ts';
import { partsOf, readUpload, type Uploads } from './uploads.ts';

export const BASE = '/v3/directline';
const UPLOADS = `${BASE}/uploads`;
const UPLOADS_PER_MINUTE = 60;

export interface DirectLineParts {
  store: Store;
  conversations: Conversations;
  tokens: Tokens;
  incoming: Incoming;
  uploads: Uploads;
  log: Log;
  /** New conversations and tokens that one address may ask for in a minute. */
  newPerMinute: number;
}

type ById = Request<{ id: string }>;

/** The router, to be mounted at {@link BASE}. */
export function directLine(parts: DirectLineParts): Router {
  const { store, conversations, tokens, incoming, uploads } = parts;
  const router = express.Router();
  const sparingly = limitPerAddress(parts.newPerMinute);
  const entered: RequestHandler<{ id: string }> = async (request, response, next) => {
    response.locals.subject = await conversations.enter(request);
    next();
  };
  router.use(allowAnyOrigin);

  router.post('/tokens/generate', sparingly, readJson, (request: Request, response) => {
    const subject = newSubject(conversations, request);
    response.json(grant(tokens, subject));
  });

  router.post('/tokens/refresh', (request, response) => {
    const credential = conversations.credential(request);
    if (credential.by !== 'token')
      throw new ApiError(401, 'Unauthorized', 'Send the token that is to be refreshed.');
    response.json(grant(tokens, credential.subject));
  });

  router.post('/conversations', sparingly, readJson, async (request: Request, response) => {
    const credential = conversations.credential(request);
    const subject = credential.by === 'token' ? credential.subject : newSubject(conversations, request);
    const { isNew } = await conversations.keep(subject, credential);
    await incoming.start(subject);
    response
      .status(isNew ? 201 : 200)
      .json({ ...grant(tokens, subject), streamUrl: streamUrl(request, tokens, subject, 0) });
  });

  router.get('/conversations/:id', async (request: ById, response) => {
    const subject = await conversations.enter(request);
    response.json({
      ...grant(tokens, subject),
      streamUrl: streamUrl(request, tokens, subject, watermarkOf(request)),
    });
  });

  router.get('/conversations/:id/activities', async (request: ById, response) => {
    const { conversation } = await conversations.enter(request);
    const { activities, watermark } = await readTranscript(
      store,
      conversation,
      watermarkOf(request),
      origin(request),
    );
    response.json({ activities, watermark });
  });

  router.post('/conversations/:id/activities', entered, readJson, async (request: ById, response) => {
    response.json({ id: await incoming.take(request.body, response.locals.subject as Subject) });
  });

  router.post(
    '/conversations/:id/upload',
    limitPerAddress(UPLOADS_PER_MINUTE),
    entered,
    readUpload,
    async (request: ById, response) => {
      const { activity, pictures } = partsOf(request);
      const images = await Promise.all(pictures.map((picture) => uploads.keep(picture, UPLOADS)));
      response.json({ id: await incoming.take(activity, response.locals.subject as Subject, images) });
    },
  );

  router.get('/uploads/:name', async (request: Request<{ name: string }>, response) => {
    await uploads.send(request.params.name, response);
  });

  router.use((_request, _response) => {
    throw new ApiError(404, 'NotFound', 'Direct Line 3.0 has no such operation.');
  });
  router.use(errorAnswers(parts.log));
  return router;
}

/** Bounds what one address may make us keep; messages are bounded by the robot, which says when it is full. */
export function limitPerAddress(perMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, _response, next) => {
      next(
        new ApiError(
          429,
          'TooManyRequests',
          'Too many requests of this kind from this address: wait a minute.',
        ),
      );
    },
  });
}

const person = z.object({
  id: z
    .string()
    .regex(/^dl_[\w-]{1,120}$/, 'must begin with "dl_", then letters, digits, "_" or "-"')
    .optional(),
  bound: z
    .array(z.string().regex(/^(?:\d{10}|\d{13})$/, 'must be account numbers of 10 or 13 digits'))
    .max(50)
    .default([]),
  phone: z
    .string()
    .regex(/^1\d{10}$/, 'must be a mobile phone number of 11 digits')
    .optional(),
});

/** Only the back end that holds the secret may say who the customer is; anybody else becomes a new anonymous person. */
function newSubject(conversations: Conversations, request: Request): Subject {
  const subject = conversations.anonymous();
  if (conversations.open) return subject;
  if (conversations.credential(request).by !== 'secret')
    throw new ApiError(401, 'Unauthorized', 'Send the secret as "Authorization: Bearer SECRET".');
  const parsed = z.object({ user: person.default({ bound: [] }) }).safeParse(request.body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ApiError(400, 'BadArgument', `${issue.path.join('.')}: ${issue.message}`);
  }
  const { id, bound, phone } = parsed.data.user;
  return { ...subject, ...(id ? { user: id } : {}), bound, ...(phone ? { phone } : {}) };
}

/** What Direct Line answers whoever may speak in a conversation. */
export function grant(tokens: Tokens, subject: Subject) {
  return {
    conversationId: subject.conversation,
    token: tokens.issue('chat', subject),
    expires_in: LIFETIME.chat,
  };
}

/** @throws ApiError 400 for what is no count */
function watermarkOf(request: Request<{ id: string }>): number {
  const { watermark = '' } = request.query;
  if (typeof watermark !== 'string' || !/^\d{0,15}$/.test(watermark)) {
    throw new ApiError(400, 'BadArgument', 'The watermark must be one that was given to you, or absent.');
  }
  return Number(watermark);
}

function streamUrl(request: Request, tokens: Tokens, subject: Subject, watermark: number): string {
  const url = new URL(
    `${BASE}/conversations/${subject.conversation}/stream`,
    origin(request).replace(/^http/, 'ws'),
  );
  url.searchParams.set('watermark', String(watermark));
  url.searchParams.set('t', tokens.issue('stream', subject));
  return url.href;
}
