import { describe, expect, test } from 'vitest';
import { conceptFinder, thesaurus } from './concepts.ts';

const find = conceptFinder('# people and things\n家人 爸 我爸\n\n电 电 停电 电费\n费用 电费 费\n迁移 挪 移');
const [FAMILY, POWER, FEE, MOVE] = [0, 1, 2, 3];

describe('concepts', () => {
  test.each([
    ['我爸要挪表', [FAMILY, MOVE]],
    ['停电', [POWER]],
    ['天气', []],
    ['', []],
  ])('%s', (text, concepts) => {
    expect(find(text)).toEqual(concepts);
  });

  test('a word of two groups counts for both', () => {
    expect(find('电费')).toEqual([POWER, FEE]);
  });

  test('a word that reaches beyond the one before counts as well', () => {
    expect(conceptFinder('甲 停电\n乙 电费')('停电费')).toEqual([0, 1]);
  });

  test('a group must not be written twice', () => {
    expect(() => conceptFinder('甲 一\n甲 二')).toThrow('the group 甲 occurs twice');
  });

  test('the shipped thesaurus is sound', () => {
    expect(conceptFinder(thesaurus)('楼道灯都亮就我家没电')).not.toEqual([]);
  });
});
