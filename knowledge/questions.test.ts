import { describe, expect, it } from 'vitest';
import { understood } from './fixtures.ts';
import { queryOf } from './query.ts';
import { Questions } from './questions.ts';

const texts: [article: number, text: string][] = [
  [0, '电费怎么交'],
  [0, '用微信交电费'],
  [0, '在哪里交电费'],
  [0, '交费'],
  [2, '停电了怎么办'],
];
const queries = texts.map(([, text]) => queryOf(understood(text)));
const questions = new Questions(
  texts.map(([article], i) => {
    const { terms, distinct, vector } = queries[i]!;
    return { article, standard: i === 0 || i === 4, terms, distinct, vector };
  }),
  3,
);

function near(text: string, article: number) {
  const query = queryOf(understood(text));
  questions.prepare(query.distinct);
  return questions.near(article, query.vector);
}

describe('nearness to the questions of an article', () => {
  it('is full for a question itself', () => {
    const { wording, cosine, title } = near('电费怎么交', 0);
    expect(wording.best).toBeCloseTo(1, 5);
    expect(cosine.best).toBeCloseTo(1, 5);
    expect(title).toBeCloseTo(1, 5);
  });

  it('has the mean of the nearest three, as plain cosines give it', () => {
    const query = queryOf(understood('怎么用微信交费'));
    const cosines = queries
      .slice(0, 4)
      .map(({ vector }) => vector.reduce((sum, value, i) => sum + value * (query.vector[i] as number), 0))
      .sort((a, b) => b - a);
    const { cosine } = near('怎么用微信交费', 0);
    expect(cosine.best).toBeCloseTo(cosines[0]!, 5);
    expect(cosine.three).toBeCloseTo((cosines[0]! + cosines[1]! + cosines[2]!) / 3, 5);
  });

  it('grows less with words that no question has', () => {
    expect(near('停电了怎么办呀邻居说的', 2).wording.best).toBeLessThan(near('停电了怎么办', 2).wording.best);
  });

  it('is nothing for an article without questions, and leaves no trace of the query before', () => {
    expect(near('电费怎么交', 1)).toEqual({
      wording: { best: 0, three: 0 },
      cosine: { best: 0, three: 0 },
      title: 0,
    });
    expect(near('zzz', 2).wording.best).toBe(0);
  });
});
