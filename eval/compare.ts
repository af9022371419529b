/** Owns the comparison of two runs over the same rows. */
import { z } from 'zod';
import { BadFile } from './bad-file.ts';
import { type FigureSpec, figuresOf, KINDS, type Kind } from './figures.ts';
import { type Interval, pairedDifference } from './metrics/interval.ts';
import { mcNemar } from './metrics/significance.ts';
import { readText, reasons } from './rows.ts';

/** What a comparison needs to know of a run; a baseline holds just this. */
export interface Run {
  kind: Kind;
  file: string;
  /** Of the test file's bytes. */
  digest: string;
  n: number;
  /** By path; null where the file does not say. */
  figures: Record<string, number | null>;
  /** The rows that were answered wrongly, by line; conversations by name. */
  wrong: string[];
}

export interface Comparison {
  kind: Kind;
  before: string;
  after: string;
  figures: (FigureSpec & { before: number; after: number; change: number })[];
  /** Over the single rows; null when the runs are not of the same rows. */
  rows: { n: number; won: string[]; lost: string[]; change: number; interval: Interval; p: number } | null;
}

const runShape = z.looseObject({
  kind: z.enum(KINDS),
  file: z.string(),
  digest: z.string(),
  n: z.number().optional(),
  conversations: z.number().optional(),
  errors: z.array(z.looseObject({ line: z.number().optional(), text: z.string() })).optional(),
  failed: z.array(z.looseObject({ name: z.string() })).optional(),
});

/** Reads a result that `--json` gave. @throws BadFile when it is not one. */
export function readRun(file: string): Run {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof BadFile) throw error;
    throw new BadFile(file, null, `is not JSON: ${(error as Error).message}`);
  }
  const parsed = runShape.safeParse(value);
  if (!parsed.success)
    throw new BadFile(file, null, `is not a result of --json: ${reasons(parsed.error).join('; ')}`);
  return runOf(parsed.data);
}

/** Reduces a result to what comparisons need. */
export function runOf(result: z.infer<typeof runShape>): Run {
  const { kind, file, digest } = result;
  const wrong = [
    ...(result.errors ?? []).map((e) => String(e.line ?? e.text)),
    ...(result.failed ?? []).map((f) => f.name),
  ];
  const figures = Object.fromEntries(
    figuresOf(kind, result).map(({ path, value }) => [path, Number.isFinite(value) ? value : null]),
  );
  return { kind, file, digest, n: result.n ?? result.conversations ?? 0, figures, wrong };
}

/** @throws BadFile when the runs are of different kinds. */
export function compareRuns(before: Run, after: Run): Comparison {
  if (before.kind !== after.kind)
    throw new BadFile(
      after.file,
      null,
      `is a ${after.kind} run and cannot be compared with a ${before.kind} run`,
    );
  const figures = figuresOf(after.kind, {}).map(({ value: _, interval: __, ...spec }) => {
    const [was, is] = [before.figures[spec.path] ?? Number.NaN, after.figures[spec.path] ?? Number.NaN];
    return { ...spec, before: was, after: is, change: is - was };
  });
  return {
    kind: after.kind,
    before: before.file,
    after: after.file,
    figures,
    rows: compareRows(before, after),
  };
}

function compareRows(before: Run, after: Run): Comparison['rows'] {
  if (before.digest !== after.digest || before.n !== after.n || after.n === 0) return null;
  const [wrongBefore, wrongAfter] = [new Set(before.wrong), new Set(after.wrong)];
  const won = before.wrong.filter((row) => !wrongAfter.has(row));
  const lost = after.wrong.filter((row) => !wrongBefore.has(row));
  return {
    n: after.n,
    won,
    lost,
    change: (won.length - lost.length) / after.n,
    interval: pairedDifference(won.length, lost.length, after.n),
    p: mcNemar(won.length, lost.length),
  };
}
