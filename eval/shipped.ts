/** Owns the shipped suites and their checked-in baselines: where they lie, and whether they still hold. */
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Baseline, baselineOf, faultsAgainst } from './baseline.ts';
import { runOf } from './compare.ts';
import type { Kind } from './figures.ts';
import { evaluate } from './run.ts';
import type { Subject } from './subject.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SUITES = join(ROOT, 'eval', 'suites');
const BASELINES = join(ROOT, 'eval', 'baselines');

/** Kinds whose suites are files of rows; conversations are one suite, the whole directory. */
const ROW_KINDS = ['intent', 'multi', 'retrieval', 'entity'] as const;

interface Suite {
  kind: Kind;
  /** Relative to the project. */
  file: string;
  baseline: string;
}

export interface ShippedCheck {
  file: string;
  faults: string[];
  /** Null when the suite could not be held to a baseline. */
  figures: Record<string, number | null>;
}

/** Runs every shipped suite and holds it to its baseline; `update` writes the baselines anew, but mends no leak. */
export async function checkShipped(
  subject: Subject,
  { update, seed, progress }: { update: boolean; seed: number; progress: (file: string) => void },
): Promise<ShippedCheck[]> {
  const suites = shippedSuites();
  const checks: ShippedCheck[] = [];
  for (const { kind, file, baseline } of suites) {
    progress(file);
    const request = { kind, file: join(ROOT, file), seed, folds: 0, nearest: false, learningCurve: false };
    const { result, digest, leaks } = await evaluate({ ...request, progress: () => {} }, subject);
    const run = runOf({ ...result, kind, file, digest });
    const old = readBaseline(baseline);
    const current = update ? baselineOf(run, old) : old;
    if (update) writeFileSync(baseline, `${JSON.stringify(current, null, 1)}\n`);
    checks.push({ file, faults: faultsAgainst(current, run, leaks), figures: run.figures });
  }
  return [...checks, ...orphans(suites)];
}

/** The baseline of a test file, if it is a shipped suite. */
export function shippedBaseline(kind: Kind, file: string): Baseline | null {
  if (!existsSync(file)) return null;
  const path = realpathSync(file);
  const suite = shippedSuites().find((s) => s.kind === kind && realpathSync(join(ROOT, s.file)) === path);
  return suite ? readBaseline(suite.baseline) : null;
}

function shippedSuites(): Suite[] {
  const rows = ROW_KINDS.flatMap((kind) =>
    namesIn(join(SUITES, kind), '.jsonl').map((name): Suite => {
      const file = relative(ROOT, join(SUITES, kind, name));
      return { kind, file, baseline: join(BASELINES, `${kind}-${basename(name, '.jsonl')}.json`) };
    }),
  );
  const dialog = join(SUITES, 'dialog');
  const spoken = namesIn(dialog, '.yaml').length > 0;
  return spoken
    ? [...rows, { kind: 'dialog', file: relative(ROOT, dialog), baseline: join(BASELINES, 'dialog.json') }]
    : rows;
}

function namesIn(dir: string, ending: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith(ending))
    .sort();
}

function readBaseline(path: string): Baseline | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Baseline) : null;
}

/** A baseline whose suite has gone would make a check look fuller than it is. */
function orphans(suites: readonly Suite[]): ShippedCheck[] {
  const wanted = new Set(suites.map((s) => basename(s.baseline)));
  return namesIn(BASELINES, '.json')
    .filter((name) => !wanted.has(name))
    .map((name) => {
      const file = relative(ROOT, join(dirname(BASELINES), 'baselines', name));
      return { file, faults: [`${file}: the suite of this baseline is gone; remove it`], figures: {} };
    });
}
