/** `npm run check:flows [-- DIR]`: the static check of a release of flows; prints each fault and how to mend it. */
import { ReleaseRefused, readRelease, SHIPPED_FLOWS } from '../bot/release.ts';

try {
  const { flows } = readRelease(process.argv[2] ?? SHIPPED_FLOWS);
  process.stdout.write(`${flows.length} flows, no faults\n`);
} catch (error) {
  if (!(error instanceof ReleaseRefused)) throw error;
  process.stdout.write(`${error.message}\n`);
  process.exitCode = 1;
}
