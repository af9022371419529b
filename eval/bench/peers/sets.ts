/** Owns the labelled sets of the benchmark: our corpus with the shipped suites, and public ones where they lie at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NONE } from '../../kinds/intent.ts';
import { corpusExamples } from '../../model.ts';
import type { Labelled } from './peer.ts';

export interface LabelledSet {
  name: string;
  train: readonly Labelled[];
  tests: { name: string; rows: readonly Labelled[] }[];
  /** The label of what is out of scope, when the set has one. */
  none: string | null;
}

const SUITES = fileURLToPath(new URL('../../suites/intent', import.meta.url));

type Loader = (data: string) => LabelledSet | null;

/** By name; null where the data are not there. `data` is a directory of public sets, one directory each. */
export const SETS: Readonly<Record<string, Loader>> = { own, smp2017, clinc150, banking77 };

/** The shipped corpus; each suite by itself and all together. */
function own(): LabelledSet | null {
  const names = existsSync(SUITES) ? readdirSync(SUITES).filter((name) => name.endsWith('.jsonl')) : [];
  const tests = names.sort().map((name) => ({ name, rows: readJsonl(join(SUITES, name)) }));
  const all = { name: 'all suites', rows: tests.flatMap((test) => test.rows) };
  return tests.length === 0
    ? null
    : { name: 'own', train: corpusExamples(), tests: [...tests, all], none: NONE };
}

/** SMP2017-ECDT task 1: 31 domains of a voice assistant, Chinese; columns split, label, text. */
function smp2017(data: string): LabelledSet | null {
  const file = join(data, 'smp-ecdt-intents', 'smp2017_task1.tsv');
  if (!existsSync(file)) return null;
  const rows = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t') as [string, string, string]);
  const part = (test: (split: string) => boolean) =>
    rows.filter(([split]) => test(split)).map(([, intent, text]) => ({ text, intent }));
  const tests = [{ name: 'test', rows: part((s) => s === 'test') }];
  return { name: 'SMP2017', train: part((s) => s !== 'test'), tests, none: null };
}

/** CLINC150, full: 150 intents and out-of-scope, English. Larson et al., EMNLP 2019. */
function clinc150(data: string): LabelledSet | null {
  const file = join(data, 'clinc150-en', 'data_full.json');
  if (!existsSync(file)) return null;
  const parts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, [string, string][]>;
  const of = (...names: string[]) =>
    names.flatMap((n) => parts[n]!).map(([text, intent]) => ({ text, intent }));
  const tests = [{ name: 'test', rows: of('test', 'oos_test') }];
  return { name: 'CLINC150', train: of('train', 'oos_train'), tests, none: 'oos' };
}

/** BANKING77: 77 intents of bank customers, English. Casanueva et al., 2020. */
function banking77(data: string): LabelledSet | null {
  const dir = join(data, 'banking77-en');
  if (!existsSync(dir)) return null;
  const read = (name: string) =>
    parseCsv(readFileSync(join(dir, name), 'utf8')).map(([text, intent]) => ({
      text: text!,
      intent: intent!,
    }));
  return {
    name: 'BANKING77',
    train: read('train.csv'),
    tests: [{ name: 'test', rows: read('test.csv') }],
    none: null,
  };
}

function readJsonl(file: string): Labelled[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
}

/** The rows of a CSV file without its head; quoted cells may hold commas, line ends and doubled quotes. */
function parseCsv(content: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of content.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.slice(1).filter((row) => row.length > 1);
}
