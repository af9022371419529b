/** The console's API: sign-in, the desk's queue, transcripts, and what an agent does. */
import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type NextFunction, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { DeskError, deskQueue, type RunningRobot } from '../bot/mod.ts';
import type { Json, Store } from '../store/mod.ts';
import { signIn, signOut, userOf } from './staff.ts';

const COOKIE = 'console';
/** Sign-ins tried from one address in a minute. */
const SIGN_INS = 10;

export interface ConsoleParts {
  store: Store;
  robot: RunningRobot;
  clock: () => Date;
}

interface SignedIn extends Request {
  user?: string;
}

const credentials = z.strictObject({ user: z.string().min(1).max(64), password: z.string().min(1).max(256) });
const act = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('take') }),
  z.strictObject({ do: z.literal('reply'), text: z.string().trim().min(1).max(2000) }),
  z.strictObject({ do: z.literal('handBack') }),
]);

/** Routes under `/api`. Every change needs a session and a header that no foreign page can send. */
export function consoleApi(parts: ConsoleParts): express.Router {
  const { store, robot, clock } = parts;
  const router = express.Router();
  router.use(express.json({ limit: '64kb' }), sameOrigin);

  router.post(
    '/session',
    rateLimit({ windowMs: 60_000, limit: SIGN_INS, legacyHeaders: false }),
    async (request, response) => {
      const { user, password } = credentials.parse(request.body);
      const token = await signIn(store, user, password, clock());
      if (!token) return void response.status(401).json({ error: '用户名或密码不对。' });
      response.cookie(COOKIE, token, {
        httpOnly: true,
        sameSite: 'strict',
        secure: request.secure,
        path: '/',
      });
      await audit(parts, user, 'signed in', null);
      response.json({ user });
    },
  );

  router.use(async (request: SignedIn, response, next) => {
    const token = tokenOf(request);
    const user = token ? await userOf(store, token, clock()) : null;
    if (!user) return void response.status(401).json({ error: '请先登录。' });
    request.user = user;
    next();
  });
  router.get('/session', (request: SignedIn, response) => void response.json({ user: request.user }));
  router.delete('/session', async (request, response) => {
    await signOut(store, tokenOf(request)!);
    response.clearCookie(COOKIE).json({});
  });
  router.get('/desk', async (_request, response) => void response.json(await deskQueue(store)));
  router.get('/desk/:id', async (request, response) => {
    const events = await store.events(request.params.id, Number(request.query.after) || 0);
    const row = await store.conversation(request.params.id);
    const shown = events.filter(
      (e) => e.type === 'message.in' || e.type === 'message.out' || e.type.startsWith('handoff'),
    );
    response.json({
      handoff: (row?.state as { handoff?: Json } | undefined)?.handoff ?? null,
      events: shown,
    });
  });
  router.post('/desk/:id/acts', async (request: SignedIn, response) => {
    const id = String(request.params.id);
    const actId = request.get('idempotency-key') ?? randomUUID();
    const what = act.parse(request.body);
    await robot.agentActs(id, request.user!, what, actId);
    await audit(parts, request.user!, `desk ${what.do}`, id);
    response.json({});
  });
  router.use(errors);
  return router;
}

/** A page of another site can send a form, but not this header. */
function sameOrigin(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'GET' || request.get('x-console') === '1') return next();
  response.status(403).json({ error: '请求缺少 x-console 头。' });
}

function tokenOf(request: Request): string | null {
  return /(?:^|;\s*)console=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
}

/** Who did what when, never to be changed again. */
async function audit(
  { store, clock }: ConsoleParts,
  user: string,
  what: string,
  on: string | null,
): Promise<void> {
  const at = clock().toISOString();
  await store.put('audit', `${at} ${randomUUID()}`, { at, user, what, on });
}

const errors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof z.ZodError)
    return void response
      .status(400)
      .json({ error: error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ') });
  if (error instanceof DeskError) return void response.status(409).json({ error: error.message });
  const status = (error as { status?: number }).status ?? 500;
  response.status(status).json({ error: status === 500 ? '服务器出错了，请重试。' : '请求的格式不对。' });
};
