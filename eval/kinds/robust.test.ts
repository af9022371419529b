import { describe, expect, it } from 'vitest';
import { PERTURBATIONS } from '../perturb/perturbations.ts';
import { scoreRobustness } from './robust.ts';

const rows = ['我上个月的电费是多少？', '我家停电了，什么时候来电', '怎么交电费'].map((text, i) => ({
  text,
  line: i + 1,
}));

describe('scoreRobustness', () => {
  it('loses nothing when every text is judged alike', async () => {
    const result = await scoreRobustness(rows, async () => true, 1);
    expect(result).toMatchObject({ n: 3, accuracy: 1, drop: { mean: 0, worst: 0 } });
    expect(Object.keys(result.perturbations)).toEqual(Object.keys(PERTURBATIONS));
  });

  it('names the rows that one perturbation breaks', async () => {
    const fragile = await scoreRobustness(rows, async (_, text) => !/[電費]/.test(text), 1);
    const { traditional, noPunctuation } = fragile.perturbations;
    expect(traditional).toMatchObject({ accuracy: 0, drop: 1, changed: 1 });
    expect(traditional?.broken[2]).toEqual({ line: 3, text: '怎么交电费', perturbed: '怎麼交電費' });
    expect(noPunctuation).toMatchObject({ accuracy: 1, drop: 0, changed: 2 / 3, p: 1 });
    expect(fragile.drop.worst).toBe(1);
  });

  it('gives the same figures for the same seed', async () => {
    const judge = async (_: unknown, text: string) => text.length % 2 === 0;
    expect(await scoreRobustness(rows, judge, 7)).toEqual(await scoreRobustness(rows, judge, 7));
  });
});
