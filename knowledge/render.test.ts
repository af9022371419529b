import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { article, sandboxFacts } from './fixtures.ts';
import { fill, renderArticle } from './render.ts';

describe('a placeholder', () => {
  it.each([
    ['{RES_TIER.price|yuan}', '0.5283元', '零点五二八三元'],
    ['{RES_TIER.tier2.add|yuan}', '0.05元', '五分'],
    ['{RES_TIER.tier3.add|yuan}', '0.3元', '三角'],
    ['{RES_TIER.tier1.upTo|num}度', '2760度', '两千七百六十度'],
    ['{lateFee.otherSameYearPerDay|permille}', '千分之二', '千分之二'],
    ['{RES_TOU.peak.hours|hours}', '8:00至21:00', '八点到二十一点'],
    ['{RES_TOU.valley.hours|hours}', '21:00至次日8:00', '二十一点到次日八点'],
    ['{commitments.reconnectHours|num}小时', '24小时', '二十四小时'],
  ])('%s is written %s and spoken %s', (template, text, spoken) => {
    expect(fill(template, 'text', sandboxFacts)).toBe(text);
    expect(fill(template, 'spoken', sandboxFacts)).toBe(spoken);
  });

  it('that is malformed is an error that shows the form', () => {
    expect(() => fill('每度{RES_TIER.price}', 'text', sandboxFacts)).toThrow(
      /\{RES_TIER\.price\} is no placeholder/,
    );
    expect(() => fill('{RES_TIER.price|toString}', 'text', sandboxFacts)).toThrow(
      /no filter is called toString/,
    );
    expect(() => fill('{RES_TOU.peak.hours|num}', 'text', sandboxFacts)).toThrow(/is no number/);
    expect(() => fill('{RES_TIER.price|hours}', 'text', sandboxFacts)).toThrow(/is no span of hours/);
  });

  it('law: text without placeholders stays as it is, and what is filled in is not read again', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'电费每度元。|a1 ') });
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        expect(fill(before, 'text', sandboxFacts)).toBe(before);
        expect(fill(`${before}{X|num}${after}`, 'text', () => 7)).toBe(`${before}7${after}`);
      }),
    );
  });

  it('law: spoken figures have no digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom('yuan', 'num'), (n, filter) => {
        expect(fill(`{X|${filter}}`, 'spoken', () => n / 10_000)).not.toMatch(/\d/);
      }),
    );
  });
});

describe('an article', () => {
  it('is rendered with its version, source, flow and offer', () => {
    const answer = { text: '{RES_TIER.price|yuan}', spoken: '{RES_TIER.price|yuan}' };
    const offered = article({ answer, version: 3, flow: 'service-hall', offer: '要我查附近的吗？' });
    expect(renderArticle(offered, sandboxFacts)).toEqual({
      topic: 'hall.hours',
      version: 3,
      text: '0.5283元',
      spoken: '零点五二八三元',
      source: offered.source,
      sourceLine: '营业厅公示',
      flow: 'service-hall',
      offer: '要我查附近的吗？',
    });
  });
});

describe('the line of sources', () => {
  it('quotes laws with their clause and leaves out tariff codes', () => {
    const source = [
      { kind: 'tariff' as const, title: '江苏省居民生活用电价格（RES_TIER）' },
      { kind: 'law' as const, title: '供电营业规则（国家发展改革委令第14号）', clause: '第九十九条' },
      { kind: 'law' as const, title: '电力供应与使用条例', clause: '第二十七条' },
    ];
    const rendered = renderArticle(article({ source }), sandboxFacts);
    expect(rendered.sourceLine).toBe(
      '江苏省居民生活用电价格；《供电营业规则》（国家发展改革委令第14号）第九十九条；《电力供应与使用条例》第二十七条',
    );
  });
});
