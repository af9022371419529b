/** Owns the question where a message may be cut in two, and whether both halves are requests of their own. */

import { splitClauses } from '../text/clauses.ts';
import type { IntentId } from '../types.ts';
import { adds, asks, contrasts, dismisses } from './cues.ts';
import { acceptanceScore, logit } from './decide.ts';
import type { Manifest } from './manifest.ts';
import { NONE } from './taxonomy.ts';

/** The texts that must be scored to find the best cut of a message. */
export interface Views {
  whole: string;
  /** The possible cuts: the text before and after each. */
  halves: [before: string, after: string][];
}

/** The best cut of a message. */
export interface Cut {
  before: string;
  after: string;
  /** Calibrated probabilities of the two requests, and of the best candidate for the whole. */
  sureness: [before: number, after: number, whole: number];
}

type Classes = Pick<Manifest, 'intents' | 'acts'>;

/** A message of more pieces is a story; its cuts are not looked for. */
const MOST_PIECES = 7;

/** The cuts that punctuation, pauses and words such as 另外 allow; none when the message is one piece. */
export function viewsOf(text: string): Views {
  const pieces = splitClauses(text);
  if (pieces.length > MOST_PIECES) return { whole: text, halves: [] };
  const halves = pieces
    .slice(1)
    .map((piece, i): [string, string] => [
      text.slice(pieces[0]!.start, pieces[i]!.end),
      text.slice(piece.start).trimEnd(),
    ]);
  return { whole: text, halves };
}

/** The texts of the views in the order in which `bestCut` expects their probabilities. */
export function textsOf({ whole, halves }: Views): string[] {
  return [whole, ...halves.flat()];
}

/** The cut whose halves are the surest of different requests; null when there is none. */
export function bestCut(
  views: Views,
  probabilities: readonly ArrayLike<number>[],
  { intents, acts }: Classes,
): Cut | null {
  const whole = bestInScope(probabilities[0]!, intents).probability;
  let best: Cut | null = null;
  views.halves.forEach(([before, after], i) => {
    const first = bestInScope(probabilities[1 + 2 * i]!, intents);
    const second = bestInScope(probabilities[2 + 2 * i]!, intents);
    // A greeting or a thank-you beside a request is no request of its own.
    if (first.id === second.id || acts.includes(first.id) || acts.includes(second.id)) return;
    const sureness: Cut['sureness'] = [first.probability, second.probability, whole];
    if (!best || sureness[0] * sureness[1] > best.sureness[0] * best.sureness[1]) {
      best = { before, after, sureness };
    }
  });
  return best;
}

/** The numbers that the regression weighs: are the halves two requests? */
export function cutInputs({ before, after, sureness }: Cut): number[] {
  const cues = [
    adds(after),
    dismisses(before) || dismisses(after),
    contrasts(after),
    asks(before),
    asks(after),
  ];
  return [...sureness.map(logit), ...cues.map(Number)];
}

/** Whether both halves are taken up. */
export function isTwoRequests(cut: Cut, { model, threshold }: Manifest['cut']): boolean {
  return acceptanceScore(cutInputs(cut), model) >= threshold;
}

/**
 * The half that is asked when the other is only mentioned (先不说过户，| 眼下只想把这个月的交了): its place in
 * `textsOf`; null when no word says so.
 */
export function askedPlace({ halves }: Views): number | null {
  for (let i = 0; i < halves.length; i++) {
    const [before, after] = halves[i]!;
    if (contrasts(after) || (dismisses(before) && !dismisses(after))) return 2 + 2 * i;
    if (dismisses(after)) return 1 + 2 * i;
  }
  return null;
}

function bestInScope(probabilities: ArrayLike<number>, intents: readonly IntentId[]) {
  let best = { id: NONE, probability: 0 };
  for (let c = 0; c < intents.length; c++) {
    if (intents[c] !== NONE && probabilities[c]! > best.probability) {
      best = { id: intents[c]!, probability: probabilities[c]! };
    }
  }
  return best;
}
