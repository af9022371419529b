/** Owns the report: one HTML page that needs no server, no script and no other file. */
import type { Comparison } from '../compare.ts';
import { figuresOf } from '../figures.ts';
import type { CrossvalResult } from '../kinds/crossval.ts';
import type { DialogResult } from '../kinds/dialog.ts';
import type { EntityResult } from '../kinds/entity.ts';
import type { IntentResult } from '../kinds/intent.ts';
import type { LabelsResult } from '../kinds/labels.ts';
import type { MultiResult } from '../kinds/multi.ts';
import type { RetrievalResult } from '../kinds/retrieval.ts';
import type { RobustResult } from '../kinds/robust.ts';
import type { Evaluation } from '../run.ts';
import { Html, html } from './html.ts';
import { crossvalSections, intentSections } from './intent-page.ts';
import {
  dialogSections,
  entitySections,
  labelsSections,
  multiSections,
  retrievalSections,
  robustSections,
} from './other-pages.ts';
import { comparisonTable, leakWarning, section, tiles, verdict } from './parts.ts';
import { STYLE } from './style.ts';

/** The page of one evaluation, against a baseline when there is one. */
export function evaluationPage(evaluation: Evaluation, comparison: Comparison | null): string {
  const { kind, file, digest, seed, result, leaks } = evaluation;
  const { n, conversations } = result as { n?: number; conversations?: number };
  return page(
    `${kind}: ${file || 'the shipped corpus'}`,
    html`<h1>Evaluation: ${kind}</h1>
<p class="about">${file || 'the shipped corpus'} · ${n ?? conversations ?? 0} ${kind === 'dialog' ? 'conversations' : 'rows'} · digest ${digest} · seed ${seed}. Ranges are 95 % confidence intervals.</p>
${leakWarning(leaks)}
${tiles(figuresOf(kind, result), comparison)}
${comparison && section('Against the baseline', html`<p>${verdict(comparison)}</p>`, comparisonTable(comparison))}
${sectionsOf(evaluation)}`,
  );
}

/** The page of two runs side by side. */
export function comparisonPage(comparison: Comparison, before: string, after: string): string {
  const { rows } = comparison;
  const lines = (names: readonly string[]) => names.slice(0, 500).join(', ') || 'none';
  return page(
    `${before} → ${after}`,
    html`<h1>Comparison: ${comparison.kind}</h1><p class="about">${before} → ${after}</p><p>${verdict(comparison)}</p>
${comparisonTable({ ...comparison, before, after })}
${rows && section('Rows', html`<h3>Right now, wrong before (${rows.won.length})</h3><p>${lines(rows.won)}</p><h3>Wrong now, right before (${rows.lost.length})</h3><p>${lines(rows.lost)}</p>`)}`,
  );
}

function sectionsOf({ kind, result, nearest, learningCurve }: Evaluation): Html[] {
  switch (kind) {
    case 'intent':
      return intentSections(result as IntentResult, { nearest, learningCurve });
    case 'crossval':
      return crossvalSections(result as CrossvalResult);
    case 'multi':
      return multiSections(result as MultiResult);
    case 'retrieval':
      return retrievalSections(result as RetrievalResult, nearest);
    case 'entity':
      return entitySections(result as EntityResult);
    case 'dialog':
      return dialogSections(result as DialogResult);
    case 'robust':
      return robustSections(result as RobustResult);
    case 'labels':
      return labelsSections(result as LabelsResult);
  }
}

function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>${title}</title><style>${new Html(STYLE)}</style></head>
<body><main>${content}</main></body></html>
`.text;
}
