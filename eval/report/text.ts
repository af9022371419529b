/** Owns what the command prints for people: the figures in a few lines. */
import type { Comparison } from '../compare.ts';
import { figuresOf, shown, shownRange } from '../figures.ts';
import type { Evaluation } from '../run.ts';
import { verdict } from './parts.ts';

/** Figures, one a line, with intervals and changes. */
export function summary({ kind, file, result, leaks }: Evaluation, comparison: Comparison | null): string {
  const { n, conversations, latencyUs } = result as {
    n?: number;
    conversations?: number;
    latencyUs?: { p50: number; p99: number };
  };
  const figures = figuresOf(kind, result).map(({ name, value, form, interval, path }) => {
    const range = interval && Number.isFinite(interval[0]) ? `  ${shownRange(interval, form)}` : '';
    const before = comparison?.figures.find((f) => f.path === path);
    const was = before && Number.isFinite(before.before) ? `  was ${shown(before.before, form)}` : '';
    return `  ${name.padEnd(26)}${shown(value, form).padStart(8)}${range}${was}`;
  });
  return [
    `${kind} ${file || '(shipped corpus)'}: ${n ?? conversations ?? 0} ${kind === 'dialog' ? 'conversations' : 'rows'}`,
    ...figures,
    ...(latencyUs ? [`  ${'Latency, p50 / p99'.padEnd(26)}${latencyUs.p50} / ${latencyUs.p99} µs`] : []),
    ...(comparison ? [`  ${verdict(comparison)}`] : []),
    ...(leaks.length > 0 ? [`  ${leaks.length} rows stand in what the robot has learnt from`] : []),
  ].join('\n');
}

/** Two runs side by side. */
export function comparisonText(comparison: Comparison): string {
  const rows = comparison.figures.map(
    (f) =>
      `  ${f.name.padEnd(26)}${shown(f.before, f.form).padStart(8)} → ${shown(f.after, f.form).padStart(8)}`,
  );
  return [...rows, `  ${verdict(comparison)}`].join('\n');
}
