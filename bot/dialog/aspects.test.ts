/** Aspects: which one a follow-up asks for, and what of an answer speaks of it. */
import { expect, test } from 'vitest';
import { aspectOf, passageOn } from './aspects.ts';

test.each([
  ['多久能装好', 'duration'],
  ['提前几天报', 'duration'],
  ['得多长时间能到', 'arrival'],
  ['要带什么', 'documents'],
  ['发票找不到了咋办', 'documents'],
  ['换表换线谁出钱', 'cost'],
  ['我替她申请可以吗', 'inPerson'],
  ['师傅来的时候我不在家怎么办', 'inPerson'],
  ['网上能办不', 'online'],
  ['周六行吗', 'weekend'],
  ['在哪办', 'place'],
])('%s asks for %s', (question, aspect) => {
  expect(aspectOf(question)?.id).toBe(aspect);
});

test.each(['帮我查下上个月的电费', '我家停电了', '不对，是九月'])('%s asks for no aspect', (words) => {
  expect(aspectOf(words)).toBeNull();
});

const ANSWER =
  '居民过户一般要：\n1. 新户主身份证明。\n2. 电费已经结清。\n可在网上国网APP办，多数不用原户主到场，也不收费。';

test('the sentences that speak of the aspect are the passage, without their numbers', () => {
  expect(passageOn(ANSWER, aspectOf('要带什么')!)).toBe('新户主身份证明。');
  expect(passageOn(ANSWER, aspectOf('网上能办不')!)).toBe(
    '可在网上国网APP办，多数不用原户主到场，也不收费。',
  );
});

test('an answer that does not speak of it has no passage', () => {
  expect(passageOn(ANSWER, aspectOf('周六行吗')!)).toBeNull();
});
