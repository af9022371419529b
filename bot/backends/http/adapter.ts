/** Backends over HTTP: the utility's middleware serves the contract of openapi.json; here are its calls, guarded. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { z } from 'zod';
import { BackendError } from '../errors.ts';
import { type Backends, CONTRACT } from '../ports.ts';

export interface HttpBackendsOptions {
  /** Where the middleware serves the contract: `https://middleware.example/robot`. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer`. */
  token?: string | undefined;
  /** Milliseconds for one try. */
  timeout?: number;
  /** Tries in all; a write is repeated under the same key only. */
  tries?: number;
  /** Milliseconds between tries, doubled each time. */
  pause?: number;
  /** Failures in a row after which a port is left alone for `coolDown` milliseconds. */
  breakAfter?: number;
  coolDown?: number;
}

const DEFAULTS = { timeout: 2_500, tries: 3, pause: 100, breakAfter: 5, coolDown: 10_000 };
type Config = Required<Omit<HttpBackendsOptions, 'token'>> & { token: string | undefined };

/** All ports over HTTP. Their calls throw BackendError only. */
export function httpBackends(options: HttpBackendsOptions): Backends {
  const config: Config = { ...DEFAULTS, token: undefined, ...options };
  const ports = Object.entries(CONTRACT).map(([port, methods]) => {
    const breaker = circuitBreaker(
      handleWhen((e) => e instanceof BackendError && e.retry),
      {
        halfOpenAfter: config.coolDown,
        breaker: new ConsecutiveBreaker(config.breakAfter),
      },
    );
    const calls = Object.entries(methods).map(([method, { output, write }]) => [
      method,
      (input: unknown, key?: string) =>
        call({ config, breaker, name: `${port}/${method}`, output, write }, input, key),
    ]);
    return [port, Object.fromEntries(calls)];
  });
  return Object.fromEntries(ports) as Backends;
}

interface Endpoint {
  config: Config;
  breaker: CircuitBreakerPolicy;
  name: string;
  output: z.ZodType;
  write: boolean;
}

async function call(endpoint: Endpoint, input: unknown, key: string | undefined): Promise<unknown> {
  const { config, breaker, name, write } = endpoint;
  /** A try of a write that got no answer may have acted: whatever fails after it leaves the outcome open. */
  let mayHaveActed = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await breaker.execute(() => once(endpoint, input, key));
    } catch (error) {
      const fault = isBrokenCircuitError(error)
        ? new BackendError('unavailable', `${name} is left alone for a while after failing`, write)
        : error;
      if (!(fault instanceof BackendError)) throw fault;
      mayHaveActed ||= fault.outcomeUnknown;
      const last = attempt >= config.tries || !fault.retry || breaker.state === CircuitState.Open;
      if (last)
        throw mayHaveActed && fault.kind === 'unavailable'
          ? new BackendError('timeout', fault.message, write)
          : fault;
      await sleep(config.pause * 2 ** (attempt - 1));
    }
  }
}

const problem = z.object({ code: z.string(), message: z.string() });

/** One try. @throws BackendError */
async function once(
  { config, name, output, write }: Endpoint,
  input: unknown,
  key: string | undefined,
): Promise<unknown> {
  const response = await send(config, name, write, input, key);
  const body = await response.json().catch(() => undefined);
  if (response.ok) {
    const parsed = output.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new BackendError(
      'timeout',
      `${name} answered against the contract: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
      write,
    );
  }
  const { code, message } = problem.safeParse(body).data ?? { code: '', message: `HTTP ${response.status}` };
  if (response.status === 504 || code === 'timeout') throw new BackendError('timeout', message, write);
  if (response.status >= 500 || response.status === 429)
    throw new BackendError('unavailable', message, write);
  throw new BackendError('rejected', message, write);
}

async function send(
  config: Config,
  name: string,
  write: boolean,
  input: unknown,
  key: string | undefined,
): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (config.token) headers.authorization = `Bearer ${config.token}`;
  if (key) headers['idempotency-key'] = key;
  try {
    return await fetch(`${config.baseUrl}/${name}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(config.timeout),
    });
  } catch (error) {
    const refused = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(
      String((error as { cause?: { code?: string } }).cause?.code),
    );
    throw new BackendError(
      refused ? 'unavailable' : 'timeout',
      `${name} did not answer: ${(error as Error).message}`,
      write,
    );
  }
}
