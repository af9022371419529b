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
  'both, halves': { margins: 1 / 2, bag: 1 / 2 },
  'both, separators 2/3': { margins: 2 / 3, bag: 1 / 3 },
  'both, separators 1/3': { margins: 1 / 3, bag: 2 / 3 },
  'separators alone': { margins: 1 },
  'bag alone': { bag: 1 },
  'both and class prototypes': { margins: 0.5, bag: 0.25, prototypes: 0.25 },
  'separators, texts with slips too': { slipped: 1 },
  'separators, polite and misspelt texts too': { augmented: 1 },
  'separators without sounds': { noSounds: 1 },
  'separators without word classes': { noClasses: 1 },
  'separators without concepts': { noConcepts: 1 },
  'separators without words': { noWords: 1 },
  'separators without characters': { noCharacters: 1 },
  'separators, violations a quarter as dear': { cheap: 1 },
  'both and nearest neighbours': { margins: 0.5, bag: 0.25, neighbours: 0.25 },
  'both and naive-Bayes ratios': { margins: 0.4, bag: 0.3, naiveMargins: 0.3 },
  'both, two bags of other seeds': { margins: 2 / 3, bag: 1 / 6, bag2: 1 / 6 },
};
