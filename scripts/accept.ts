/**
 * Owns how fast connections are accepted. libuv accepts one connection of a handle in each round of the event loop; a
 * round under load takes milliseconds, so that new connections (a proxy without keep-alive makes one for each request)
 * would wait unseen, neither answered nor refused. Several handles on the one socket accept several in a round.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:net';

/** Connections that are accepted in one round. */
const HANDLES = 16;
/** How long the detour of all handles may take, in milliseconds; without them the server is only slower to accept. */
const PATIENCE = 10_000;
/** A handle that goes to another process and comes back is another one on the same socket. */
const ECHO = "process.on('message', (n, handle) => process.send(n, handle))";

/**
 * More handles on the socket of a server that listens; their connections are that server's.
 * @returns the handles as servers, to be closed with it; fewer, or none, where the detour fails
 */
export async function acceptFaster(server: Server): Promise<Server[]> {
  const more: Server[] = [];
  const echo = fork('-', [], { execArgv: ['--input-type=commonjs', '-e', ECHO], stdio: 'ignore' });
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    while (more.length < HANDLES - 1) {
      echo.send(more.length, server);
      const [, handle] = (await once(echo, 'message', { signal })) as [number, Server];
      handle.on('connection', (socket) => server.emit('connection', socket));
      more.push(handle);
    }
  } catch {
    // The server listens all the same.
  } finally {
    echo.kill();
  }
  return more;
}
