/** The conformance suite of the store's port: its laws by subject, and one line for an engine's test to call. */
import { describe, test } from 'vitest';
import { actionLaws } from './conformance/actions.ts';
import { durabilityLaws } from './conformance/durability.ts';
import { inboxLaws } from './conformance/inbox.ts';
import { type Law, type Place, tryLaw } from './conformance/law.ts';
import { nodeLaws } from './conformance/nodes.ts';
import { outboxLaws } from './conformance/outbox.ts';
import { turnLaws } from './conformance/turns.ts';
import { valueLaws } from './conformance/values.ts';

export const LAWS = {
  inbox: inboxLaws,
  turns: turnLaws,
  outbox: outboxLaws,
  actions: actionLaws,
  values: valueLaws,
  durability: durabilityLaws,
  nodes: nodeLaws,
} satisfies Record<string, Law[]>;

type Subject = keyof typeof LAWS;

/**
 * Declares a test for each law, each in a place of its own. `exceptions` names the subjects that do not apply, each
 * with the reason.
 */
export function describeStore(
  engine: string,
  newPlace: () => Promise<Place>,
  exceptions: Partial<Record<Subject, string>> = {},
): void {
  for (const subject of Object.keys(LAWS) as Subject[]) {
    const reason = exceptions[subject];
    describe.skipIf(reason)(
      `the store on ${engine}: ${subject}${reason ? ` (not tried: ${reason})` : ''}`,
      () => {
        for (const law of LAWS[subject]) test(law.name, () => tryLaw(law, newPlace));
      },
    );
  }
}
