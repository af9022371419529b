/** `npm run bench -- nlu [--set NAME,…] [--peer NAME,…] [--data DIR]`: our model beside others on the same texts. */
import { parseArgs } from 'node:util';
import { share } from '../metrics/accuracy.ts';
import { auroc } from '../metrics/auroc.ts';
import { perClass } from '../metrics/classes.ts';
import { latencyUs } from '../metrics/latency.ts';
import { randomFrom } from '../random.ts';
import { fasttext } from './peers/fasttext.ts';
import { natural } from './peers/natural.ts';
import { nlpjs } from './peers/nlpjs.ts';
import { ours } from './peers/ours.ts';
import type { Labelled, Peer, Trained } from './peers/peer.ts';
import { type LabelledSet, SETS } from './peers/sets.ts';

const PEERS = [ours, nlpjs, natural, fasttext];

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: Object.keys(SETS).join(',') },
    peer: { type: 'string', default: PEERS.map((p) => p.name).join(',') },
    data: { type: 'string', default: '../shared/data' },
  },
});

const COLUMNS = ['', 'accuracy', 'in scope', 'none F1', 'AUROC', 'training', 'p50'];

for (const name of values.set.split(',')) {
  const load = SETS[name];
  if (!load) throw new Error(`no set is called ${name}; there are ${Object.keys(SETS).join(', ')}`);
  const set = load(values.data);
  if (set) await bench(set);
  else console.log(`${name}: the data are not here, left out\n`);
}

async function bench(set: LabelledSet): Promise<void> {
  const train = shuffled(set.train);
  const classes = new Set(set.train.map((e) => e.intent)).size;
  const rows = new Map<string, string[][]>(set.tests.map(({ name }) => [name, []]));
  for (const peer of PEERS.filter((p) => values.peer.split(',').includes(p.name))) {
    const missing = peer.missing();
    if (missing) {
      console.log(`${peer.name}: ${missing}, left out`);
      continue;
    }
    const start = performance.now();
    const trained = await peer.train(train, set.none);
    const seconds = (performance.now() - start) / 1000;
    for (const test of set.tests)
      rows.get(test.name)!.push(await measure(peer, trained, test.rows, set.none, seconds));
  }
  for (const test of set.tests) {
    console.log(
      `${set.name}, ${test.name}: ${set.train.length} lines learnt, ${classes} classes, ${test.rows.length} asked`,
    );
    print([COLUMNS, ...rows.get(test.name)!]);
  }
}

/** Learners that take their examples one by one must not get them class by class: nlp.js loses 31 points by it. */
function shuffled<T>(items: readonly T[]): T[] {
  const random = randomFrom(1);
  return items
    .map((item) => ({ item, chance: random.next() }))
    .sort((a, b) => a.chance - b.chance)
    .map(({ item }) => item);
}

async function measure(
  peer: Peer,
  trained: Trained,
  test: readonly Labelled[],
  none: string | null,
  seconds: number,
): Promise<string[]> {
  await trained.classify(test.slice(0, 50).map(({ text }) => `${text}，谢谢`));
  const { answers, millis } = await trained.classify(test.map(({ text }) => text));
  const judged = test.map(({ intent }, i) => ({ gold: intent, predicted: answers[i]!.intent }));
  const right = (rows: typeof judged) => share(rows.map((r) => r.gold === r.predicted));
  const outside = test.map(({ intent }) => intent === none);
  const percent = (value: number) => (Number.isFinite(value) ? (value * 100).toFixed(1) : '–');
  return [
    peer.name,
    percent(right(judged)),
    percent(right(judged.filter((r) => r.gold !== none))),
    outside.includes(true) ? percent(perClass(judged).get(none!)?.f1 ?? Number.NaN) : '–',
    percent(
      auroc(
        answers.map((a) => 1 - a.score),
        outside,
      ),
    ),
    `${seconds.toFixed(1)} s`,
    `${latencyUs(millis).p50} µs`,
  ];
}

function print(rows: readonly string[][]): void {
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  for (const row of rows) {
    console.log(
      `  ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]! + 2))).join('')}`,
    );
  }
  console.log('');
}
