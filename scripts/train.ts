/** Trains the intent model: `npm run train [-- --seed N --out DIR]`; with the encoder of `ENCODER_DIR` if set. */

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { SEED, trainInto } from '../nlu/model/ensure.ts';
import { encoderIn } from './encoder.ts';
import { readSettings, SettingsError } from './settings.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, out: { type: 'string', default: '.model' } },
});
const seed = values.seed === undefined ? SEED : Number(values.seed);
if (!Number.isSafeInteger(seed)) {
  console.error(`--seed ${values.seed}: give a whole number, such as --seed 7`);
  process.exit(2);
}

const encoder = await encoderIn(readSettings().ENCODER_DIR).catch((error: unknown) => {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(2);
});

const started = performance.now();
const threads = Math.max(1, Math.min(4, availableParallelism()));
const model = await trainInto(values.out, {
  seed,
  threads,
  encoder,
  progress: process.stdout.isTTY ? bar() : lines(),
});
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${values.out}: ${model.manifest.intents.length} classes, ${seconds} s`);
for (const [name, value] of Object.entries(model.manifest.figures))
  console.log(`  ${name}: ${+value.toFixed(4)}`);

function bar(): (stage: string, share: number) => void {
  const view = new SingleBar({ format: '{stage} [{bar}] {percentage}%', hideCursor: true });
  let running = '';
  return (stage, share) => {
    if (stage !== running) {
      view.stop();
      view.start(100, 0, { stage });
      running = stage;
    }
    view.update(Math.round(share * 100), { stage });
    if (share >= 1) view.stop();
  };
}

/** For logs: a line at every quarter. */
function lines(): (stage: string, share: number) => void {
  let told = '';
  return (stage, share) => {
    const line = `${stage} ${Math.floor(share * 4) * 25} %`;
    if (line !== told) console.log(line);
    told = line;
  };
}
