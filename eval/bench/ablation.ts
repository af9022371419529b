/** `node --import tsx eval/bench/ablation.ts [--variant TEXT]`: what each part of the intent model is worth, on folds and suites. */
import { parseArgs } from 'node:util';
import { foldsOf } from '../../nlu/model/corpus.ts';
import { prepare } from '../../nlu/model/features.ts';
import { learnVocabulary } from '../../nlu/model/vocabulary.ts';
import { NONE } from '../kinds/intent.ts';
import { corpusExamples, intentIds } from '../model.ts';
import { MEMBERS, type Member, type MemberName, VARIANTS } from './ablation/variants.ts';
import { SETS } from './peers/sets.ts';

const FOLDS = 5;
const SEED = 7;

const { values } = parseArgs({ options: { variant: { type: 'string', default: '' } } });

const intents = [...intentIds(), NONE];
const examples = corpusExamples();
const texts = examples.map(({ text }) => prepare(text));
const labels = Int32Array.from(examples, ({ intent }) => intents.indexOf(intent));
const folds = foldsOf(examples, FOLDS, SEED);
const suites = (SETS.own!('')?.tests ?? []).filter(({ name }) => name.endsWith('.jsonl'));
const asked = suites.flatMap(({ rows }) => rows.map(({ text }) => prepare(text)));
const wanted = suites.flatMap(({ rows }) => rows.map(({ intent }) => intents.indexOf(intent)));
/** Where each suite begins among the rows of all. */
const starts = suites.map((_, i) => suites.slice(0, i).reduce((sum, { rows }) => sum + rows.length, 0));

/** What a member says of every corpus line, not having seen its fold, and of every line of the suites. */
interface Answers {
  heldOut: Float32Array[];
  suites: Float32Array[];
  /** Of the processor, to learn the whole corpus. */
  seconds: number;
}

function answersOf(member: Member): Answers {
  const features = texts.map((text) => member.read(text));
  const learn = (chosen: readonly number[]) => {
    const more = chosen.flatMap((i) =>
      (member.more?.(texts[i]!, examples[i]!.intent, i) ?? []).map((text) => ({
        features: member.read(text),
        label: labels[i]!,
      })),
    );
    const rows = [...chosen.map((i) => features[i]!), ...more.map((one) => one.features)];
    const vocabulary = learnVocabulary(rows);
    const answer = member.learn({
      bags: vocabulary.encode(rows),
      labels: Int32Array.from([...chosen.map((i) => labels[i]!), ...more.map((one) => one.label)]),
      features: vocabulary.size,
      classes: intents.length,
    });
    return (asked: typeof rows) => {
      const bags = vocabulary.encode(asked);
      return asked.map((_, row) => answer(bags, row));
    };
  };
  const heldOut: Float32Array[] = [];
  const places = [...texts.keys()];
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = places.filter((i) => folds[i] === fold);
    const answer = learn(places.filter((i) => folds[i] !== fold));
    answer(inside.map((i) => features[i]!)).forEach((probabilities, row) => {
      heldOut[inside[row]!] = probabilities;
    });
  }
  const start = process.cpuUsage();
  const answer = learn(places);
  const { user, system } = process.cpuUsage(start);
  return {
    heldOut,
    suites: answer(asked.map((text) => member.read(text))),
    seconds: (user + system) / 1e6,
  };
}

/** No opinion rules a class out for good. */
const LEAST = 1e-9;

/** Which rows are right when the members are mixed by their shares, geometrically as in the model. */
function rightRows(
  parts: readonly { answers: readonly Float32Array[]; share: number }[],
  gold: ArrayLike<number>,
): boolean[] {
  return Array.from(gold, (label, row) => {
    const mixed = new Float64Array(intents.length);
    for (const { answers, share } of parts) {
      answers[row]!.forEach((p, c) => {
        mixed[c]! += share * Math.log(Math.max(LEAST, p));
      });
    }
    return mixed.indexOf(Math.max(...mixed)) === label;
  });
}

const known = new Map<MemberName, Answers>();
let shipped: boolean[] | undefined;

console.log(
  ['variant', 'held out', 'against the first', ...suites.map(({ name }) => name), 'learning'].join(' | '),
);
for (const [name, shares] of Object.entries(VARIANTS)) {
  if (shipped && !name.includes(values.variant)) continue;
  const parts = Object.entries(shares).map(([member, share]) => {
    const id = member as MemberName;
    if (!known.has(id)) known.set(id, answersOf(MEMBERS[id]));
    return { ...known.get(id)!, share };
  });
  const right = rightRows(
    parts.map(({ heldOut, share }) => ({ answers: heldOut, share })),
    labels,
  );
  shipped ??= right;
  const suiteRight = rightRows(
    parts.map(({ suites, share }) => ({ answers: suites, share })),
    wanted,
  );
  const suiteCells = suites.map(({ rows }, i) =>
    percent(suiteRight.slice(starts[i]!, starts[i]! + rows.length)),
  );
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  console.log(
    [name, percent(right), change(shipped, right), ...suiteCells, `${seconds.toFixed(0)} s`].join(' | '),
  );
}

function percent(right: readonly boolean[]): string {
  return `${((100 * right.filter(Boolean).length) / right.length).toFixed(2)}`;
}

/** Points won or lost row by row, ± the standard error of that difference. */
function change(before: readonly boolean[], after: readonly boolean[]): string {
  const won = after.filter((right, i) => right && !before[i]).length;
  const lost = before.filter((right, i) => right && !after[i]).length;
  const n = before.length;
  const points = (100 * (won - lost)) / n;
  const error = (100 * Math.sqrt(won + lost - (won - lost) ** 2 / n)) / n;
  return `${points.toFixed(2)} ± ${error.toFixed(2)}`;
}
