/** Decides between readings of the same characters. */

import type { Found } from './found.ts';

/**
 * The longest reading wins, among equals the one with the higher priority, then the earlier. Winners do not overlap,
 * save for further readings (`alternative`) of exactly the characters of a winner. The result is in text order.
 */
export function arbitrate(found: readonly Found[]): Found[] {
  const ranked = [...found].sort(
    (a, b) =>
      b.end - b.start - (a.end - a.start) || (b.priority ?? 0) - (a.priority ?? 0) || a.start - b.start,
  );
  const winners: Found[] = [];
  for (const reading of ranked) {
    if (winners.every((winner) => compatible(winner, reading))) winners.push(reading);
  }
  return winners.sort((a, b) => a.start - b.start || (b.priority ?? 0) - (a.priority ?? 0));
}

function compatible(winner: Found, reading: Found): boolean {
  if (reading.end <= winner.start || reading.start >= winner.end) return true;
  const same = reading.start === winner.start && reading.end === winner.end;
  return (
    same && reading.type !== winner.type && (reading.alternative === true || winner.alternative === true)
  );
}
