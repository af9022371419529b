import { describe, expect, it } from 'vitest';
import type { SlotSpec, SlotType } from './flow.ts';
import { readChoice } from './reading/choice.ts';
import { readAnswer } from './slots.ts';
import { type Meaning, understood } from './testing.ts';

const slot = (type: SlotType, more: Partial<SlotSpec> = {}): SlotSpec => ({
  type,
  remember: true,
  free: true,
  ...more,
});
const read = (spec: SlotSpec, text: string, meaning: Meaning = {}) =>
  readAnswer(spec, {
    input: { kind: 'text', text },
    understanding: understood(text, meaning),
    options: [],
    now: '2026-11-21T10:00:00+08:00',
  })?.value;

describe('a count', () => {
  it('is the number as it was said, not its seconds', () => {
    expect(read(slot('number'), '5小时', { entities: [['duration', 18_000]] })).toBe(5);
    expect(read(slot('number'), '一天零三小时', { entities: [['duration', 97_200]] })).toBe(27);
  });
  it.each([
    ['六个', 6],
    ['两台', 2],
    ['一共三个人', 3],
  ])('is read from %s', (text, value) => expect(read(slot('number'), text)).toBe(value));
});

describe('a name', () => {
  it('is no question', () => {
    expect(read(slot('name'), '李建国')).toBe('李建国');
    expect(read(slot('name'), '居民用电多少钱一度是怎么规定的？')).toBeUndefined();
  });
});

describe('hours a day', () => {
  it.each([
    ['8小时', 28_800, 8],
    ['一天5小时', 104_400, 5],
    ['半小时', 1_800, 0.5],
  ])('%s', (text, seconds, hours) =>
    expect(read(slot('hours'), text, { entities: [['duration', seconds]] })).toBe(hours),
  );
});

describe('a date', () => {
  it('may be so many days from now', () =>
    expect(read(slot('date'), '再给我十天', { entities: [['duration', 864_000, '十天']] })).toBe(
      '2026-12-01',
    ));
});

describe('an address', () => {
  it.each(['江东门', '万达广场南门', '中山路'])('may be a place that nobody listed: %s', (text) =>
    expect(read(slot('address'), text)).toBe(text),
  );
  it.each([
    '会不会爆炸啊',
    '家里',
    '我不知道在哪',
    '快点来人啊',
    '只有我家',
    '邻居家都有电',
    '是不是要停很久',
  ])('is not %s', (text) => expect(read(slot('address'), text)).toBeUndefined());
});

describe('a choice', () => {
  const spec = slot('choice', {
    choices: [
      { id: 'yes', label: '还有烟', words: ['冒烟', '有', '是'], intents: [] },
      { id: 'no', label: '没有了', words: ['没有', '否'], intents: [] },
    ],
  });
  it('is not made by a yes inside a longer answer', () => {
    expect(read(spec, '这是什么意思')).toBeUndefined();
    expect(read(spec, '我有个问题')).toBeUndefined();
  });
  it('is made by a plain yes, by its place and by its own words', () => {
    expect(read(spec, '是的')).toBe('yes');
    expect(read(spec, '第二个', { entities: [['ordinal', 2]] })).toBe('no');
    expect(read(spec, '还在冒烟')).toBe('yes');
  });
  it('is not overheard in a yes that nobody asked for', () =>
    expect(readChoice(spec, '好的')).toBeUndefined());
});
