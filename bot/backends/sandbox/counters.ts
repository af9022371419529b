/** The sandbox's payment links, codes, directory and desk. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { DeskBackend, DirectoryBackend, PaymentBackend, SmsBackend } from '../ports.ts';
import { addMinutes, isoTime } from '../time.ts';
import type { World } from './world.ts';

/** The one-time code that the sandbox always sends. */
const CODE = '246810';
const CODE_MINUTES = 5;
const TRIES = 5;
const LOCK_MINUTES = 30;
/** Codes to one phone within ten minutes. */
const CODES = 5;

export function paymentsPortOf(world: World): PaymentBackend {
  return {
    link: async ({ account, amount }, key) =>
      world.once('link', key, () => {
        world.account(account);
        const id = world.number();
        return {
          id,
          url: `https://pay.example.com/${id}`,
          amount,
          expiresAt: isoTime(addMinutes(world.clock(), 30)),
        };
      }),
  };
}

export function smsOf(world: World): SmsBackend {
  const sent = new Map<string, number[]>();
  const wrong = new Map<string, { times: number[]; lockedUntil: number }>();
  return {
    sendCode: async ({ phone }, key) =>
      world.once('sendCode', key, () => {
        const now = world.clock().getTime();
        const recent = (sent.get(phone) ?? []).filter((t) => now - t < 10 * 60_000);
        const send = recent.length < CODES;
        if (send) recent.push(now);
        sent.set(phone, recent);
        return { sent: send, expiresAt: isoTime(addMinutes(world.clock(), CODE_MINUTES)) };
      }),
    verify: async ({ account, phone, proof }, key) =>
      world.once('verify', key, () => {
        const now = world.clock().getTime();
        const subject = account ?? phone ?? '';
        const before = wrong.get(subject) ?? { times: [], lockedUntil: 0 };
        if (now < before.lockedUntil) return locked(before.lockedUntil);
        const ids = [...world.accounts.values()]
          .filter((a) => (account ? a.customer.account === account : a.customer.phone === phone))
          .map((a) => a.file.idLast4);
        const by = same(proof, CODE) ? 'code' : ids.some((id) => same(proof, id)) ? 'id' : null;
        if (by) {
          wrong.delete(subject);
          return { result: 'ok' as const, by, left: TRIES, lockedUntil: null };
        }
        const times = [...before.times.filter((t) => now - t < LOCK_MINUTES * 60_000), now];
        const lockedUntil = times.length >= TRIES ? now + LOCK_MINUTES * 60_000 : 0;
        wrong.set(subject, { times: lockedUntil ? [] : times, lockedUntil });
        return lockedUntil
          ? locked(lockedUntil)
          : { result: 'wrong' as const, by: null, left: TRIES - times.length, lockedUntil: null };
      }),
  };
}

function locked(until: number) {
  return { result: 'locked' as const, by: null, left: 0, lockedUntil: isoTime(new Date(until)) };
}

/** In constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function directoryOf(world: World): DirectoryBackend {
  return {
    halls: async ({ text }) => world.file.halls.filter((h) => !text || namedIn(text, h)),
    stations: async ({ text }) => world.file.evStations.filter((s) => !text || namedIn(text, s)),
    commitments: async () => world.commitments,
  };
}

/** The text names the place's road or its own name; or its district; or only its city. */
function namedIn(text: string, place: { name: string; address: string }): boolean {
  const parts = /^(.+?)市(.+?)[区县](.+?)\d/.exec(place.address);
  const [city, district, road] = [parts?.[1] ?? '', parts?.[2] ?? '', parts?.[3] ?? ''];
  const own = place.name.replace(/供电营业厅|充电站/g, '');
  if ([own, road].some((word) => word && text.includes(word))) return true;
  if (text.includes(district)) return true;
  return text.includes(city) && !/[区县路街]/.test(text.replace(`${city}市`, ''));
}

export function deskOf(world: World): DeskBackend {
  let waiting = 0;
  return {
    request: async (_, key) =>
      world.once('request', key, () => ({ open: true, waiting: waiting++, waitMinutes: 1 })),
  };
}
