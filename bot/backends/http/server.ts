/** Serves any backends over HTTP as openapi.json says: how an integrator tries the contract on the sandbox. */
import express from 'express';
import type { z } from 'zod';
import { BackendError, type BackendFault } from '../errors.ts';
import { type Backends, CONTRACT } from '../ports.ts';
import { openApiDocument } from './openapi.ts';

const STATUS: Record<BackendFault, number> = { rejected: 422, unavailable: 503, timeout: 504 };
type Call = (input: unknown, key?: string) => Promise<unknown>;

/** @returns an Express router with one POST for each method, and `/openapi.json`. */
export function backendRouter(backends: Backends): express.Router {
  const router = express.Router();
  router.get('/openapi.json', (_request, response) => void response.json(openApiDocument()));
  router.use(express.json({ limit: '256kb' }));
  for (const [port, methods] of Object.entries(CONTRACT))
    for (const [method, { input, write }] of Object.entries(methods)) {
      const call = (backends[port as keyof Backends] as unknown as Record<string, Call>)[method]!;
      router.post(`/${port}/${method}`, (request, response) =>
        serve(request, response, { call, input, write }),
      );
    }
  return router;
}

interface Served {
  call: Call;
  input: z.ZodType;
  write: boolean;
}

async function serve(
  request: express.Request,
  response: express.Response,
  { call, input, write }: Served,
): Promise<void> {
  const key = request.get('idempotency-key');
  const parsed = input.safeParse(request.body);
  if (!parsed.success)
    return refuse(
      response,
      400,
      'invalid',
      parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
    );
  if (write && !key) return refuse(response, 400, 'invalid', 'a write needs the header Idempotency-Key');
  try {
    response.json(await (write ? call(parsed.data, key) : call(parsed.data)));
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    refuse(response, STATUS[error.kind], error.kind, error.message);
  }
}

function refuse(response: express.Response, status: number, code: string, message: string): void {
  response.status(status).json({ code, message });
}
