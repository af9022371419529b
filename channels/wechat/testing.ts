/** A handful of the platform's interfaces on a local port, for tests of the outgoing side; what it answers is set by the test. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  path: string;
  query: Record<string, string>;
  /** The body as it came over the wire. */
  raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  body: any;
  /** What it was answered. */
  answer?: Answer;
}

/** JSON, bytes with their type, or an HTTP status. */
export type Answer = object | { bytes: Buffer; contentType: string } | number | 'cut';

export interface TestPlatform {
  base: string;
  /** All calls so far, or those of one interface by the end of its path. */
  asked(path?: string): Asked[];
  /** The next answers of an interface, one a call; afterwards it is well again. */
  next(path: string, ...answers: (Answer | Promise<Answer>)[]): void;
  /** No planned answers any more. */
  calm(): void;
  close(): Promise<void>;
}

export async function startPlatform(): Promise<TestPlatform> {
  const calls: Asked[] = [];
  const planned = new Map<string, (Answer | Promise<Answer>)[]>();
  let tokens = 0;
  const well = (path: string): Answer =>
    path === '/cgi-bin/stable_token'
      ? { access_token: `token-${++tokens}`, expires_in: 7200 }
      : { errcode: 0, errmsg: 'ok' };

  const http = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://platform');
    const raw = (await request.toArray()).join('');
    const { pathname: path } = url;
    const call: Asked = {
      path,
      query: Object.fromEntries(url.searchParams),
      raw,
      body: raw ? JSON.parse(raw) : null,
    };
    calls.push(call);
    const answer = await (planned.get(path)?.shift() ?? well(path));
    call.answer = answer;
    if (answer === 'cut') return void request.socket.destroy();
    if (typeof answer === 'number') return void response.writeHead(answer).end('<html>');
    if ('bytes' in answer)
      return void response.writeHead(200, { 'content-type': answer.contentType }).end(answer.bytes);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  return {
    base: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked: (path = '') => calls.filter((call) => call.path.endsWith(path)),
    next: (path, ...answers) => void planned.set(path, [...(planned.get(path) ?? []), ...answers]),
    calm: () => planned.clear(),
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
}

export const SEND = '/cgi-bin/message/custom/send';
export const TOKEN = '/cgi-bin/stable_token';

/** A clock that stands until it is moved; sleeping moves it. */
export function handClock(start = '2026-11-21T10:00:00+08:00') {
  let at = Date.parse(start);
  const pass = (ms: number) => {
    at += ms;
  };
  return { now: () => new Date(at), pass, sleep: async (ms: number) => pass(ms) };
}

/** A log that keeps what it was told. */
export function keptLog() {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
