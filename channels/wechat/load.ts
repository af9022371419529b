/** Tells when a new message would be answered: in its request, somewhat later, or so late that nobody would wait for it. */

/** How long what is awaited may take, in seconds; the rest of a request's budget is for what waits before and after. */
const SOON = 1;
/** An answer that comes later than this is not promised, in seconds. */
const LATE = 30;
/** Answers a second that can be sent afterwards: as many calls as the client makes. */
const SENT = 100;
/** The part of all turns that what is kept for later gets while others are awaited: one of five in a round. */
const SHARE = 0.2;
/** So many in hand are never too many. */
const FEW = 100;
/** What a process finishes in a second, until it has shown it: it does so only while messages wait. */
const EXPECTED = 800;
/** How often that is measured, in milliseconds. */
const SPAN = 500;

export type Place = 'soon' | 'late' | 'full';

export interface Load {
  /** One message is done with. */
  finished(): void;
  /**
   * Where a message that comes now would stand.
   * @param awaited messages in hand whose requests wait for the answer
   * @param kept messages in hand whose answers follow
   */
  place(awaited: number, kept: number): Place;
}

export function createLoad(clock: () => number = () => performance.now()): Load {
  let since = clock();
  let finished = 0;
  let perSecond = EXPECTED;
  return {
    finished: () => void finished++,
    place(awaited, kept) {
      const elapsed = clock() - since;
      if (elapsed >= SPAN) {
        if (awaited + kept >= FEW) perSecond = (finished * 1000) / elapsed;
        since += elapsed;
        finished = 0;
      }
      if (awaited <= Math.max(FEW, perSecond * SOON)) return 'soon';
      return kept <= Math.min(perSecond * SHARE, SENT) * LATE ? 'late' : 'full';
    },
  };
}
