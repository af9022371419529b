/** What every set of backends must do, as named checks; an adapter's test runs them all against fresh backends. */
import { fail } from 'node:assert/strict';
import type { Check } from './conformance/check.ts';
import { orders } from './conformance/orders.ts';
import { reads } from './conformance/reads.ts';
import { writes } from './conformance/writes.ts';
import { type Backends, CONTRACT } from './ports.ts';

/** All checks. Each wants backends that no other check has touched. */
export const CHECKS: readonly Check[] = [...reads, ...orders, ...writes].map(({ name, run }) => ({
  name,
  run: (backends, cast) => run(bySchema(backends), cast),
}));

/** The same backends; an answer that is not of the contract's shape fails. */
function bySchema(backends: Backends): Backends {
  return Object.fromEntries(
    Object.entries(CONTRACT).map(([port, methods]) => {
      const target = backends[port as keyof Backends] as unknown as Record<
        string,
        (...args: unknown[]) => Promise<unknown>
      >;
      const wrapped = Object.entries(methods).map(([name, { output }]) => [
        name,
        async (...args: unknown[]) => {
          const answer = await target[name]!(...args);
          const parsed = output.safeParse(answer);
          if (!parsed.success) fail(`${port}.${name} answered against the contract: ${parsed.error.message}`);
          return answer;
        },
      ]);
      return [port, Object.fromEntries(wrapped)];
    }),
  ) as unknown as Backends;
}
