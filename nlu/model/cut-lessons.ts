/** Owns learning when to cut: from real messages with one request and from pairs of them put together. */

import { fitLogistic } from './calibrate.ts';
import type { Example } from './corpus.ts';
import { bestCut, type Cut, cutInputs, isTwoRequests, type Views, viewsOf } from './cut.ts';
import { acceptanceScore } from './decide.ts';
import type { Manifest } from './manifest.ts';
import { type Random, randomFrom } from './random.ts';
import { NONE } from './taxonomy.ts';

/** A message that could be cut. */
export interface Lesson {
  views: Views;
  /** Whether it really holds two requests. */
  two: boolean;
}

/** How people go on to their second request; most just do. */
const JOINTS =
  '，另外|，还有|，顺便|。| | | |？|。|，再|，然后|，|，|，|，|；对了|。另外，| 还有 |另外|顺便'.split('|');
/** Halves are no longer than this; longer ones are cut inside as well. */
const LONGEST_HALF = 24;
const PAIRS = 900;
/** So many of them have a third request. */
const TRIPLES = 300;
/** One in so many is written as a list. */
const LIST_EVERY = 12;

/** Lessons from examples that the model has not seen: those in several pieces, and pairs with different intents. */
export function lessonsOf(unseen: readonly Example[], acts: readonly string[], seed: number): Lesson[] {
  const requests = unseen.filter(({ intent }) => intent !== NONE && !acts.includes(intent));
  const single = requests.map(({ text }) => ({ views: viewsOf(text), two: false }));
  const plain = requests.filter(
    ({ text, voice }) => text.length <= LONGEST_HALF && voice !== 'contrast' && voice !== 'indirect',
  );
  const random = randomFrom(seed);
  const pairs: Lesson[] = [];
  for (let i = 0; i < PAIRS && plain.length > 0; i++) {
    const some = Array.from({ length: i < TRIPLES ? 3 : 2 }, () => plain[random.below(plain.length)]!);
    if (new Set(some.map(({ intent }) => intent)).size < some.length) continue;
    const text = i % LIST_EVERY === 0 ? listOf(some) : oneAfterAnother(some, random);
    pairs.push({ views: viewsOf(text), two: true });
  }
  return [...single, ...pairs].filter(({ views }) => views.halves.length > 0);
}

function oneAfterAnother(requests: readonly Example[], { below }: Random): string {
  return requests
    .map(({ text }, i) => (i === requests.length - 1 ? text : open(text) + JOINTS[below(JOINTS.length)]))
    .join('');
}

function listOf(requests: readonly Example[]): string {
  return requests.map(({ text }, i) => `${i + 1}.${open(text)}`).join(' ');
}

/** A text that goes on. */
const open = (text: string): string => text.replace(/[\p{P}\s]+$/u, '');

/** So many of the messages with one request in several pieces may be cut by mistake; they are hard ones. */
export const CUT_BY_MISTAKE = 0.08;

/** With too few lessons nothing is ever cut. */
const NEVER: Manifest['cut'] = { model: { bias: 0, weights: [] }, threshold: 1 };

/** Fits the regression and the threshold; `probabilities` are the calibrated ones of each lesson's texts. */
export function fitCuts(
  lessons: readonly Lesson[],
  probabilities: readonly ArrayLike<number>[][],
  classes: Pick<Manifest, 'intents' | 'acts'>,
): { cut: Manifest['cut']; figures: { cutByMistake: number; cutRightly: number } } {
  const cuts = lessons.map(({ views }, i) => bestCut(views, probabilities[i]!, classes));
  const known = lessons.flatMap(({ two }, i) => (cuts[i] ? [{ two, cut: cuts[i] }] : []));
  const mistakes = known.filter(({ two }) => !two);
  if (mistakes.length < 20 || known.length - mistakes.length < 20) {
    return { cut: NEVER, figures: { cutByMistake: 0, cutRightly: 0 } };
  }
  const model = fitLogistic(
    known.map(({ cut }) => cutInputs(cut)),
    known.map(({ two }) => two),
  );
  const singles = lessons.filter(({ two }) => !two).length;
  const scores = mistakes.map(({ cut }) => acceptanceScore(cutInputs(cut), model)).sort((a, b) => b - a);
  const threshold = scores[Math.min(scores.length - 1, Math.floor(singles * CUT_BY_MISTAKE))]!;
  const cut = { model, threshold };
  const made = (two: boolean): number => shareCut(lessons, cuts, two, cut);
  return { cut, figures: { cutByMistake: made(false), cutRightly: made(true) } };
}

function shareCut(
  lessons: readonly Lesson[],
  cuts: readonly (Cut | null)[],
  two: boolean,
  rules: Manifest['cut'],
): number {
  const places = [...lessons.keys()].filter((i) => lessons[i]!.two === two);
  const made = places.filter((i) => cuts[i] && isTwoRequests(cuts[i], rules));
  return made.length / (places.length || 1);
}
