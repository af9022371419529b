/** One check of the conformance suite, and who plays in it. */
import type { Backends } from '../ports.ts';

/** Who plays the parts, in the data of the backends under test. */
export interface Cast {
  /** 'YYYY-MM-DD' of the backends' clock. */
  today: string;
  /** A resident with at least two paid bills, no debt, and an open order. */
  resident: { account: string; phone: string; idLast4: string };
  /** A resident with overdue bills, cut off. */
  debtor: { account: string };
  /** An account within an area that has an outage now, and words for its place. */
  dark: { account: string; area: string; address: string };
  code: string;
  /** Well-formed, and not an account. */
  stranger: string;
  /** A text that names some but not all service halls. */
  hallText: string;
}

export interface Check {
  name: string;
  run(backends: Backends, cast: Cast): Promise<void>;
}
