/** Owns the question whether a message holds one request or several. */

import type { Clause } from '../types.ts';

/** A clause counts as a request of its own from this probability of its top candidate. */
const SURE = 0.6;

/**
 * The requests of a message: its clauses when at least two of them are confidently different intents,
 * otherwise the whole as one. Neighbouring clauses of one intent are one request.
 */
export function requestsOf(whole: Clause, parts: readonly Clause[]): Clause[] {
  const sure = parts.filter((part) => part.decision === 'accept' && part.intents[0]!.probability >= SURE);
  const requests: Clause[] = [];
  for (const part of sure) {
    if (!requests.some((request) => request.intents[0]!.id === part.intents[0]!.id)) requests.push(part);
  }
  return requests.length > 1 ? requests : [whole];
}
