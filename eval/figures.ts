/** Owns the figures by which a run is summed up, compared with another, and held to its baseline. */
import type { Interval } from './metrics/interval.ts';

/** What can be evaluated. */
export const KINDS = [
  'intent',
  'multi',
  'retrieval',
  'entity',
  'dialog',
  'crossval',
  'robust',
  'labels',
] as const;
export type Kind = (typeof KINDS)[number];

export interface FigureSpec {
  /** Where it stands in the result: `none.f1`. */
  path: string;
  name: string;
  /** How far it may fall (or rise, where less is better) below the baseline before that counts as worse. */
  tolerance: number;
  better: 'higher' | 'lower';
  form: 'share' | 'count';
}

export interface Figure extends FigureSpec {
  /** NaN when the file does not say. */
  value: number;
  interval?: Interval | undefined;
}

const share = (path: string, name: string, tolerance = 0.01): FigureSpec => ({
  path,
  name,
  tolerance,
  better: 'higher',
  form: 'share',
});
const count = (path: string, name: string): FigureSpec => ({
  path,
  name,
  tolerance: 0,
  better: 'higher',
  form: 'count',
});

const INTENT: FigureSpec[] = [
  share('accuracy', 'Accuracy, all rows'),
  share('inScope.accuracy', 'Accuracy in scope'),
  share('inScope.top3', 'Top 3 in scope'),
  share('macroF1', 'Macro F1', 0.015),
  share('none.f1', 'None: F1', 0.02),
  share('none.auroc', 'None: AUROC'),
  { ...share('calibration.ece', 'Calibration error', 0.02), better: 'lower' },
];

const FIGURES: Record<Kind, FigureSpec[]> = {
  intent: INTENT,
  crossval: INTENT,
  multi: [
    share('exact', 'Exact', 0.02),
    share('anyOrder', 'Any order', 0.02),
    share('first', 'First request', 0.02),
  ],
  retrieval: [
    share('hit1', 'Hit at 1', 0.015),
    share('hit3', 'Hit at 3', 0.015),
    share('mrr', 'Mean reciprocal rank', 0.015),
    share('none.precision', 'None: precision', 0.03),
    share('none.recall', 'None: recall', 0.03),
    share('none.auroc', 'None: AUROC'),
  ],
  entity: [
    share('f1', 'F1'),
    share('precision', 'Precision'),
    share('recall', 'Recall'),
    share('exact', 'Rows without a mistake'),
  ],
  dialog: [count('passed', 'Conversations passed'), share('coverage.steps', 'Steps visited')],
  robust: [
    share('accuracy', 'Accuracy, clean'),
    { ...share('drop.worst', 'Worst drop', 0.02), better: 'lower' },
    { ...share('drop.mean', 'Mean drop', 0.01), better: 'lower' },
  ],
  labels: [{ ...count('suspects.length', 'Suspicious lines'), better: 'lower' }],
};

/** The kind's figures as they stand in a result, also one that was read back from JSON. */
export function figuresOf(kind: Kind, result: object): Figure[] {
  const intervals = (result as { intervals?: Record<string, Interval> }).intervals;
  return FIGURES[kind].map((spec) => ({
    ...spec,
    value: numberAt(result, spec.path),
    interval: intervals?.[spec.path],
  }));
}

function numberAt(result: object, path: string): number {
  const value = path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], result);
  return typeof value === 'number' ? value : Number.NaN;
}

/** 0.9123 → 91.2 %, 41 → 41, NaN → –. */
export function shown(value: number, form: FigureSpec['form']): string {
  if (!Number.isFinite(value)) return '–';
  return form === 'share' ? `${(value * 100).toFixed(1)} %` : String(value);
}

/** 90.1 to 95.7 %. */
export function shownRange([low, high]: Interval, form: FigureSpec['form']): string {
  return `${shown(low, form).replace(' %', '')} to ${shown(high, form)}`;
}
