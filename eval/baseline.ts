/** Owns the bar that the shipped suites must not fall below: the checked-in figures and their tolerances. */
import type { Run } from './compare.ts';
import { figuresOf } from './figures.ts';
import type { Leak } from './leaks.ts';

/** A checked-in run. `tolerance` overrides the usual one of a figure, by path. */
export interface Baseline extends Run {
  tolerance?: Record<string, number>;
}

/** What is wrong with a run, one sentence each: worse than the baseline, not a number, or given away by the corpus. */
export function faultsAgainst(baseline: Baseline | null, run: Run, leaks: readonly Leak[]): string[] {
  const faults = leaks.map(
    ({ line, text, where }) =>
      `${run.file}:${line}: “${text}” is also in ${where}; take it out of one of them`,
  );
  if (!baseline)
    return [...faults, `${run.file}: has no baseline yet; make one with npm run eval:baseline -- --update`];
  for (const { path, name, better, tolerance: usual } of figuresOf(run.kind, {})) {
    const [was, is] = [baseline.figures[path], run.figures[path]];
    const tolerance = baseline.tolerance?.[path] ?? usual;
    if (was === undefined || was === null) continue;
    if (is === undefined || is === null || !Number.isFinite(is)) {
      faults.push(`${run.file}: ${name} is not a number any more; it was ${was}`);
    } else if ((better === 'higher' ? was - is : is - was) > tolerance + 1e-9) {
      faults.push(`${run.file}: ${name} went from ${was} to ${is}, more than the tolerance of ${tolerance}`);
    }
  }
  if (!Object.values(baseline.figures).some((value) => value !== null))
    faults.push(
      `${run.file}: the baseline holds no figure; make it anew with npm run eval:baseline -- --update`,
    );
  return faults;
}

/** The baseline that a run leaves behind; what was set by hand in the old one stays. */
export function baselineOf(run: Run, old: Baseline | null): Baseline {
  const figures = Object.fromEntries(
    Object.entries(run.figures).map(([path, value]) => [
      path,
      value === null ? null : Number(value.toFixed(6)),
    ]),
  );
  return { ...run, figures, ...(old?.tolerance ? { tolerance: old.tolerance } : {}) };
}
