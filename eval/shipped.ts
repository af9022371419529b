/** Owns the shipped suites and their checked-in baselines: where they lie, and whether they still hold. */
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Baseline, baselineOf, faultsAgainst } from './baseline.ts';
import { runOf } from './compare.ts';
import type { Kind } from './figures.ts';
import { evaluate } from './run.ts';
import type { Subject } from './subject.ts';

/** The project; its suites lie under eval/suites, its baselines under eval/baselines. */
const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const suitesOf = (root: string) => join(root, 'eval', 'suites');
const baselinesOf = (root: string) => join(root, 'eval', 'baselines');

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
  {
    update,
    seed,
    progress,
    root = PROJECT,
  }: { update: boolean; seed: number; progress: (file: string) => void; root?: string },
): Promise<ShippedCheck[]> {
  const suites = shippedSuites(root);
  const checks: ShippedCheck[] = [];
  for (const { kind, file, baseline } of suites) {
    progress(file);
    const request = { kind, file: join(root, file), seed, folds: 0, nearest: false, learningCurve: false };
    const { result, digest, leaks } = await evaluate({ ...request, progress: () => {} }, subject);
    const run = runOf({ ...result, kind, file, digest });
    const old = readBaseline(baseline);
    const current = update ? baselineOf(run, old) : old;
    if (update) mkdirSync(baselinesOf(root), { recursive: true });
    if (update) writeFileSync(baseline, `${JSON.stringify(current, null, 2)}\n`);
    checks.push({ file, faults: faultsAgainst(current, run, leaks), figures: run.figures });
  }
  return [...checks, ...orphans(suites, root)];
}

/** The baseline of a test file, if it is a shipped suite. */
export function shippedBaseline(kind: Kind, file: string, root = PROJECT): Baseline | null {
  if (!existsSync(file)) return null;
  const path = realpathSync(file);
  const suite = shippedSuites(root).find((s) => s.kind === kind && realpathSync(join(root, s.file)) === path);
  return suite ? readBaseline(suite.baseline) : null;
}

function shippedSuites(root: string): Suite[] {
  const suiteOf = (kind: Kind, path: string, name: string): Suite => ({
    kind,
    file: relative(root, path),
    baseline: join(baselinesOf(root), `${name}.json`),
  });
  const rows = ROW_KINDS.flatMap((kind) => {
    const dir = join(suitesOf(root), kind);
    return namesIn(dir, '.jsonl').map((name) =>
      suiteOf(kind, join(dir, name), `${kind}-${basename(name, '.jsonl')}`),
    );
  });
  const dialog = join(suitesOf(root), 'dialog');
  return namesIn(dialog, '.yaml').length > 0 ? [...rows, suiteOf('dialog', dialog, 'dialog')] : rows;
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
function orphans(suites: readonly Suite[], root: string): ShippedCheck[] {
  const wanted = new Set(suites.map((s) => basename(s.baseline)));
  return namesIn(baselinesOf(root), '.json')
    .filter((name) => !wanted.has(name))
    .map((name) => {
      const file = relative(root, join(baselinesOf(root), name));
      return { file, faults: [`${file}: the suite of this baseline is gone; remove it`], figures: {} };
    });
}
