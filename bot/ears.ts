/** What a turn hears with. */
import type { Knowledge } from '../knowledge/mod.ts';
import type { Understander } from '../nlu/mod.ts';

export interface Ears {
  understander: Understander;
  knowledge: Knowledge;
  clock: () => Date;
}
