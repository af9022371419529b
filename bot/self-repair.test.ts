import { describe, expect, it } from 'vitest';
import type { EntityType } from '../nlu/mod.ts';
import { understood } from './dialog/testing.ts';
import { withoutTakenBack } from './self-repair.ts';

type Named = [EntityType, number | string, string];

/** The values that are left of those named, found in the text by their words. */
function left(text: string, ...entities: Named[]) {
  const understanding = understood(text, { entities });
  for (const entity of understanding.entities) {
    entity.start = text.indexOf(entity.text);
    entity.end = entity.start + entity.text.length;
  }
  return withoutTakenBack(understanding).entities.map((e) => e.value);
}

describe('what is taken back in the same breath', () => {
  it.each([
    [
      '充一百 算了 充五十吧',
      [
        ['number', 100, '一百'],
        ['number', 50, '五十'],
      ],
      [50],
    ],
    [
      '周三 哦不 周五',
      [
        ['date', 'Wed', '周三'],
        ['date', 'Fri', '周五'],
      ],
      ['Fri'],
    ],
    [
      '查9月 不对 8月的电费',
      [
        ['month', '2026-09', '9月'],
        ['month', '2026-08', '8月'],
      ],
      ['2026-08'],
    ],
    [
      '不是300度，是500度',
      [
        ['energy', 300, '300度'],
        ['energy', 500, '500度'],
      ],
      [500],
    ],
  ] as [string, Named[], unknown[]][])('%s', (text, entities, values) => {
    expect(left(text, ...entities)).toEqual(values);
  });
  it('leaves two values that were both meant', () => {
    expect(left('8月和9月的电费', ['month', '2026-08', '8月'], ['month', '2026-09', '9月'])).toHaveLength(2);
  });
});
