import { describe, expect, it } from 'vitest';
import { reading } from './reading.test-helper.ts';

describe('amounts', () => {
  it.each([
    ['交300块', 'amount=30000'],
    ['给我充300元', 'amount=30000'],
    ['充三百块钱', 'amount=30000'],
    ['大概五十来块', 'amount=5000'],
    ['五十多块钱', 'amount=5000'],
    ['两块五', 'amount=250'],
    ['加了两块五毛四，钱不多', 'amount=254'],
    ['三块五毛', 'amount=350'],
    ['二百四十三块四毛五', 'amount=24345'],
    ['243.45元', 'amount=24345'],
    ['￥243.45', 'amount=24345'],
    ['¥3,482.93', 'amount=348293'],
    ['243元4角5分', 'amount=24345'],
    ['五百八十六块八毛七', 'amount=58687'],
    ['12.8万元', 'amount=12800000'],
    ['预存一千五百元', 'amount=150000'],
    ['5毛', 'amount=50'],
    ['三毛五', 'amount=35'],
    ['八分钱', 'amount=8'],
    ['一百块零五毛', 'amount=10050'],
    ['交三千六', 'amount=360000'],
    ['欠了一百二', 'amount=12000'],
    ['充200', 'amount=20000'],
    ['先交两百', 'amount=20000'],
    ['昨天充了两百没到账', 'date=2026-11-20 amount=20000'],
    ['电费一百二十八', 'amount=12800'],
    ['我付的是156.38', 'amount=15638'],
    ['退我80', 'amount=8000'],
    ['余额还有五十多', 'amount=5000'],
    ['电价0.5元一度', 'amount=50'],
  ])('%s → %s', (text, expected) => {
    expect(reading(text)).toBe(expected);
  });

  it.each([
    '一块儿办',
    '两块表',
    '十分感谢',
    '差几十块',
    '三角形',
    '交了三次',
    '交两个月的',
    '电费五号交',
    '还是一起吧',
    '充电桩',
    '单价0.5283元',
    '一会儿交',
    '万一交错了',
    '打95598',
    '交一下',
  ])('%s has none', (text) => {
    expect(reading(text, ['amount'])).toBe('');
  });
});
