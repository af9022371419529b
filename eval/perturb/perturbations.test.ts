import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../random.ts';
import { homophonesOf } from './homophones.ts';
import { PERTURBATIONS } from './perturbations.ts';

const han = fc.stringMatching(/^[\u4e00-\u9fa5]{2,30}$/);
const apply = (name: string, text: string, seed = 1) => PERTURBATIONS[name]!(text, randomFrom(seed));
const letters = (text: string) => [...text].sort().join('');

describe('homophonesOf', () => {
  it('knows what sounds alike', () => {
    expect(homophonesOf('费')).toContain('废');
    expect(homophonesOf('费')).not.toContain('费');
    expect(homophonesOf('x')).toEqual([]);
  });
});

describe('perturbations', () => {
  it.each(Object.keys(PERTURBATIONS))(
    '%s: the same seed gives the same text, and never an empty one',
    (name) => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (text, seed) => {
          expect(apply(name, text, seed)).toBe(apply(name, text, seed));
          expect(apply(name, text, seed)).not.toBe('');
        }),
      );
    },
  );

  it('typos drop, double or swap, and put nothing in', () => {
    fc.assert(
      fc.property(han, fc.nat(), (text, seed) => {
        const slipped = apply('typos', text, seed);
        expect([...slipped].every((c) => text.includes(c))).toBe(true);
        expect(Math.abs(slipped.length - text.length)).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('homophones keep the length and the sounds', () => {
    expect(apply('homophones', '我上个月电费多少')).toHaveLength(8);
    fc.assert(
      fc.property(fc.constantFrom('我家停电了', '电费怎么交', '户号是多少'), fc.nat(), (text, seed) => {
        const changed = apply('homophones', text, seed);
        const differing = [...changed].filter((c, i) => c !== text[i]);
        expect(differing).toHaveLength(1);
        const at = [...changed].findIndex((c, i) => c !== text[i]);
        expect(homophonesOf(text[at]!)).toContain(changed[at]);
      }),
    );
  });

  it('fillers keep every word of the text, in order', () => {
    fc.assert(
      fc.property(han, fc.nat(), (text, seed) => {
        const filled = apply('fillers', text, seed);
        let at = 0;
        for (const c of filled) if (c === text[at]) at += 1;
        expect(at).toBe(text.length);
        expect(filled.length).toBeGreaterThan(text.length);
      }),
    );
  });

  it('no punctuation means none, unless there is nothing else', () => {
    expect(apply('noPunctuation', '你好，我家（3幢）没电了！！')).toBe('你好我家3幢没电了');
    expect(apply('noPunctuation', '？？')).toBe('？？');
  });

  it('traditional characters say the same', () => {
    expect(apply('traditional', '电费单里的违约金')).toBe('電費單裏的違約金');
  });

  it('leave what is not Chinese alone', () => {
    expect(letters(apply('typos', '95598'))).toBe(letters('95598'));
    expect(apply('homophones', '95598')).toBe('95598');
  });
});
