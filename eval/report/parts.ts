/** Owns the parts that the pages of all kinds share: figures, comparison, leaks, errors with their neighbours. */
import type { Comparison } from '../compare.ts';
import { type Figure, type FigureSpec, shown, shownRange } from '../figures.ts';
import type { Leak } from '../leaks.ts';
import type { LatencyUs } from '../metrics/latency.ts';
import type { Neighbour } from '../nearest.ts';
import { type Html, html } from './html.ts';

/** Above this chance a difference is not called one. */
const SIGNIFICANT = 0.05;
const LISTED = 300;

/** A section of the page. */
export function section(title: string, ...content: (Html | false | null | undefined)[]): Html {
  return html`<section><h2>${title}</h2>${content}</section>`;
}

export function note(text: string): Html {
  return html`<p class="note">${text}</p>`;
}

/** The figures as tiles, each with its interval and, when there is a comparison, what has changed. */
export function tiles(figures: readonly Figure[], comparison: Comparison | null): Html {
  return html`<div class="tiles">${figures.map((figure) => {
    const { name, value, form, interval, path } = figure;
    const before = comparison?.figures.find((f) => f.path === path);
    return html`<div class="tile"><span class="name">${name}</span><b>${shown(value, form)}</b>
${interval && Number.isFinite(interval[0]) && html`<span>${shownRange(interval, form)}</span> `}
${before && Number.isFinite(before.change) && changeOf(before)}</div>`;
  })}</div>`;
}

function changeOf(figure: Comparison['figures'][number]): Html {
  const words = `${figure.change > 0 ? '+' : figure.change < 0 ? '−' : '±'}${pointsOf(Math.abs(figure.change), figure)}`;
  const better = figure.better === 'higher' ? figure.change > 0 : figure.change < 0;
  return html`<span class="${Math.abs(figure.change) < 1e-9 ? '' : better ? 'better' : 'worse'}">${words}</span>`;
}

function pointsOf(value: number, { form }: FigureSpec): string {
  return form === 'share' ? `${(value * 100).toFixed(1)} points` : String(value);
}

/** In words, whether the runs differ by more than chance. */
export function verdict({ rows }: Comparison): string {
  if (!rows) return 'The runs are not over the same rows, so single rows cannot be compared.';
  const { won, lost, change, interval, p, n } = rows;
  const percent = (value: number) => `${(value * 100).toFixed(1)}`;
  const meaning =
    p >= SIGNIFICANT
      ? 'This may be chance.'
      : `This is ${change > 0 ? 'better' : 'worse'} by more than chance.`;
  return `Of ${n} rows, ${won.length} are right now that were wrong, and ${lost.length} wrong that were right: ${percent(change)} points (95 % interval ${percent(interval[0])} to ${percent(interval[1])}; McNemar p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`}). ${meaning}`;
}

export function comparisonTable(comparison: Comparison): Html {
  const { figures, before, after } = comparison;
  return html`<table><thead><tr><th>Figure</th><th class="n">${before}</th><th class="n">${after}</th><th class="n">Change</th></tr></thead>
<tbody>${figures.map((f) => html`<tr><td>${f.name}</td><td class="n">${shown(f.before, f.form)}</td><td class="n">${shown(f.after, f.form)}</td><td class="n">${Number.isFinite(f.change) && changeOf(f)}</td></tr>`)}</tbody></table>`;
}

export function leakWarning(leaks: readonly Leak[]): Html | false {
  return (
    leaks.length > 0 &&
    html`<div class="warning"><b>${leaks.length} rows are known to the robot already</b>: the same words stand in what it has learnt from, so these figures flatter it.
<details><summary>Which</summary><ul>${leaks.slice(0, LISTED).map(({ line, text, where }) => html`<li>line ${line}: ${text} <code>${where}</code></li>`)}</ul></details></div>`
  );
}

export function latency({ p50, p99 }: LatencyUs): Html {
  return section(
    'Latency',
    html`<p>Half of the texts took at most <b>${p50} µs</b>, 99 of 100 at most <b>${p99} µs</b>, one after another on one thread, after warming up.</p>`,
  );
}

export interface ListedError {
  line: number;
  text: string;
  /** What was expected and what came. */
  what: Html;
}

/** Errors to open one by one, with the lines learnt from that explain them. */
export function errorList(
  errors: readonly ListedError[],
  nearest: Record<string, Neighbour[]> | undefined,
): Html {
  if (errors.length === 0) return html`<p>None.</p>`;
  const rest = errors.length - LISTED;
  return html`${errors.slice(0, LISTED).map(({ line, text, what }) => {
    const neighbours = nearest?.[String(line)] ?? [];
    const head = html`<span class="who">${line}</span> ${text}<br/><span class="who">${what}</span>`;
    if (neighbours.length === 0) return html`<details open><summary>${head}</summary></details>`;
    return html`<details><summary>${head}</summary><table><thead><tr><th>Nearest lines learnt from</th><th>Label</th><th class="n">Likeness</th><th></th></tr></thead>
<tbody>${neighbours.map((k) => html`<tr><td>${k.text}</td><td>${k.label}</td><td class="n">${k.likeness.toFixed(2)}</td><td><code>${k.where}</code></td></tr>`)}</tbody></table></details>`;
  })}${rest > 0 && note(`and ${rest} more; --json has them all`)}`;
}
