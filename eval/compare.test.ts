import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Baseline, baselineOf, faultsAgainst } from './baseline.ts';
import { compareRuns, type Run, runOf } from './compare.ts';
import { figuresOf, shown } from './figures.ts';

const multi = (exact: number, wrong: number[], more: Partial<Run> = {}): Run => ({
  kind: 'multi',
  file: 'm.jsonl',
  digest: 'd',
  n: 10,
  figures: { exact, anyOrder: exact, first: 1 },
  wrong: wrong.map(String),
  ...more,
});

describe('runOf', () => {
  it('takes the figures by their paths and the wrong rows by line', () => {
    const result = { n: 3, hit1: 0.5, none: { auroc: 0.9 }, errors: [{ text: 'a', line: 7 }, { text: 'b' }] };
    const run = runOf({ ...result, kind: 'retrieval', file: 'r.jsonl', digest: 'd' });
    expect(run.wrong).toEqual(['7', 'b']);
    expect(run.figures).toMatchObject({ hit1: 0.5, 'none.auroc': 0.9, hit3: null });
  });

  it('counts conversations by name', () => {
    const dialog = { conversations: 4, passed: 3, failed: [{ name: '催费' }], coverage: { steps: 0.5 } };
    const run = runOf({ ...dialog, kind: 'dialog', file: 'd', digest: 'd' });
    expect(run).toMatchObject({ n: 4, wrong: ['催费'], figures: { passed: 3, 'coverage.steps': 0.5 } });
  });
});

describe('compareRuns', () => {
  it('tells what was won and lost, and whether it is more than chance', () => {
    const { rows, figures } = compareRuns(multi(0.6, [1, 2, 3, 4]), multi(0.8, [4, 9]));
    expect(rows).toMatchObject({ won: ['1', '2', '3'], lost: ['9'], change: 0.2, p: 0.625 });
    expect(figures[0]).toMatchObject({ path: 'exact', before: 0.6, after: 0.8 });
    expect(figures[0]?.change).toBeCloseTo(0.2, 12);
  });

  it('compares no rows of different files, and no runs of different kinds', () => {
    expect(compareRuns(multi(1, []), multi(1, [], { digest: 'other' })).rows).toBeNull();
    expect(() => compareRuns(multi(1, []), multi(1, [], { kind: 'intent' }))).toThrow('cannot be compared');
  });

  it('turns round with its arguments', () => {
    const wrong = fc.uniqueArray(fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(wrong, wrong, (a, b) => {
        const forth = compareRuns(multi(0, a), multi(0, b)).rows!;
        const back = compareRuns(multi(0, b), multi(0, a)).rows!;
        expect(back.p).toBe(forth.p);
        expect(back.won).toEqual(forth.lost);
        expect(back.change + forth.change).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe('faultsAgainst', () => {
  const baseline: Baseline = multi(0.8, []);

  it('lets a run pass that is as good, better, or worse within the tolerance', () => {
    for (const exact of [0.8, 0.9, 0.785]) expect(faultsAgainst(baseline, multi(exact, []), [])).toEqual([]);
  });

  it('names the figure that fell', () => {
    expect(faultsAgainst(baseline, multi(0.7, []), [])).toEqual([
      'm.jsonl: Exact went from 0.8 to 0.7, more than the tolerance of 0.02',
      'm.jsonl: Any order went from 0.8 to 0.7, more than the tolerance of 0.02',
    ]);
  });

  it('holds figures where less is better from the other side', () => {
    const robust = (worst: number): Run => ({
      ...multi(0, []),
      kind: 'robust',
      figures: { 'drop.worst': worst },
    });
    expect(faultsAgainst(robust(0.05), robust(0.01), [])).toEqual([]);
    expect(faultsAgainst(robust(0.05), robust(0.09), [])).toHaveLength(1);
  });

  it('takes a figure that is no number for a failure', () => {
    const lost = { ...multi(0.8, []), figures: { exact: null, anyOrder: Number.NaN, first: 1 } };
    expect(faultsAgainst(baseline, lost, [])).toEqual([
      expect.stringContaining('Exact is not a number any more'),
      expect.stringContaining('Any order is not a number any more'),
    ]);
    expect(faultsAgainst({ ...baseline, figures: { exact: null } }, multi(1, []), [])).toHaveLength(1);
  });

  it('does not pass a suite without a baseline, or one that the corpus gives away', () => {
    expect(faultsAgainst(null, multi(1, []), [])).toEqual([expect.stringContaining('has no baseline yet')]);
    const leak = { line: 3, text: '停电了', where: 'outage.report.txt:9' };
    expect(faultsAgainst(baseline, multi(1, []), [leak])).toEqual([
      'm.jsonl:3: “停电了” is also in outage.report.txt:9; take it out of one of them',
    ]);
  });

  it('goes by the tolerance that was set by hand, which an update keeps', () => {
    const loose = baselineOf(multi(0.8, []), { ...baseline, tolerance: { exact: 0.2, anyOrder: 0.2 } });
    expect(faultsAgainst(loose, multi(0.65, []), [])).toEqual([]);
  });
});

describe('figures', () => {
  it('are shown in per cent, and as a dash where there is none', () => {
    expect(shown(0.9123, 'share')).toBe('91.2 %');
    expect(shown(41, 'count')).toBe('41');
    expect(shown(Number.NaN, 'share')).toBe('–');
  });

  it('carry the interval of their path', () => {
    const [exact] = figuresOf('multi', { exact: 0.5, intervals: { exact: [0.4, 0.6] } });
    expect(exact).toMatchObject({ value: 0.5, interval: [0.4, 0.6] });
  });
});
