/** Tells when a new message would be answered too late: a clear word at once is better than an answer that nobody gets. */

/** How long what is in hand may take, in seconds; the rest of a request's budget is for what waits before and after. */
const BACKLOG = 1;
/** So many in hand are never too many. */
const FEW = 100;
/** What a process finishes in a second, until it has shown it: it does so only while messages wait. */
const EXPECTED = 800;
/** How often that is measured, in milliseconds. */
const SPAN = 500;

export interface Load {
  /** One message is done with. */
  finished(): void;
  /** @param inHand messages that are being worked on */
  isFull(inHand: number): boolean;
}

export function createLoad(clock: () => number = () => performance.now()): Load {
  let since = clock();
  let finished = 0;
  let perSecond = EXPECTED;
  return {
    finished: () => void finished++,
    isFull(inHand) {
      const elapsed = clock() - since;
      if (elapsed >= SPAN) {
        if (inHand >= FEW) perSecond = (finished * 1000) / elapsed;
        since += elapsed;
        finished = 0;
      }
      return inHand > Math.max(FEW, perSecond * BACKLOG);
    },
  };
}
