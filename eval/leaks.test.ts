import { describe, expect, it } from 'vitest';
import { findLeaks } from './leaks.ts';

const known = [
  { text: '我上个月电费多少？', where: 'bill.query.txt:3', label: 'bill.query' },
  { text: '？？', where: 'none.txt:9', label: 'none' },
];
const leaks = (...texts: string[]) =>
  findLeaks(
    texts.map((text, i) => ({ text, line: i + 1 })),
    known,
  );

describe('findLeaks', () => {
  it('finds the same words in other signs', () => {
    expect(leaks('我上個月電費多少', '今天天气')).toEqual([
      { line: 1, text: '我上個月電費多少', where: 'bill.query.txt:3' },
    ]);
  });

  it('says nothing of texts that differ in a word, or that are signs only', () => {
    expect(leaks('我这个月电费多少', '！！')).toEqual([]);
  });
});
