/** Owns what the ablation compares: learners tried alone and mixed, each on the features it is told. */
import { FAMILIES, type FamilyName, type Features, featuresOf } from '../../../nlu/model/features.ts';
import { augmented, withSlips } from './augment.ts';
import { bag, type Learner, margins, naiveMargins, neighbours, prototypes } from './learners.ts';

/** One learner on one kind of features. */
export interface Member {
  read(prepared: string): Features;
  learn: Learner;
  /** Further texts made of a training text, with its label; none when absent. */
  more?(prepared: string, intent: string, at: number): string[];
}

const without =
  (...names: FamilyName[]) =>
  (prepared: string): Features =>
    featuresOf(
      prepared,
      undefined,
      Object.fromEntries(Object.entries(FAMILIES).filter(([name]) => !names.includes(name as FamilyName))),
    );

const all = without();

export const MEMBERS = {
  margins: { read: all, learn: margins() },
  bag: { read: all, learn: bag({ seed: 1 }) },
  bag2: { read: all, learn: bag({ seed: 2 }) },
  bag3: { read: all, learn: bag({ seed: 3 }) },
  wide: { read: all, learn: bag({ seed: 1, width: 96 }) },
  prototypes: { read: all, learn: prototypes },
  neighbours: { read: all, learn: neighbours },
  naiveMargins: { read: all, learn: naiveMargins },
  augmented: { read: all, learn: margins(), more: augmented },
  slipped: { read: all, learn: margins(), more: withSlips },
  cheap: { read: all, learn: margins({ cost: 1 }) },
  noCharacters: { read: without('character', 'characters'), learn: margins() },
  noSounds: { read: without('sounds'), learn: margins() },
  noWords: { read: without('word', 'words'), learn: margins() },
  noConcepts: { read: without('concept', 'concepts'), learn: margins() },
  noClasses: { read: without('wordClass', 'wordClasses'), learn: margins() },
} as const satisfies Record<string, Member>;
export type MemberName = keyof typeof MEMBERS;

/**
 * By the name in the table: members and their shares in the probabilities. The first is what ships, but that nothing is
 * mended in what is asked.
 */
export const VARIANTS: Readonly<Record<string, Partial<Record<MemberName, number>>>> = {
  'separators and three bags': { margins: 1 / 2, bag: 1 / 6, bag2: 1 / 6, bag3: 1 / 6 },
  'separators 2/3': { margins: 2 / 3, bag: 1 / 9, bag2: 1 / 9, bag3: 1 / 9 },
  'separators 1/3': { margins: 1 / 3, bag: 2 / 9, bag2: 2 / 9, bag3: 2 / 9 },
  'separators and one bag': { margins: 1 / 2, bag: 1 / 2 },
  'separators and one bag of twice the width': { margins: 1 / 2, wide: 1 / 2 },
  'separators alone': { margins: 1 },
  'bags alone': { bag: 1 / 3, bag2: 1 / 3, bag3: 1 / 3 },
  'separators, a bag and class prototypes': { margins: 0.5, bag: 0.25, prototypes: 0.25 },
  'separators, texts with slips too': { slipped: 1 },
  'separators, polite and misspelt texts too': { augmented: 1 },
  'separators without sounds': { noSounds: 1 },
  'separators without word classes': { noClasses: 1 },
  'separators without concepts': { noConcepts: 1 },
  'separators without words': { noWords: 1 },
  'separators without characters': { noCharacters: 1 },
  'separators, violations a quarter as dear': { cheap: 1 },
  'separators, a bag and nearest neighbours': { margins: 0.5, bag: 0.25, neighbours: 0.25 },
  'separators, a bag and naive-Bayes ratios': { margins: 0.4, bag: 0.3, naiveMargins: 0.3 },
};
