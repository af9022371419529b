/** Owns the report's sections on intents. */
import type { CrossvalResult } from '../kinds/crossval.ts';
import type { IntentResult } from '../kinds/intent.ts';
import type { LearningPoint } from '../kinds/learning.ts';
import type { Neighbour } from '../nearest.ts';
import { bar, lineChart, percentTicks } from './charts.ts';
import { confusionMap } from './confusion-map.ts';
import { type Html, html } from './html.ts';
import { errorList, latency, note, section } from './parts.ts';

export interface IntentExtras {
  nearest?: Record<string, Neighbour[]> | undefined;
  learningCurve?: LearningPoint[] | undefined;
}

export function intentSections(result: IntentResult, { nearest, learningCurve }: IntentExtras): Html[] {
  return [
    section(
      'How sure, how right',
      html`<div class="charts">${reliabilityFigure(result)}${acceptFigure(result)}${learningCurve && learningFigure(learningCurve)}</div>`,
    ),
    section('By intent', perIntentTable(result)),
    section(
      'What is taken for what',
      note(
        'Rows: what was meant. Columns: what was understood. Green: right; red: wrong; the stronger, the larger the share of the row.',
      ),
      confusionMap(result.perIntent, result.confusions),
    ),
    latency(result.latencyUs),
    section(
      `Errors (${result.errors.length})`,
      errorList(
        result.errors.map((e) => ({
          line: e.line,
          text: e.text,
          what: html`meant ${e.gold}, understood ${e.predicted}, score ${e.score.toFixed(2)}; candidates ${e.ranked.slice(0, 3).join(', ')}`,
        })),
        nearest,
      ),
    ),
  ];
}

export function crossvalSections(result: CrossvalResult): Html[] {
  const voices = Object.entries(result.perVoice);
  return [
    section(
      'Folds and voices',
      note(
        `Each line is understood by a model that has not seen it. Accuracy by fold: ${result.folds.map((f) => (f.accuracy * 100).toFixed(1)).join(', ')} % (standard deviation ${(result.spread * 100).toFixed(2)} points).`,
      ),
      html`<table><thead><tr><th>Voice</th><th class="n">Lines</th><th>Accuracy, %</th><th>95 % interval</th></tr></thead><tbody>
${voices.map(([voice, v]) => html`<tr><td>${voice}</td><td class="n">${v.n}</td><td>${bar(v.accuracy)}</td><td>${(v.interval[0] * 100).toFixed(1)} to ${(v.interval[1] * 100).toFixed(1)}</td></tr>`)}</tbody></table>`,
    ),
    ...intentSections(result, {}),
  ];
}

function reliabilityFigure({ calibration }: IntentResult): Html {
  const points = calibration.bins
    .filter((b) => b.n > 0)
    .map((b) => ({
      x: b.confidence,
      y: b.accuracy,
      tip: `${b.n} answers at ${(b.confidence * 100).toFixed(0)} %: ${(b.accuracy * 100).toFixed(0)} % right`,
    }));
  const ticks = percentTicks();
  return html`<figure>${lineChart({ points, x: { label: 'stated probability', ticks }, y: { label: 'right', ticks }, diagonal: true })}
<figcaption>Reliability: on the dashed line a stated probability is honest. Expected calibration error ${(calibration.ece * 100).toFixed(1)} %.</figcaption></figure>`;
}

function acceptFigure({ acceptCurve }: IntentResult): Html {
  const top = Math.max(0.05, ...acceptCurve.map((p) => p.error));
  const points = acceptCurve.map((p) => ({
    x: p.accepted,
    y: p.error / top,
    tip: `score ≥ ${p.threshold.toFixed(2)}: ${(p.accepted * 100).toFixed(0)} % answered, ${(p.error * 100).toFixed(1)} % of them wrongly`,
  }));
  return html`<figure>${lineChart({ points, x: { label: 'answered', ticks: percentTicks() }, y: { label: 'of these wrong', ticks: percentTicks(top) } })}
<figcaption>Accept–error: what is answered wrongly when only the surest part is answered. Out of scope is never right to answer.</figcaption></figure>`;
}

function learningFigure(curve: readonly LearningPoint[]): Html {
  const most = Math.max(...curve.map((p) => p.lines));
  const least = Math.floor(Math.min(...curve.map((p) => p.interval[0])) * 10) / 10;
  const y = (share: number) => (share - least) / (1 - least);
  const points = curve.map((p) => ({
    x: p.lines / most,
    y: y(p.accuracy),
    low: y(p.interval[0]),
    high: y(p.interval[1]),
    tip: `${p.lines} lines: ${(p.accuracy * 100).toFixed(1)} %`,
  }));
  const xTicks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: String(Math.round(at * most)) }));
  const yTicks = [0, 0.25, 0.5, 0.75, 1].map((at) => ({
    at,
    label: `${Math.round((least + at * (1 - least)) * 100)}%`,
  }));
  return html`<figure>${lineChart({ points, x: { label: 'lines learnt from', ticks: xTicks }, y: { label: 'accuracy', ticks: yTicks } })}
<figcaption>Learning curve: where it still rises, more lines will help.</figcaption></figure>`;
}

function perIntentTable({ perIntent, confusions }: IntentResult): Html {
  const rows = Object.entries(perIntent).sort(([, a], [, b]) => a.f1 - b.f1 || b.n - a.n);
  const perfect = rows.filter(([, s]) => s.f1 === 1);
  const takenFor = (id: string) =>
    confusions
      .filter((c) => c.gold === id)
      .slice(0, 3)
      .map((c) => `${c.predicted} ${c.n}`)
      .join(', ');
  return html`<div class="wide"><table><thead><tr><th>Intent, the weakest first</th><th class="n">Rows</th><th>Precision, %</th><th>Recall, %</th><th>F1, %</th><th>Taken for</th></tr></thead><tbody>
${rows.map(([id, s]) => s.f1 < 1 && html`<tr><td>${id}</td><td class="n">${s.n}</td><td>${bar(s.precision)}</td><td>${bar(s.recall)}</td><td>${bar(s.f1)}</td><td>${takenFor(id)}</td></tr>`)}</tbody></table></div>
${perfect.length > 0 && html`<details><summary>${perfect.length} intents without a mistake</summary><div>${perfect.map(([id, s]) => `${id} (${s.n})`).join(', ')}</div></details>`}`;
}
