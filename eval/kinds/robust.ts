/** Owns the robustness of understanding: what a test file loses when its texts are written worse. */
import { share } from '../metrics/accuracy.ts';
import { type Interval, pairedDifference } from '../metrics/interval.ts';
import { mcNemar } from '../metrics/significance.ts';
import { PERTURBATIONS } from '../perturb/perturbations.ts';
import { randomFrom } from '../random.ts';
import type { Located } from '../rows.ts';

export interface RobustRow extends Located {
  text: string;
}

/** Whether a row is answered rightly when its text reads so. */
export type Judge<R extends RobustRow> = (row: R, text: string) => Promise<boolean>;

interface PerturbedScore {
  accuracy: number;
  /** Points lost against the clean texts, 0..1; below zero when it got better. */
  drop: number;
  interval: Interval;
  /** McNemar's p: the chance of such a difference if nothing were lost. */
  p: number;
  /** Share of the texts that the perturbation changed at all. */
  changed: number;
  /** Rows right when clean and wrong now. */
  broken: { line: number; text: string; perturbed: string }[];
}

export interface RobustResult {
  n: number;
  accuracy: number;
  perturbations: Record<string, PerturbedScore>;
  drop: { mean: number; worst: number };
}

/** Judges every row clean and under each perturbation. A row's changes depend on the seed and its line alone. */
export async function scoreRobustness<R extends RobustRow>(
  rows: readonly R[],
  judge: Judge<R>,
  seed: number,
): Promise<RobustResult> {
  const clean: boolean[] = [];
  for (const row of rows) clean.push(await judge(row, row.text));
  const perturbations: Record<string, PerturbedScore> = {};
  for (const [at, [name, perturb]] of Object.entries(PERTURBATIONS).entries()) {
    const texts = rows.map((row) => perturb(row.text, randomFrom(seed * 1_000_003 + row.line * 31 + at)));
    const right: boolean[] = [];
    for (const [i, row] of rows.entries()) right.push(await judge(row, texts[i]!));
    perturbations[name] = compare(rows, texts, clean, right);
  }
  const drops = Object.values(perturbations).map((p) => p.drop);
  return {
    n: rows.length,
    accuracy: share(clean),
    perturbations,
    drop: { mean: drops.reduce((sum, d) => sum + d, 0) / drops.length, worst: Math.max(...drops) },
  };
}

function compare(
  rows: readonly RobustRow[],
  texts: readonly string[],
  clean: readonly boolean[],
  right: readonly boolean[],
): PerturbedScore {
  const brokenAt = rows.flatMap((_, i) => (clean[i] && !right[i] ? [i] : []));
  const mended = right.filter((r, i) => r && !clean[i]).length;
  return {
    accuracy: share(right),
    drop: share([...clean]) - share([...right]),
    interval: pairedDifference(brokenAt.length, mended, rows.length),
    p: mcNemar(mended, brokenAt.length),
    changed: share(rows.map((row, i) => row.text !== texts[i])),
    broken: brokenAt.map((i) => ({ line: rows[i]!.line, text: rows[i]!.text, perturbed: texts[i]! })),
  };
}
