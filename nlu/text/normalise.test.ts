import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';

const text = (typed: string) => normalise(typed).text;

describe('normalise', () => {
  it.each([
    ['３２０１００００００１７', '320100000017'],
    ['ｋＷｈ，多少钱？', 'kWh,多少钱?'],
    ['￥２４３．４５', '¥243.45'],
    ['請問這個月電費單裏的違約金', '请问这个月电费单里的违约金'],
    ['我要繳費，戶號是①', '我要缴费,户号是1'],
    ['著名的乾隆', '著名的乾隆'],
  ])('writes %s as %s', (typed, written) => {
    expect(text(typed)).toBe(written);
  });

  it.each([
    ['我家没电了😂😂快来', '我家没电了快来'],
    ['好的👌🏻 谢谢', '好的谢谢'],
    ['👨‍👩‍👧家里人多', '家里人多'],
    ['按1️⃣', '按1'],
    ['👌🏻', '好的'],
    ['👍👍', '好的'],
    ['🙅', '不要'],
    ['谢谢[抱拳][玫瑰]', '谢谢'],
    ['[3幢]没电', '[3幢]没电'],
    ['电\u200b费\ufeff多少', '电费多少'],
    ['喂 你 好', '喂你好'],
    ['户号  3201 0000', '户号 3201 0000'],
    ['  没电了\n\n快点 ', '没电了快点'],
  ])('cleans %j to %j', (typed, clean) => {
    expect(text(typed)).toBe(clean);
  });

  it.each([
    ['怎么还没电！！！！', '怎么还没电!'],
    ['在吗？？？', '在吗?'],
    ['那个……我问下', '那个。我问下'],
    ['等等。。。', '等等。'],
    ['啊啊啊啊我家停电了', '啊啊我家停电了'],
    ['哈哈', '哈哈'],
    ['3201000000017', '3201000000017'],
    ['零零零零', '零零零零'],
    ['谢谢谢', '谢谢谢'],
  ])('calms %s to %s', (typed, calm) => {
    expect(text(typed)).toBe(calm);
  });

  it('reports offsets of the text as typed', () => {
    const typed = '😂戶號：３２０１ 好！！！';
    const { text: clean, toOriginal } = normalise(typed);
    const at = clean.indexOf('3201');
    expect(typed.slice(...toOriginal(at, at + 4))).toBe('３２０１');
    const bang = clean.indexOf('!');
    expect(typed.slice(...toOriginal(bang, bang + 1))).toBe('！！！');
    expect(toOriginal(clean.length, clean.length)).toEqual([typed.length, typed.length]);
  });

  it('is stable: what is written once stays', () => {
    fc.assert(
      fc.property(anyText, (typed) => {
        expect(text(text(typed))).toBe(text(typed));
      }),
      { numRuns: 500 },
    );
  });

  it('gives ranges in order and within the text as typed', () => {
    fc.assert(
      fc.property(anyText, (typed) => {
        const { text: clean, toOriginal } = normalise(typed);
        let last = 0;
        for (let i = 0; i < clean.length; i++) {
          const [start, end] = toOriginal(i, i + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(typed.length);
          last = start;
        }
      }),
      { numRuns: 500 },
    );
  });
});

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '戶',
        '号',
        '３',
        '。',
        '…',
        '！',
        ' ',
        '　',
        '😂',
        '[OK]',
        '啊',
        '．',
        '-',
        '㎡',
        'é',
        '\u200d',
        '①',
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
