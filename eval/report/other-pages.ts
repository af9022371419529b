/** Owns the report's sections on requests, articles, entities, conversations, robustness and labels. */
import type { DialogResult } from '../kinds/dialog.ts';
import type { EntityResult } from '../kinds/entity.ts';
import type { LabelsResult } from '../kinds/labels.ts';
import type { MultiResult } from '../kinds/multi.ts';
import type { RetrievalResult } from '../kinds/retrieval.ts';
import type { RobustResult } from '../kinds/robust.ts';
import type { Neighbour } from '../nearest.ts';
import { bar } from './charts.ts';
import { type Html, html } from './html.ts';
import { errorList, latency, note, section } from './parts.ts';

export function multiSections({ errors, latencyUs }: MultiResult): Html[] {
  const listed = errors.map((e) => ({
    line: e.line,
    text: e.text,
    what: html`meant ${e.gold.join(' + ')}, understood ${e.predicted.join(' + ')}`,
  }));
  return [latency(latencyUs), section(`Errors (${errors.length})`, errorList(listed, undefined))];
}

export function retrievalSections(
  result: RetrievalResult,
  nearest: Record<string, Neighbour[]> | undefined,
): Html[] {
  const listed = result.errors.map((e) => ({
    line: e.line,
    text: e.text,
    what: html`wanted ${e.gold}, shown ${e.predicted}, score ${e.score.toFixed(2)}; found ${e.ranked.join(', ') || 'nothing'}`,
  }));
  const { ranked1, ranked3, n } = result.inScope;
  return [
    section(
      'Ranking alone',
      html`<p>Of the ${n} rows that have an article, it ranks first for <b>${(ranked1 * 100).toFixed(1)} %</b> and among the first three for <b>${(ranked3 * 100).toFixed(1)} %</b>, the threshold left out. The figures above count what a customer would be shown.</p>`,
    ),
    latency(result.latencyUs),
    section(`Errors (${result.errors.length})`, errorList(listed, nearest)),
  ];
}

export function entitySections(result: EntityResult): Html[] {
  const list = (values: { type: string; value: unknown }[]) =>
    values.map((v) => `${v.type} ${JSON.stringify(v.value)}`).join(', ') || '–';
  const listed = result.errors.map((e) => ({
    line: e.line,
    text: e.text,
    what: html`missed ${list(e.missed)}; found besides ${list(e.extra)}`,
  }));
  const besides = Object.entries(result.unannotated);
  return [
    section(
      'By type',
      html`<table><thead><tr><th>Type</th><th class="n">Values</th><th>Precision, %</th><th>Recall, %</th><th>F1, %</th></tr></thead><tbody>
${Object.entries(result.perType).map(([type, s]) => html`<tr><td>${type}</td><td class="n">${s.n}</td><td>${bar(s.precision)}</td><td>${bar(s.recall)}</td><td>${bar(s.f1)}</td></tr>`)}</tbody></table>`,
      besides.length > 0 &&
        note(
          `Found besides, of types that no row of the file names, and not counted: ${besides.map(([type, n]) => `${type} ${n}`).join(', ')}.`,
        ),
    ),
    latency(result.latencyUs),
    section(`Errors (${result.errors.length})`, errorList(listed, undefined)),
  ];
}

export function dialogSections({ failed, coverage, turns, latencyUs }: DialogResult): Html[] {
  return [
    section(
      `Conversations that fail (${failed.length})`,
      failed.length === 0 && html`<p>None; ${turns} turns played.</p>`,
      html`${failed.map(
        (
          f,
        ) => html`<details><summary><b>${f.name}</b>, turn ${f.turn}<br/><span class="who">${f.why}</span></summary>
<div><code>${f.file}:${f.line}</code>${f.transcript.map((t) => html`<div class="who">customer</div><div class="said">${t.customer}</div><div class="who">robot</div><div class="said">${t.robot}</div>`)}</div></details>`,
      )}`,
    ),
    section(
      'Coverage of the flows',
      html`<table><thead><tr><th>Flow</th><th>Steps visited, %</th><th>Never visited</th></tr></thead><tbody>
${Object.entries(coverage.flows)
  .sort(([, a], [, b]) => a - b)
  .map(
    ([flow, share]) =>
      html`<tr><td>${flow}</td><td>${bar(share)}</td><td>${(coverage.unvisited[flow] ?? []).join(', ')}</td></tr>`,
  )}</tbody></table>`,
    ),
    latency(latencyUs),
  ];
}

export function robustSections({ perturbations }: RobustResult): Html[] {
  const entries = Object.entries(perturbations);
  return [
    section(
      'By perturbation',
      html`<table><thead><tr><th>Texts written with</th><th class="n">Changed, %</th><th>Right, %</th><th class="n">Drop, points</th><th class="n">95 % interval</th><th class="n">McNemar p</th></tr></thead><tbody>
${entries.map(([name, s]) => html`<tr><td>${name}</td><td class="n">${(s.changed * 100).toFixed(0)}</td><td>${bar(s.accuracy)}</td><td class="n">${(s.drop * 100).toFixed(1)}</td><td class="n">${(s.interval[0] * 100).toFixed(1)} to ${(s.interval[1] * 100).toFixed(1)}</td><td class="n">${s.p.toFixed(3)}</td></tr>`)}</tbody></table>`,
    ),
    ...entries.map(([name, s]) =>
      section(
        `Broken by ${name} (${s.broken.length})`,
        html`<table><tbody>${s.broken.slice(0, 60).map((b) => html`<tr><td class="n">${b.line}</td><td>${b.text}</td><td>${b.perturbed}</td></tr>`)}</tbody></table>`,
      ),
    ),
  ];
}

export function labelsSections({ suspects }: LabelsResult): Html[] {
  return [
    section(
      `Lines that may carry the wrong label (${suspects.length})`,
      note(
        'A model that has not seen the line gives it to another intent, and is as sure as it usually is when it is right. Read each one; many are right and only rare.',
      ),
      html`<table><thead><tr><th>Line</th><th>Text</th><th>Label</th><th>Suggested</th><th class="n">Probability</th></tr></thead><tbody>
${suspects.map((s) => html`<tr><td><code>${s.where}</code></td><td>${s.text}</td><td>${s.label}</td><td>${s.suggested}</td><td class="n">${s.probability.toFixed(2)}</td></tr>`)}</tbody></table>`,
    ),
  ];
}
