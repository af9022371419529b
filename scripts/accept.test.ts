import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { acceptFaster } from './accept.ts';

it('connections of all handles are the server’s, and closing them frees the port', async () => {
  let asked = 0;
  const http = createServer((_request, response) => response.end(String(++asked))).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const handles = await acceptFaster(http);
  expect(handles.length).toBeGreaterThan(0);
  const ask = () => fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } });
  const answers = await Promise.all(
    Array.from({ length: 100 }, async () => Number(await (await ask()).text())),
  );
  expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  await Promise.all([http, ...handles].map((each) => new Promise((closed) => each.close(closed))));
  await expect(ask()).rejects.toThrow();
});
