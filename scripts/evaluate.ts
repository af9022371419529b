/** `npm run -s eval -- KIND FILE [options]`: measures the robot on a test file. See docs/evaluation.md. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  BadFile,
  casesFor,
  compareRuns,
  comparisonPage,
  comparisonText,
  evaluate,
  evaluationPage,
  junit,
  KINDS,
  type Kind,
  openSubject,
  readRun,
  runOf,
  type Subject,
  shippedBaseline,
  summary,
  toJson,
} from '../eval/mod.ts';
import { ensureModel } from '../nlu/mod.ts';
import { encoderIn } from './encoder.ts';
import { readSettings, SettingsError } from './settings.ts';

const USAGE = `npm run -s eval -- KIND FILE [--json] [--html OUT] [--junit OUT] [--model DIR] [--seed N] [--baseline FILE]
                             [--learning-curve] [--folds N]
npm run -s eval -- --compare BEFORE.json AFTER.json [--json] [--html OUT]
KIND is one of ${KINDS.join(', ')}; crossval and labels take a corpus directory, or nothing for the shipped corpus`;

class UsageError extends Error {}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) tell(`${error.message}\n${USAGE}`);
  else if (error instanceof BadFile || error instanceof SettingsError) tell(error.message);
  else throw error;
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values, positionals } = parse();
  if (values.compare) compare(positionals, values);
  else await run(positionals, values);
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        html: { type: 'string' },
        junit: { type: 'string' },
        model: { type: 'string' },
        seed: { type: 'string', default: '1' },
        baseline: { type: 'string' },
        compare: { type: 'boolean', default: false },
        folds: { type: 'string', default: '5' },
        'learning-curve': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

type Values = ReturnType<typeof parse>['values'];

async function run([kindName, file = '']: string[], values: Values): Promise<void> {
  const kind = kindOf(kindName);
  if (!file && kind !== 'crossval' && kind !== 'labels') throw new UsageError(`${kind} needs a file`);
  const request = {
    kind,
    file,
    seed: whole('seed', values.seed, 0),
    folds: whole('folds', values.folds, 2),
    nearest: values.html !== undefined,
    learningCurve: values['learning-curve'],
    progress: (what: string, done: number, of: number) => tell(`${what}: ${done} of ${of}`),
  };
  const before = values.baseline ? readRun(values.baseline) : shippedBaseline(kind, file);
  const evaluation = await evaluate(request, await open(values.model));
  for (const { line, text, where } of evaluation.leaks)
    tell(`${file}:${line}: warning: “${text}” is known to the robot already (${where})`);

  const after = runOf({ ...evaluation.result, kind, file, digest: evaluation.digest });
  const comparison = before && compareRuns(before, after);
  if (values.junit) writeFileSync(values.junit, junit(evaluation, casesFor(evaluation)));
  if (values.html) writeFileSync(values.html, evaluationPage(evaluation, comparison));
  process.stdout.write(`${values.json ? toJson(evaluation) : summary(evaluation, comparison)}\n`);
}

function compare([before, after]: string[], values: Values): void {
  if (!before || !after) throw new UsageError('--compare needs two results of --json');
  const comparison = compareRuns(readRun(before), readRun(after));
  if (values.html) writeFileSync(values.html, comparisonPage(comparison, before, after));
  process.stdout.write(`${values.json ? JSON.stringify(comparison) : comparisonText(comparison)}\n`);
}

/** A directory named by hand is taken as it is; the shipped model is trained first when it is missing or old. */
async function open(named: string | undefined): Promise<Subject> {
  const encoder = await encoderIn(readSettings().ENCODER_DIR);
  if (named === undefined) {
    const progress = (stage: string, share: number): void => {
      if (share >= 1) tell(`model: ${stage} done`);
    };
    await ensureModel('.model', progress, encoder);
    return openSubject('.model', encoder);
  }
  return openSubject(named, encoder).catch((error: unknown) => {
    throw new UsageError(`--model ${named}: ${(error as Error).message}`);
  });
}

function kindOf(name: string | undefined): Kind {
  const kind = KINDS.find((k) => k === name);
  if (kind) return kind;
  throw new UsageError(name ? `no kind is called ${name}` : 'what is to be evaluated?');
}

function whole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${option} ${text}: give a whole number from ${least} on`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
