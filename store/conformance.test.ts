import { AssertionError } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAULTS, withFault } from './conformance/faults.ts';
import { type Law, type Place, tryLaw } from './conformance/law.ts';
import { LAWS } from './conformance.ts';
import { openStore } from './mod.ts';

async function newPlace(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'store-'));
  return { open: () => openStore({ dataDir }), destroy: () => rm(dataDir, { recursive: true }) };
}

/** The failed assertion itself, also where fast-check wraps it: a fault that crashes instead would prove nothing. */
function assertion(error: Error): unknown {
  return error instanceof AssertionError ? error : (error.cause ?? error);
}

// A proof does not depend on luck.
fc.configureGlobal({ seed: 95598 });

const laws: Law[] = Object.values(LAWS).flat();

describe('the conformance suite catches a store that', () => {
  for (const fault of FAULTS) {
    test(fault.does, async () => {
      const law = laws.find(({ name }) => fault.breaks.test(name));
      const brokenPlace = async () => {
        const place = await newPlace();
        return { ...place, open: async () => withFault(await place.open(), fault) };
      };
      const complaint = await tryLaw(law!, brokenPlace).then(() => null, assertion);
      expect(complaint).toBeInstanceOf(AssertionError);
    });
  }
});

test('every law that one node must obey is proved able to fail', () => {
  const { nodes, ...ofOneNode } = LAWS;
  const unproved = Object.values(ofOneNode)
    .flat()
    .filter(({ name }) => !FAULTS.some((fault) => fault.breaks.test(name)));
  expect(unproved).toEqual([]);
});
