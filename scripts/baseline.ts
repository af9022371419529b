/** `npm run eval:baseline [-- --update]`: holds the shipped suites to the checked-in baselines, or writes them anew. */
import { parseArgs } from 'node:util';
import { checkShipped, openSubject } from '../eval/mod.ts';
import { ensureModel } from '../nlu/mod.ts';

const { values } = parseArgs({
  options: { update: { type: 'boolean', default: false }, model: { type: 'string', default: '.model' } },
});

if (values.model === '.model') await ensureModel(values.model);
const checks = await checkShipped(await openSubject(values.model), {
  update: values.update,
  seed: 1,
  progress: (file) => process.stderr.write(`${file}\n`),
});
for (const { file, faults, figures } of checks) {
  const told = Object.entries(figures).map(
    ([path, value]) => `${path} ${value === null ? '–' : +value.toFixed(4)}`,
  );
  process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${file}: ${told.join(', ')}\n`);
}
const faults = checks.flatMap((check) => check.faults);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (checks.length === 0) process.stderr.write('there are no suites under eval/suites\n');
process.exitCode = faults.length === 0 && checks.length > 0 ? 0 : 1;
