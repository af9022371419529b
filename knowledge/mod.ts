/** The knowledge room's door: articles, their search and their rendering. */

// for the composition root
export { createFacts } from './facts.ts';
// for the robot
export { type Knowledge, openKnowledge } from './knowledge.ts';
// for everyone
export type {
  Article,
  FactLookup,
  Hit,
  RenderedAnswer,
  Source,
} from './types.ts';
