/**
 * Lends a PostgreSQL server of our own to tests: installs it where missing (Debian, root), starts a cluster in a
 * temporary directory on a free loopback port, and leaves nothing behind.
 *
 *   node --import tsx scripts/postgres-for-tests.ts npx vitest run store    # TEST_DATABASE_URL is set for the command
 *   node --import tsx scripts/postgres-for-tests.ts                         # prints the URL, runs until Ctrl-C
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEBIAN_VERSIONS = '/usr/lib/postgresql';
const READY = 'database system is ready to accept connections';
/** Only processes of this machine reach the server, and it holds test data only: no password. */
const INITDB = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];

interface User {
  uid?: number;
  gid?: number;
}

/**
 * Runs `work` with the URL of a fresh, empty database; stops the server and deletes its files however `work` ends.
 * @throws Error when PostgreSQL is missing and cannot be installed, or does not start; the server's log is in it.
 */
export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const bin = postgresPrograms() ?? installPostgres();
  const user = serverUser();
  const home = await mkdtemp(join(tmpdir(), 'postgres-for-tests-'));
  try {
    if (user.uid !== undefined && user.gid !== undefined) await chown(home, user.uid, user.gid);
    const data = join(home, 'data');
    execFileSync(join(bin, 'initdb'), [...INITDB, '-D', data], { ...user, cwd: home, stdio: 'pipe' });
    const port = await freePort();
    const server = await startServer(join(bin, 'postgres'), data, port, user);
    try {
      return await work(`postgres://postgres@127.0.0.1:${port}/postgres`);
    } finally {
      await stopServer(server);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The directory of the newest installed server's programs. Debian keeps them off the PATH. */
function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN_VERSIONS) ? readdirSync(DEBIAN_VERSIONS) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN_VERSIONS, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

function installPostgres(): string {
  const byHand = 'install it with "apt-get install postgresql" as root';
  if (process.getuid?.() !== 0)
    throw new Error(`PostgreSQL is missing and this user may not install it: ${byHand}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-q'], { env, stdio: 'pipe' });
    execFileSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'postgresql'], {
      env,
      stdio: 'pipe',
    });
  } catch (cause) {
    throw new Error(`PostgreSQL is missing and apt-get could not install it: ${byHand}.`, { cause });
  }
  const bin = postgresPrograms();
  if (!bin) throw new Error(`apt-get installed PostgreSQL, but ${DEBIAN_VERSIONS} has no server: ${byHand}.`);
  return bin;
}

/** The server refuses to run as root; Debian's package makes the user `postgres` for it. */
function serverUser(): User {
  if (process.getuid?.() !== 0) return {};
  const id = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system lent no port.');
  return address.port;
}

async function startServer(program: string, data: string, port: number, user: User): Promise<ChildProcess> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'logging_collector=off'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(program, args, { ...user, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
  process.once('exit', () => server.kill('SIGQUIT'));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    // Read to the end, also after the start, or the server would block on a full pipe.
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < 10_000) log += text;
      if (log.includes(READY)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
  return server;
}

/** SIGINT is the fast shutdown: open transactions are rolled back, connections closed. */
async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGINT');
  await once(server, 'exit');
}

async function main([command, ...args]: string[]): Promise<number> {
  return withPostgres(async (url) => {
    if (!command) {
      console.log(url);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      return 0;
    }
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, TEST_DATABASE_URL: url },
    });
    // Ctrl-C reaches the command by itself; we stay to stop the server.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill());
    const [code] = await once(child, 'exit');
    return code ?? 1;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
