/** `npm run corpus [-- --fast] [--top N] [--folds N] [--seed N]`: what is wrong with the corpus, and where to write more. */
import { parseArgs } from 'node:util';
import { adviseCorpus, checkCorpus, faultsText, needsText, pairsText, suspectsText } from '../eval/mod.ts';

const { values } = parseArgs({
  options: {
    fast: { type: 'boolean', default: false },
    top: { type: 'string', default: '20' },
    folds: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
});
const [top, folds, seed] = [Number(values.top), Number(values.folds), Number(values.seed)];
if (![top, folds, seed].every(Number.isSafeInteger) || folds < 2) {
  process.stderr.write('--top, --folds and --seed take whole numbers, --folds at least 2\n');
  process.exit(2);
}

const { faults, pairs } = checkCorpus();
process.stdout.write(`${faultsText(faults)}\n\n${pairsText(pairs)}\n`);
if (faults.length > 0) process.exitCode = 1;
if (!values.fast) {
  const progress = (done: number, of: number): void => {
    process.stderr.write(`models: ${done} of ${of}\n`);
  };
  const { needs, labels } = await adviseCorpus({ folds, seed, progress });
  process.stdout.write(`\n${suspectsText(labels, top)}\n\n${needsText(needs, top)}\n`);
}
