/** Owns the drawn figures of the report: plain SVG with a tooltip on every point. */
import { type Html, html } from './html.ts';

interface Point {
  /** 0..1 along each axis. */
  x: number;
  y: number;
  /** What a reader sees who points at it. */
  tip: string;
  /** Bounds of the confidence interval, 0..1. */
  low?: number;
  high?: number;
}

interface Axis {
  label: string;
  /** Place 0..1 and words of each mark. */
  ticks: { at: number; label: string }[];
}

interface Chart {
  points: readonly Point[];
  x: Axis;
  y: Axis;
  /** The line on which an honest probability lies. */
  diagonal?: boolean;
}

const SIDE = 240;
const LEFT = 48;
const TOP = 12;
const ROUNDED = 100;

/** Marks at 0, 20 … 100 per cent of `max`. */
export function percentTicks(max = 1): Axis['ticks'] {
  return [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => {
    const percent = at * max * 100;
    return { at, label: `${max < 0.1 ? percent.toFixed(1) : Math.round(percent)}%` };
  });
}

/** A line through points in a square. */
export function lineChart({ points, x, y, diagonal }: Chart): Html {
  const px = (value: number) => round(LEFT + value * SIDE);
  const py = (value: number) => round(TOP + (1 - value) * SIDE);
  const line = points.map((p) => `${px(p.x)},${py(p.y)}`).join(' ');
  const width = LEFT + SIDE + 16;
  const height = TOP + SIDE + 44;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${y.label} / ${x.label}">
${y.ticks.map(({ at, label }) => html`<line class="grid" x1="${LEFT}" x2="${LEFT + SIDE}" y1="${py(at)}" y2="${py(at)}"/><text class="tick" text-anchor="end" x="${LEFT - 6}" y="${py(at) + 4}">${label}</text>`)}
${x.ticks.map(({ at, label }) => html`<text class="tick" text-anchor="middle" x="${px(at)}" y="${TOP + SIDE + 16}">${label}</text>`)}
${diagonal && html`<line class="ideal" x1="${px(0)}" y1="${py(0)}" x2="${px(1)}" y2="${py(1)}"/>`}
${points.map(({ x: at, low, high }) => low !== undefined && high !== undefined && html`<line class="whisker" x1="${px(at)}" x2="${px(at)}" y1="${py(low)}" y2="${py(high)}"/>`)}
<polyline class="line" points="${line}"/>
${points.map((p) => html`<circle class="dot" cx="${px(p.x)}" cy="${py(p.y)}" r="3"><title>${p.tip}</title></circle>`)}
<text class="axis" text-anchor="middle" x="${LEFT + SIDE / 2}" y="${height - 8}">${x.label}</text>
<text class="axis" text-anchor="middle" transform="translate(11 ${TOP + SIDE / 2}) rotate(-90)">${y.label}</text>
</svg>`;
}

/** A share as a bar with its number, for a table's cell. */
export function bar(share: number): Html {
  const percent = Number.isFinite(share) ? round(share * 100) : 0;
  const words = Number.isFinite(share) ? `${(share * 100).toFixed(1)}` : '–';
  return html`<span class="bar"><i style="width:${percent}%"></i><b>${words}</b></span>`;
}

function round(value: number): number {
  return Math.round(value * ROUNDED) / ROUNDED;
}
