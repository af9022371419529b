/** Who may use the console: local accounts by scrypt, sessions in the store. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Store } from '../store/mod.ts';

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;
const STAFF = 'staff';
const SESSIONS = 'staff-session';
const SESSION_MS = 8 * 3_600_000;

const account = z.object({ salt: z.string(), hash: z.string() });
const session = z.object({ user: z.string(), expires: z.number() });

/**
 * Makes sure that there is an administrator.
 * @param password from the settings; absent at the first start = one is made up
 * @returns the password made up, to be shown once; null when there is nothing to show
 */
export async function ensureAdmin(store: Store, password: string | undefined): Promise<string | null> {
  const known = await store.get(STAFF, 'admin');
  if (known !== undefined && (password === undefined || (await matches(known, password)))) return null;
  const chosen = password ?? randomBytes(9).toString('base64url');
  const salt = randomBytes(16);
  const hash = await derive(chosen, salt, 32);
  await store.put(STAFF, 'admin', { salt: salt.toString('base64'), hash: hash.toString('base64') });
  return password === undefined ? chosen : null;
}

async function matches(record: unknown, password: string): Promise<boolean> {
  const { salt, hash } = account.parse(record);
  return timingSafeEqual(
    await derive(password, Buffer.from(salt, 'base64'), 32),
    Buffer.from(hash, 'base64'),
  );
}

/** @returns the token of a new session, or null when name or password are wrong. */
export async function signIn(
  store: Store,
  user: string,
  password: string,
  now: Date,
): Promise<string | null> {
  const record = (await store.get(STAFF, user)) ?? NOBODY;
  const right = await matches(record, password);
  if (!right || record === NOBODY) return null;
  const token = randomBytes(32).toString('base64url');
  await store.put(SESSIONS, digest(token), { user, expires: now.getTime() + SESSION_MS });
  return token;
}

/** Compared with when the name is unknown, so that the answer takes as long. */
const NOBODY = { salt: randomBytes(16).toString('base64'), hash: randomBytes(32).toString('base64') };

/** The user of a session, or null when it is unknown or over. */
export async function userOf(store: Store, token: string, now: Date): Promise<string | null> {
  const found = session.safeParse(await store.get(SESSIONS, digest(token)));
  return found.success && found.data.expires > now.getTime() ? found.data.user : null;
}

export async function signOut(store: Store, token: string): Promise<void> {
  await store.remove(SESSIONS, digest(token));
}

/** The store holds digests only: whoever reads it cannot take over a session. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
