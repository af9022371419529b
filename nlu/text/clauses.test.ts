import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitClauses } from './clauses.ts';

const pieces = (text: string) => splitClauses(text).map((clause) => clause.text);

describe('splitClauses', () => {
  it.each<[string, string[]]>([
    ['查一下电费', ['查一下电费']],
    ['查一下电费，另外帮我开发票', ['查一下电费', '另外帮我开发票']],
    ['查一下电费顺便开个发票', ['查一下电费', '顺便开个发票']],
    ['我要过户还有改下电话', ['我要过户', '还有改下电话']],
    ['上个月电费多少，再帮我看看欠不欠费', ['上个月电费多少', '再帮我看看欠不欠费']],
    ['家里没电了！什么时候来电？', ['家里没电了', '什么时候来电']],
    ['查电费/开发票', ['查电费', '开发票']],
    ['查余额以及订阅停电通知', ['查余额', '以及订阅停电通知']],
    ['先查账单，然后交费', ['先查账单', '然后交费']],
    ['交了1,234.56元，没到账', ['交了1,234.56元', '没到账']],
    ['你好，请问电费多少', ['你好，请问电费多少']],
    ['电费多少呢。嗯', ['电费多少呢。嗯']],
    ['另外，开个发票', ['另外，开个发票']],
    ['1.上个月电费 2.现在第几档 3.怎么开通峰谷', ['1.上个月电费', '2.现在第几档', '3.怎么开通峰谷']],
    ['1、查户号2、改手机号', ['1、查户号', '2、改手机号']],
    ['想问：（1）几点开门；（2）能不能刷卡', ['想问：（1）几点开门', '（2）能不能刷卡']],
    ['①校表②开发票', ['①校表', '②开发票']],
    ['第1、2户都停电了', ['第1', '2户都停电了']],
    ['交了1.5万用了2.8度', ['交了1.5万用了2.8度']],
    ['', []],
    ['。。。', ['。。。'].slice(1)],
  ])('%s', (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it('reports where each piece stands', () => {
    const words = fc.constantFrom('查电费', '，', '另外', '开票', '。', ' ', '1,000', '还有', '/', '嗯');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (list) => {
        const text = list.join('');
        let last = 0;
        for (const clause of splitClauses(text)) {
          expect(text.slice(clause.start, clause.end)).toBe(clause.text);
          expect(clause.start).toBeGreaterThanOrEqual(last);
          last = clause.end;
        }
      }),
    );
  });
});
