/**
 * How well and how fast entities are read: our recognisers beside Microsoft's on the published Chinese specifications
 * of Recognizers-Text, and the time that one utterance costs.
 *
 *     node --import tsx eval/bench/entities.ts [SPECS [MODEL]]
 *
 * SPECS is the folder that holds Number/, NumberWithUnit/, DateTime/, Sequence/ and Choice/ (their `Specs` folder of
 * github.com/microsoft/Recognizers-Text); the environment variable RECOGNIZERS_SPECS may name it instead. Without it
 * only the speed is measured. With a MODEL (Date, say) the cases that we fail are listed instead.
 */

import { existsSync } from 'node:fs';
import { measureSpeed } from './entity-speed.ts';
import { type ModelScore, ourFailures, scoreModels } from './recognizer-specs.ts';

const specs = process.argv[2] ?? process.env.RECOGNIZERS_SPECS;
if (specs && !existsSync(specs)) {
  process.stderr.write(`entities: no folder ${specs}; give the Specs folder of Recognizers-Text\n`);
  process.exit(2);
}
// Before the specifications, whose odd texts would leave the engine tuned to them.
const speed = measureSpeed();
const model = process.argv[3];
if (specs && model) {
  for (const { spec, got } of ourFailures(specs, model)) {
    process.stdout.write(
      `${spec.input}\n  wanted ${JSON.stringify(spec.wanted)}\n  got    ${JSON.stringify(got)}\n`,
    );
  }
  process.exit(0);
}
if (specs) print(scoreModels(specs));
else process.stdout.write('No specifications given: see the head of this file.\n');

process.stdout.write(
  `\nextractEntities: median ${speed.median.toFixed(1)} µs an utterance (fastest tenth ${speed.fast.toFixed(1)}), ${speed.utterances} utterances; bar 60 µs\n`,
);

function print(scores: ModelScore[]): void {
  process.stdout.write('model         cases   ours      Microsoft\n');
  for (const { model, cases, ours, theirs } of scores) {
    const row = [model.padEnd(12), String(cases).padStart(6), share(ours, cases), share(theirs, cases)];
    process.stdout.write(`${row.join('  ')}\n`);
  }
}

function share(passed: number, cases: number): string {
  return `${String(passed).padStart(4)} ${((100 * passed) / cases).toFixed(1).padStart(5)} %`;
}
