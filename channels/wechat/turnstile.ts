/** Lets turns begin a few at a time, so that the event loop comes round to the messages at the door in between. */

/**
 * How many of those that somebody waits for begin in one round of the event loop. Rounds are short while there is little to do and long when there is
 * much: this bounds the turns that compute at once, and not those that wait for a back end.
 */
const IN_ONE_ROUND = 4;

/**
 * @returns what has work begun when it is its turn, in order of arrival, and gives what the work gives. Of the
 * work that nobody waits for one begins in a round.
 */
export function createTurnstile(): <T>(work: () => Promise<T>, isAwaited: boolean) => Promise<T> {
  const awaited: (() => void)[] = [];
  const others: (() => void)[] = [];
  let isOpen = false;

  function letThrough(): void {
    for (const begin of [...awaited.splice(0, IN_ONE_ROUND), ...others.splice(0, 1)]) begin();
    isOpen = awaited.length + others.length > 0;
    if (isOpen) setImmediate(letThrough);
  }

  return (work, isAwaited) =>
    new Promise((resolve) => {
      (isAwaited ? awaited : others).push(() => resolve(work()));
      if (!isOpen) setImmediate(letThrough);
      isOpen = true;
    });
}
