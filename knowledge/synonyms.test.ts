import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { conceptsOf } from './synonyms.ts';
import { termsOf } from './terms.ts';

describe('synonyms', () => {
  it('words of one group name one thing', () => {
    expect(termsOf('缴费').concepts).toEqual(termsOf('付款').concepts);
    expect(termsOf('滞纳金').concepts).toEqual(['c:违约金']);
  });

  it('the longest word is read, and a single character only where it stands as a word', () => {
    expect(conceptsOf('漏电保护器', ['漏电保护器'])).toEqual(['漏电']);
    expect(conceptsOf('发票', ['发票'])).toEqual(['发票']);
    expect(conceptsOf('开票', ['开', '票'])).toContain('发票');
  });

  it('a word stands in one group only', () => {
    const words = readFileSync(new URL('./synonyms.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .flatMap((line) => line.split(/\s+/).filter(Boolean));
    expect(words.filter((word, i) => words.indexOf(word) < i)).toEqual([]);
  });
});

describe('terms', () => {
  it('do not reach over punctuation, and are the same for full-width and traditional writing', () => {
    expect(termsOf('电费，怎么').pairs).toEqual(['电费', '怎么']);
    expect(termsOf('電費ＡＰＰ')).toEqual(termsOf('电费app'));
  });

  it('of a text without letters there are none', () => {
    expect(termsOf('？！ …')).toEqual({ chars: [], pairs: [], words: [], concepts: [] });
  });
});
