import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutFillers } from './fillers.ts';

describe('fillers', () => {
  test.each([
    ['呃，额，我想给家里报个修，麻烦您了啊', '我想给家里报个修'],
    ['你好我想问一下啊国庆不在家你跟我说用嗯了一百多块?', '国庆不在家你跟我说用了一百多块'],
    ['您好，请问那个客服今天几点下班？谢谢', '客服今天几点下班'],
    ['就是说那个表坏了', '表坏了'],
    ['2.怎么开通峰谷', '怎么开通峰谷'],
  ])('%s says no more than %s', (text, bare) => {
    expect(withoutFillers(text)).toBe(bare);
  });

  test.each(['这个月的账单', '1.5千瓦', '余额够不够', '那个月用了多少', '额度怎么调', '哎呀停电了'])(
    '%s has none',
    (text) => {
      expect(withoutFillers(text)).toBe(text);
    },
  );

  test.each(['嗯', '喂你好', '谢谢啊', '麻烦了', '不用了谢谢', '您好，请问有客服吗', ''])(
    '%s is an answer of its own',
    (text) => {
      expect(withoutFillers(text)).toBe(text);
    },
  );

  test('what is left holds nothing that was not said', () => {
    const words = fc.constantFrom(
      '嗯',
      '呃',
      '那个',
      '你好',
      '电费',
      '多少',
      '请问',
      '谢谢',
      '，',
      '？',
      '啊',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (said) => {
        const bare = withoutFillers(said.join(''));
        let at = 0;
        for (const c of bare) at = said.join('').indexOf(c, at) + 1 || Number.NaN;
        expect(at).not.toBeNaN();
      }),
    );
  });
});
