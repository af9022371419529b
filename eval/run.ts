/** Owns one evaluation from the request to the result. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { BadFile } from './bad-file.ts';
import type { Kind } from './figures.ts';
import { scoreCrossval } from './kinds/crossval.ts';
import { playSuite } from './kinds/dialog.ts';
import { entityRow, predictEntities, scoreEntities } from './kinds/entity.ts';
import { intentRow, predictIntents, scoreIntents } from './kinds/intent.ts';
import { findLabelErrors } from './kinds/labels.ts';
import { type LearningPoint, learningCurve } from './kinds/learning.ts';
import { multiRow, predictMulti, scoreMulti } from './kinds/multi.ts';
import { outOfFold } from './kinds/out-of-fold.ts';
import { predictTopics, retrievalRow, scoreRetrieval } from './kinds/retrieval.ts';
import { scoreRobustness } from './kinds/robust.ts';
import { judgeFor } from './kinds/robust-judge.ts';
import { findLeaks, type Known, type Leak } from './leaks.ts';
import type { Example } from './model.ts';
import { explain, type Neighbour } from './nearest.ts';
import { type Located, readRows, readText } from './rows.ts';
import type { Subject } from './subject.ts';
import { loadSuite, suiteFiles } from './suite.ts';

export interface Request {
  kind: Kind;
  /** A test file; for `dialog` also a directory; for `crossval` and `labels` a corpus directory, empty = the shipped one. */
  file: string;
  seed: number;
  /** Folds of `crossval` and `labels`. */
  folds: number;
  /** Explain errors by the nearest lines that were learnt from. */
  nearest: boolean;
  /** Train on growing parts of the corpus as well. */
  learningCurve: boolean;
  progress: (what: string, done: number, of: number) => void;
}

/** One row or conversation, for JUnit. */
export interface Case {
  name: string;
  line: number;
  /** Null when it is right. */
  failure: string | null;
}

export interface Evaluation {
  kind: Kind;
  file: string;
  digest: string;
  seed: number;
  result: object;
  /** Rows that stand in what the robot has learnt from. */
  leaks: Leak[];
  /** Null for kinds that do not judge single rows. */
  cases: Case[] | null;
  learningCurve?: LearningPoint[];
  /** Nearest lines learnt from, by the line of the error. */
  nearest?: Record<string, Neighbour[]>;
}

type Part = Pick<Evaluation, 'result' | 'cases'> &
  Partial<Pick<Evaluation, 'leaks' | 'learningCurve' | 'nearest'>>;
type Evaluator = (request: Request, subject: Subject) => Promise<Part>;

const EVALUATORS: Record<Kind, Evaluator> = {
  intent: evaluateIntent,
  multi: evaluateMulti,
  retrieval: evaluateRetrieval,
  entity: evaluateEntity,
  dialog: evaluateDialog,
  crossval: evaluateCrossval,
  robust: evaluateRobust,
  labels: evaluateLabels,
};

/** @throws BadFile when the file cannot be evaluated. */
export async function evaluate(request: Request, subject: Subject): Promise<Evaluation> {
  const { kind, file, seed } = request;
  const part = await EVALUATORS[kind](request, subject);
  return { kind, file, digest: digestOf(request), seed, leaks: [], ...part };
}

/** The contract's keys first, then those of this evaluation; figures of nothing are null. */
export function toJson({ cases: _, result, ...rest }: Evaluation): string {
  return JSON.stringify({ ...result, ...rest }, (__, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value,
  );
}

function digestOf({ kind, file }: Request): string {
  const hash = createHash('sha256');
  if (kind === 'dialog') for (const path of suiteFiles(file)) hash.update(readText(path));
  else if (kind !== 'crossval' && kind !== 'labels') hash.update(readText(file));
  return hash.digest('hex').slice(0, 16);
}

async function evaluateIntent(request: Request, subject: Subject): Promise<Part> {
  const rows = readRows(request.file, intentRow(subject.intents));
  const result = scoreIntents(await predictIntents(rows, subject.understander, subject.now), request.seed);
  const corpus = subject.corpus();
  const known = corpus.map(knownLine);
  return {
    result,
    leaks: findLeaks(rows, known),
    cases: casesOf(
      rows,
      result.errors,
      (e) => `expected ${e.gold}, got ${e.predicted} (score ${e.score.toFixed(2)})`,
    ),
    ...(request.nearest ? { nearest: await explain(result.errors, known, subject.understander) } : {}),
    ...(request.learningCurve
      ? {
          learningCurve: await learningCurve(corpus, rows, subject.train, {
            seed: request.seed,
            now: subject.now,
            progress: (done, of) => request.progress('learning curve', done, of),
          }),
        }
      : {}),
  };
}

async function evaluateMulti(
  { file }: Request,
  { intents, understander, now, corpus }: Subject,
): Promise<Part> {
  const rows = readRows(file, multiRow(intents));
  const result = scoreMulti(await predictMulti(rows, understander, now));
  return {
    result,
    leaks: findLeaks(rows, corpus().map(knownLine)),
    cases: casesOf(
      rows,
      result.errors,
      (e) => `expected ${e.gold.join(' + ')}, got ${e.predicted.join(' + ')}`,
    ),
  };
}

async function evaluateRetrieval({ file, seed, nearest }: Request, subject: Subject): Promise<Part> {
  const rows = readRows(file, retrievalRow(subject.topics));
  const parts = { understander: subject.understander, knowledge: await subject.knowledge() };
  const result = scoreRetrieval(await predictTopics(rows, parts, subject.now), seed);
  const known = await subject.questions();
  return {
    result,
    leaks: findLeaks(rows, known),
    cases: casesOf(
      rows,
      result.errors,
      (e) => `expected ${e.gold}, got ${e.predicted} (score ${e.score.toFixed(2)})`,
    ),
    ...(nearest ? { nearest: await explain(result.errors, known, subject.understander) } : {}),
  };
}

async function evaluateEntity({ file, seed }: Request, { understander, now }: Subject): Promise<Part> {
  const rows = readRows(file, entityRow);
  const result = scoreEntities(await predictEntities(rows, understander, now), seed);
  const list = (values: { type: string; value: unknown }[]) =>
    values.map((v) => `${v.type} ${JSON.stringify(v.value)}`).join(', ') || 'nothing';
  return {
    result,
    cases: casesOf(rows, result.errors, (e) => `missed ${list(e.missed)}; found besides ${list(e.extra)}`),
  };
}

async function evaluateDialog({ file }: Request, subject: Subject): Promise<Part> {
  const suite = loadSuite(file);
  const result = await playSuite(suite, await subject.theatre());
  const failures = new Map(result.failed.map((f) => [`${f.file}:${f.line}`, `turn ${f.turn}: ${f.why}`]));
  const cases = suite.map((c) => ({
    name: c.name,
    line: c.line,
    failure: failures.get(`${c.file}:${c.line}`) ?? null,
  }));
  return { result, cases };
}

async function evaluateCrossval(request: Request, subject: Subject): Promise<Part> {
  return { result: scoreCrossval(await predictCorpus(request, subject), request.seed), cases: null };
}

async function evaluateLabels(request: Request, subject: Subject): Promise<Part> {
  return { result: findLabelErrors(await predictCorpus(request, subject)), cases: null };
}

function predictCorpus({ file, folds, seed, kind, progress }: Request, { corpus, train, now }: Subject) {
  return outOfFold(corpus(file || undefined), train, {
    folds,
    seed,
    now,
    progress: (done, of) => progress(kind, done, of),
  });
}

async function evaluateRobust({ file, seed, progress }: Request, subject: Subject): Promise<Part> {
  const { rows, judge, task } = await judgeFor(file, subject);
  progress('robust', 0, 1);
  const result = await scoreRobustness(rows, judge, seed);
  return { result: { ...result, task }, cases: null };
}

function casesOf<E extends Located>(
  rows: readonly (Located & { text: string })[],
  errors: readonly E[],
  why: (error: E) => string,
): Case[] {
  const byLine = new Map(errors.map((e) => [e.line, why(e)]));
  return rows.map(({ text, line }) => ({ name: text, line, failure: byLine.get(line) ?? null }));
}

function knownLine({ text, intent, file, line }: Example): Known {
  return { text, where: `${basename(file)}:${line}`, label: intent };
}

/** @throws BadFile for a kind that has no single rows to report. */
export function casesFor(evaluation: Evaluation): Case[] {
  if (evaluation.cases) return evaluation.cases;
  throw new BadFile(
    evaluation.file,
    null,
    `${evaluation.kind} judges no single rows, so there is no JUnit report of it`,
  );
}
