import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { featuresOf, prepare } from './features.ts';
import { menderOf } from './mend.ts';
import { learnVocabulary } from './vocabulary.ts';

const TEXTS = ['查一下电费', '上个月电费多少', '我家停电了', '帮我看看账单', '今天天气怎么样', '有什么优惠'];
const mend = menderOf(learnVocabulary(TEXTS.map((text) => featuresOf(prepare(text)))));

describe('mending', () => {
  test.each([
    ['a character doubled', '查一下电电费', '查一下电费'],
    ['two swapped', '上个月费电多少', '上个月电费多少'],
    ['two swapped at the end', '我家停了电', '我家停电了'],
    ['one of the same sound', '上个月电肥多少', '上个月电费多少'],
    ['one of a sound that many confuse', '丧个月电费多少', '上个月电费多少'],
    ['slips in two clauses', '我家听电了|上个月点费多少', '我家停电了|上个月电费多少'],
  ])('%s', (_, line, mended) => {
    expect(mend(line)).toBe(mended);
  });

  test.each([
    ['what is written so somewhere', '帮我看看账单'],
    ['what no slip explains', '冰箱坏了'],
    ['a character seen beside one of its neighbours', '停电费'],
    ['letters and figures', 'ok00'],
    ['nothing', ''],
  ])('leaves alone %s', (_, line) => {
    expect(mend(line)).toBe(line);
  });

  test('leaves the texts it knows as they are, and needs no second pass over one slip', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.nat(), (text, place) => {
        expect(mend(text)).toBe(text);
        const at = place % text.length;
        const doubled = mend(text.slice(0, at) + text[at] + text.slice(at));
        expect(mend(doubled)).toBe(doubled);
      }),
    );
  });
});
