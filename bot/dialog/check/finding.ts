/** What the static check finds, and what it must know besides the flows. */
import type { ActionSpec } from '../../actions/port.ts';

export interface Surroundings {
  actions: ReadonlyMap<string, ActionSpec>;
  topics: ReadonlySet<string>;
  intents: ReadonlySet<string>;
}

/** One fault: where it is, which rule, what is wrong and how to mend it. */
export interface Finding {
  flow: string;
  step: string;
  rule: string;
  message: string;
}

/** Notes a fault of the flow in hand. */
export type Report = (step: string, rule: string, message: string) => void;
