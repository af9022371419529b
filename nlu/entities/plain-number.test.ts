import { describe, expect, it } from 'vitest';
import { reading } from './reading.test-helper.ts';

describe('plain numbers', () => {
  it.each([
    ['表上是12345', 'number=12345'],
    ['读数4521.5', 'number=4521.5'],
    ['起度6120，止度6431', 'number=6120 number=6431'],
    ['我家五口人', 'number=5'],
    ['家里5个人', 'number=5'],
    ['是三', 'number=3'],
    ['五', 'number=5'],
    ['负十二', 'number=-12'],
    ['两千三百一十五', 'number=2315'],
    ['报一下读数幺二三四五', 'number=12345'],
  ])('%s → %s', (text, expected) => {
    expect(reading(text, ['number'])).toBe(expected);
  });

  it.each([
    '一会儿',
    '看一下',
    '一直没电',
    '万一停电',
    '我住二楼',
    '三号线停了',
    '一起办',
    '统一安装',
    '三相电',
    '第一次',
    '打95598',
    '一百多盏灯',
    '一块办',
    '唯一的办法',
    '周一来',
    '3号楼',
    '三个户',
    'B2',
    '身份证后四位',
    '十分着急',
    '百分之五',
  ])('%s has none', (text) => {
    expect(reading(text, ['number', 'amount', 'duration', 'energy'])).toBe('');
  });
});

describe('ordinal choices', () => {
  it.each([
    ['第二个', 'ordinal=2'],
    ['第1', 'ordinal=1'],
    ['第三个吧', 'ordinal=3'],
    ['选2', 'ordinal=2'],
    ['选第一个', 'ordinal=1'],
    ['选三', 'ordinal=3'],
    ['最后一个', 'ordinal=-1'],
    ['最后那个', 'ordinal=-1'],
    ['倒数第二个', 'ordinal=-2'],
    ['前面那个', 'ordinal=1'],
    ['上面那个吧', 'ordinal=1'],
    ['后面那个', 'ordinal=-1'],
    ['头一个', 'ordinal=1'],
    ['交第二户的', 'ordinal=2'],
  ])('%s → %s', (text, expected) => {
    expect(reading(text, ['ordinal'])).toBe(expected);
  });

  it.each(['第一次办', '第三季度', '第二天', '前面那个租客欠费', '最后一次', '最后一个字错了', '第五步'])(
    '%s is no choice',
    (text) => {
      expect(reading(text, ['ordinal'])).toBe('');
    },
  );
});
