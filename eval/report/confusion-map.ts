/** Owns the confusion map: what was meant by row, what was understood by column. */
import type { ClassScore, Confusion } from '../metrics/classes.ts';
import { type Html, html } from './html.ts';

const CELL = 10;
const LABELS = 128;

/** All classes in the order of their ids, so that the business areas stand together. */
export function confusionMap(
  perIntent: Readonly<Record<string, ClassScore>>,
  confusions: readonly Confusion[],
): Html {
  const ids = Object.keys(perIntent).sort();
  const place = new Map(ids.map((id, i) => [id, LABELS + i * CELL]));
  const side = LABELS + ids.length * CELL;
  const areas = ids.flatMap((id, i) =>
    i > 0 && areaOf(id) !== areaOf(ids[i - 1]!) ? [LABELS + i * CELL] : [],
  );
  const share = (gold: string, n: number) => n / Math.max(1, perIntent[gold]?.n ?? 0);
  const cell = (gold: string, predicted: string, n: number, kind: 'hit' | 'miss') =>
    html`<rect class="${kind}" x="${place.get(predicted)!}" y="${place.get(gold)!}" width="${CELL}" height="${CELL}" fill-opacity="${opacity(share(gold, n))}"><title>${gold} → ${predicted}: ${n} of ${perIntent[gold]?.n ?? 0}</title></rect>`;
  return html`<div class="wide"><svg class="map" viewBox="0 0 ${side} ${side}" style="min-width:${Math.min(side, 700)}px" role="img" aria-label="Confusion map">
${ids.map((id) => html`<text text-anchor="end" x="${LABELS - 4}" y="${place.get(id)! + 8}">${id}</text><text transform="translate(${place.get(id)! + 8} ${LABELS - 4}) rotate(-90)">${id}</text>`)}
${areas.map((at) => html`<path class="area" d="M${LABELS} ${at}H${side}M${at} ${LABELS}V${side}"/>`)}
${ids.map((id) => cell(id, id, Math.round((perIntent[id]?.recall ?? 0) * (perIntent[id]?.n ?? 0)), 'hit'))}
${confusions.map(({ gold, predicted, n }) => cell(gold, predicted, n, 'miss'))}
</svg></div>`;
}

function areaOf(id: string): string {
  return id.split('.')[0]!;
}

/** Strong enough that a single row is still seen. */
function opacity(share: number): string {
  return share <= 0 ? '0' : (0.25 + 0.75 * Math.min(1, share)).toFixed(2);
}
