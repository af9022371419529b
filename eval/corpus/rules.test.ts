import { describe, expect, it } from 'vitest';
import { corpusExamples, type Example } from '../model.ts';
import { alikePairs } from './likeness.ts';
import { plainness } from './obvious.ts';
import { faultsOf } from './rules.ts';
import { testRows } from './suites.ts';

const lines = (intent: string, voice: string, ...texts: string[]): Example[] =>
  texts.map((text, i) => ({ text, intent, voice, file: `nlu/corpus/${intent}.txt`, line: i + 2 }));
/** Short lines that are all different: 甲乙, 甲丙… */
const SIGNS = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉'];
const distinct = (n: number, from = 0): string[] =>
  SIGNS.flatMap((a) => SIGNS.map((b) => a + b)).slice(from, from + n);
const told = (examples: Example[], tests: Parameters<typeof faultsOf>[1] = []) =>
  faultsOf(examples, tests).map(({ where, what }) => `${where} ${what}`);

it('the shipped corpus keeps every rule', () => {
  expect(told(corpusExamples(), testRows())).toEqual([]);
});

describe('how much of what', () => {
  const greetings = [
    ...lines('chat.greet', 'wechat', ...distinct(20)),
    ...lines('chat.greet', 'hotline', ...distinct(20, 20)),
    ...lines('chat.greet', 'formal', ...distinct(10, 40)),
    ...lines('chat.greet', 'short', ...distinct(10, 50)),
    ...lines('chat.greet', 'indirect', ...distinct(10, 60)),
  ];

  it('is enough when every voice has its lines', () => {
    expect(told(greetings)).toEqual([]);
  });

  it('says which voice is thin and by how much', () => {
    expect(told(greetings.filter(({ text }) => !distinct(3, 60).includes(text)))).toEqual([
      'chat.greet.txt 7 lines in [indirect]; write 3 more',
    ]);
    expect(told(greetings.slice(0, 50))).toEqual([
      'chat.greet.txt 50 lines; write 10 more',
      'chat.greet.txt 0 lines in [short]; write 10 more',
      'chat.greet.txt 0 lines in [indirect]; write 10 more',
    ]);
  });

  it('wants contrast of requests, and near misses of none', () => {
    expect(told(lines('bill.query', 'wechat', '电'))).toContainEqual(
      'bill.query.txt 0 lines in [contrast]; write 10 more',
    );
    expect(told(lines('none', 'wechat', '天', '云'))).toEqual([
      'none.txt 2 lines; write 1198 more',
      'none.txt 0 near misses; write 1 more',
    ]);
  });
});

describe('what is said twice', () => {
  it('is refused when only signs differ, or script', () => {
    const found = told(lines('none', 'near_miss', '电费多少？', '電費多少'));
    expect(found).toContainEqual(
      'none.txt:3 “電費多少” is the same as “电费多少？” (none.txt:2); remove one of them',
    );
  });

  it('is refused between intents when it is almost the same', () => {
    const [long, longer] = ['我想把家里的户名改成我老婆的名字', '我想把家里的户名改成我老婆的名字呀'];
    const across = told([...lines('none', 'wechat', long), ...lines('chat.bye', 'wechat', longer)]);
    expect(across.join()).toContain('is almost the same as');
    expect(told(lines('none', 'wechat', long, longer)).join()).not.toContain('same as');
  });

  it('is refused when a suite asks it', () => {
    const tests = [{ text: '我要走了', line: 7, file: 'wechat.jsonl' }];
    expect(told(lines('none', 'wechat', '我要走了。'), tests)).toContainEqual(
      'none.txt:2 “我要走了” is a test (wechat.jsonl:7); take it out of the corpus',
    );
  });
});

describe('likeness', () => {
  it('finds the pairs that comparing every line with every other finds', () => {
    const texts = distinct(40).map((pair, i) => pair + distinct(6, i * 7).join(''));
    const examples = lines('none', 'wechat', ...texts, ...texts.map((text) => `${text}呀`));
    const every = alikePairs(examples, 0.001).filter(({ likeness }) => likeness >= 0.75);
    expect(every.length).toBeGreaterThanOrEqual(40);
    expect(alikePairs(examples, 0.75)).toHaveLength(every.length);
  });

  it('tells one 哈哈 from two', () => {
    const [pair] = alikePairs(lines('none', 'wechat', '谢谢', '谢谢谢谢'), 0.1);
    expect(pair!.likeness).toBeLessThan(1);
  });
});

it('the obvious words of an intent are those that others do not use', () => {
  const examples = [
    ...lines('energy.points', 'wechat', ...distinct(6).map((x) => `积分查询${x}`), '能换油吗'),
    ...lines('bill.query', 'wechat', ...distinct(6).map((x) => `电费查询${x}`)),
  ];
  const { words, avoiding } = plainness(examples).get('energy.points')!;
  expect(words[0]).toBe('积分');
  expect(avoiding).toBeCloseTo(1 / 7);
});
