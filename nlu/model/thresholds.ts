/** Owns choosing the thresholds of the decision on held-out texts, for the shares that the manifest promises. */

import type { Decision, IntentId } from '../types.ts';
import { decide, rank, URGENT_FROM } from './decide.ts';
import type { DecisionRules, Targets } from './manifest.ts';
import { NONE } from './taxonomy.ts';

/** A held-out text: its calibrated probabilities, its acceptance score, what it really is. */
export interface Judged {
  probabilities: ArrayLike<number>;
  score: number;
  intent: IntentId;
}

/** What the shipped model promises. Held-out texts are harder than customers': see docs/nlu.md. */
export const TARGETS: Targets = { rejectedRequests: 0.02, acceptedNone: 0.1, acceptedWrong: 0.15 };

/** Urgent requests are lost a good deal more rarely. */
const URGENT_SHARE = 0.2;

const STEP = 0.01;
const WIDEST = 0.6;

/** The thresholds that keep the promises on these texts; urgent intents are never put in question for being close. */
export function chooseThresholds(
  judged: readonly Judged[],
  intents: readonly IntentId[],
  urgent: readonly IntentId[],
  targets: Targets,
): DecisionRules {
  const best = judged.map(({ probabilities }) => bestInScope(probabilities, intents, urgent));
  const found = judged.filter((j, i) => j.intent !== NONE && j.intent === best[i]).map((j) => j.score);
  const none = judged.filter((j) => j.intent === NONE).map((j) => j.score);
  const reject = quantile(found, targets.rejectedRequests);
  const accept = Math.max(reject, quantile(none, 1 - targets.acceptedNone));
  const loose = {
    accept: reject,
    reject: quantile(found, targets.rejectedRequests * URGENT_SHARE),
    margin: 0,
    from: URGENT_FROM,
  };
  const perIntent = Object.fromEntries(urgent.map((id) => [id, loose]));
  for (let margin = 0; ; margin += STEP) {
    const rules = { accept, reject, margin, perIntent };
    const { acceptedWrong } = sharesOf(judged, intents, urgent, rules);
    if (acceptedWrong <= targets.acceptedWrong || margin >= WIDEST) return rules;
  }
}

/** The shares that the rules reach on these texts. */
export function sharesOf(
  judged: readonly Judged[],
  intents: readonly IntentId[],
  urgent: readonly IntentId[],
  rules: DecisionRules,
): Targets & Record<Decision, number> {
  const tally = { found: 0, foundRejected: 0, none: 0, noneAccepted: 0, accepted: 0, wrong: 0, clarified: 0 };
  for (const { probabilities, score, intent } of judged) {
    const ranked = rank(probabilities, intents, urgent);
    const best = ranked.find(({ id }) => id !== NONE)?.id;
    const decision = decide(score, ranked, rules);
    const isNone = intent === NONE;
    if (isNone) tally.none++;
    if (isNone && decision === 'accept') tally.noneAccepted++;
    if (best === intent) tally.found++;
    if (best === intent && decision === 'reject') tally.foundRejected++;
    if (decision === 'accept') tally.accepted++;
    if (decision === 'accept' && best !== intent) tally.wrong++;
    if (decision === 'clarify') tally.clarified++;
  }
  const n = judged.length || 1;
  return {
    rejectedRequests: tally.foundRejected / (tally.found || 1),
    acceptedNone: tally.noneAccepted / (tally.none || 1),
    acceptedWrong: tally.wrong / (tally.accepted || 1),
    accept: tally.accepted / n,
    clarify: tally.clarified / n,
    reject: 1 - (tally.accepted + tally.clarified) / n,
  };
}

function bestInScope(
  probabilities: ArrayLike<number>,
  intents: readonly IntentId[],
  urgent: readonly IntentId[],
) {
  return rank(probabilities, intents, urgent).find(({ id }) => id !== NONE)?.id;
}

/** The value below which the given share of the numbers lies; 0 of no numbers. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
