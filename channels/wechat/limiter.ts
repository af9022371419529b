/** Owns the rate at which this process calls the platform: a bucket of calls that refills evenly. */

export interface Limiter {
  /** Takes one call. @returns 0 when taken, else the milliseconds after which to ask again */
  take(now: number): number;
  /** The platform has asked for less: no call for a while, longer each time. @returns how long, in milliseconds */
  slowDown(now: number): number;
  /** A call went through. */
  wentWell(): void;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** @param perSecond calls a second in the long run and, after a quiet second, at once */
export function createLimiter(perSecond: number): Limiter {
  let calls = perSecond;
  let filledAt = 0;
  let pausedUntil = 0;
  let nextPause = FIRST_PAUSE;
  return {
    take(now) {
      if (now < pausedUntil) return pausedUntil - now;
      calls = Math.min(perSecond, calls + (Math.max(0, now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (calls < 1) return Math.ceil(((1 - calls) / perSecond) * 1000);
      calls -= 1;
      return 0;
    },
    slowDown(now) {
      const pause = nextPause;
      nextPause = Math.min(LONGEST_PAUSE, nextPause * 2);
      pausedUntil = Math.max(pausedUntil, now + pause);
      return pause;
    },
    wentWell() {
      nextPause = FIRST_PAUSE;
    },
  };
}
