import { describe, expect, it } from 'vitest';
import { articlesFor, eligibleOn } from './eligible.ts';
import { article } from './fixtures.ts';

describe('articles for a region', () => {
  it('are the published ones of the region and of the whole country', () => {
    const all = [
      article({ region: 'JS' }),
      article({ region: 'CN' }),
      article({ region: 'ZJ' }),
      article({ status: 'draft' }),
      article({ status: 'review' }),
      article({ status: 'retired' }),
    ];
    expect(articlesFor(all, 'JS')).toEqual(all.slice(0, 2));
  });
});

describe('on a day', () => {
  const marks = (time: string, ...articles: ReturnType<typeof article>[]) => [
    ...eligibleOn(articles, new Date(time)),
  ];
  const limited = article({ validFrom: '2026-01-01', validTo: '2026-12-31' });

  it('an article holds from its first to its last day in Asia/Shanghai, both included', () => {
    expect(marks('2025-12-31T23:59:59+08:00', limited)).toEqual([0]);
    expect(marks('2026-01-01T00:00:00+08:00', limited)).toEqual([1]);
    expect(marks('2026-12-31T23:59:59+08:00', limited)).toEqual([1]);
    expect(marks('2027-01-01T00:00:00+08:00', limited)).toEqual([0]);
  });

  it("of one topic the region's own article holds, whatever its age", () => {
    const own = article({ region: 'JS', validFrom: '2012-01-01' });
    expect(marks('2026-06-01T12:00:00+08:00', article({ version: 9 }), own)).toEqual([0, 1]);
    expect(marks('2026-06-01T12:00:00+08:00', own, article({ version: 9 }))).toEqual([1, 0]);
  });

  it('else the one that began last, else the later version', () => {
    const at = '2026-06-01T12:00:00+08:00';
    expect(marks(at, article(), limited)).toEqual([0, 1]);
    expect(marks(at, article({ version: 2 }), article({ version: 1 }))).toEqual([1, 0]);
  });

  it('an article that takes over later does not yet hide the present one', () => {
    const next = article({ validFrom: '2027-01-01', version: 2 });
    expect(marks('2026-06-01T12:00:00+08:00', article(), next)).toEqual([1, 0]);
    expect(marks('2027-06-01T12:00:00+08:00', article(), next)).toEqual([0, 1]);
  });
});
