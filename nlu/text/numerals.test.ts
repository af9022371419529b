import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOf, parseNumeral, toHan, toHanDigits } from './numerals.ts';

describe('parseNumeral', () => {
  it.each<[string, number]>([
    ['三千六', 3600],
    ['两百五', 250],
    ['一万二', 12_000],
    ['两千零五', 2005],
    ['两千零五十', 2050],
    ['三点五', 3.5],
    ['一百二十三万', 1_230_000],
    ['半', 0.5],
    ['俩', 2],
    ['仨', 3],
    ['廿', 20],
    ['廿五', 25],
    ['卅一', 31],
    ['零点五二八三', 0.5283],
    ['百分之五', 0.05],
    ['百分之百', 1],
    ['百分之十二点五', 0.125],
    ['千分之三', 0.003],
    ['万分之五', 0.0005],
    ['二分之一', 0.5],
    ['一又二分之一', 1.5],
    ['三二零一', 3201],
    ['二〇二六', 2026],
    ['壹贰叁', 123],
    ['壹仟贰佰叁拾肆', 1234],
    ['负三', -3],
    ['负二点五', -2.5],
    ['3千6', 3600],
    ['3.5万', 35_000],
    ['1万2千', 12_000],
    ['3万500', 30_500],
    ['1,234.56', 1234.56],
    ['-7', -7],
    ['十', 10],
    ['十二', 12],
    ['一十二', 12],
    ['一百零五', 105],
    ['一百五十', 150],
    ['一千零一十', 1010],
    ['一千零十', 1010],
    ['两万零三百', 20_300],
    ['三亿五千万', 350_000_000],
    ['一亿三', 130_000_000],
    ['一万亿', 1e12],
    ['十二万八千九百三十一', 128_931],
    ['三点五万', 35_000],
    ['零', 0],
    ['百三', 130],
    ['半百', 50],
    ['十万万', 1_000_000_000],
    ['500', 500],
  ])('reads %s as %d', (text, value) => {
    expect(parseNumeral(text)).toBe(value);
  });

  it.each([
    '',
    '万',
    '百',
    '一百零',
    '十十',
    '三百千',
    '万一',
    '一下',
    '点五',
    '三点',
    '分之一',
    '半天',
    '1,23',
    '五百三千',
  ])('refuses %j', (text) => {
    expect(parseNumeral(text)).toBeUndefined();
  });

  it('reads back every integer that toHan writes', () => {
    const integer = fc.oneof(
      fc.integer({ min: -99_999, max: 99_999 }),
      fc.maxSafeInteger().filter((n) => Math.abs(n) < 1e16),
    );
    fc.assert(
      fc.property(integer, (n) => {
        expect(parseNumeral(toHan(n))).toBe(n);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back every decimal that toHan writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999_999, max: 99_999_999 }),
        fc.integer({ min: 0, max: 4 }),
        (n, places) => {
          const value = Number((n / 10 ** places).toFixed(places));
          expect(parseNumeral(toHan(value))).toBe(value);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('toHan', () => {
  it.each<[number, string]>([
    [0, '零'],
    [2, '二'],
    [10, '十'],
    [12, '十二'],
    [110, '一百一十'],
    [200, '二百'],
    [243, '二百四十三'],
    [1001, '一千零一'],
    [2000, '两千'],
    [2010, '两千零一十'],
    [12_000, '一万二千'],
    [20_002, '两万零二'],
    [100_100, '十万零一百'],
    [128_931, '十二万八千九百三十一'],
    [200_000_000, '两亿'],
    [1_000_000_000_001, '一兆零一'],
    [0.5283, '零点五二八三'],
    [-1.5, '负一点五'],
  ])('writes %d as %s', (n, han) => {
    expect(toHan(n)).toBe(han);
  });

  it('refuses what has no name', () => {
    expect(() => toHan(Number.NaN)).toThrow(RangeError);
    expect(() => toHan(1e16)).toThrow(RangeError);
  });
});

describe('digit by digit', () => {
  it('reads digits as they are dictated', () => {
    expect(digitsOf('三二零幺〇〇0拐勾洞')).toBe('3201000790');
    expect(digitsOf('三百')).toBeUndefined();
  });

  it('writes digits and reads them back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,20}$/), (s) => {
        expect(digitsOf(toHanDigits(s, '幺'))).toBe(s);
      }),
    );
  });
});
