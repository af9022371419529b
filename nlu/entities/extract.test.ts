import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractEntities } from './extract.ts';
import { NOW, reading } from './reading.test-helper.ts';

describe('extractEntities', () => {
  it.each([
    ['查3201000000017九月的电费', 'account=3201000000017 month=2026-09'],
    ['我叫张伟，户号3201000000017，电话13800000001', 'name=张伟 account=3201000000017 phone=13800000001'],
    ['11月28号前交3482.93元', 'date=2026-11-28 amount=348293'],
    ['空调一天开8小时，功率1.5千瓦', 'appliance=空调 duration=28800 power=1.5'],
    ['明天上午九点来云台路18号', 'time=2026-11-22T09:00 address=云台路18号'],
    ['冰箱和洗衣机都烧了', 'appliance=冰箱 appliance=洗衣机'],
    ['抽油烟机坏了', 'appliance=油烟机'],
    ['电视剧没看完就停电了', ''],
    ['充电桩', ''],
    ['对，交300', 'yesno=true amount=30000'],
    ['明天下午三点云台路18号', 'time=2026-11-22T15:00 address=云台路18号'],
    ['我选2号', 'ordinal=2'],
    ['我要交200块电费', 'amount=20000'],
    ['👌', 'yesno=true'],
    ['第二个，充500', 'ordinal=2 amount=50000'],
    ['你好', ''],
    ['', ''],
  ])('%s → %s', (text, expected) => {
    expect(reading(text)).toBe(expected);
  });

  it('reports the text as typed, with its offsets and its source', () => {
    const typed = '😂户号：３２０１００００００１７４，謝謝！！';
    const [entity] = extractEntities(typed, { now: NOW });
    expect(entity).toEqual({
      type: 'account',
      value: '3201000000174',
      text: '３２０１００００００１７４',
      start: 5,
      end: 18,
      source: 'identifier.account',
    });
    expect(typed.slice(5, 18)).toBe('３２０１００００００１７４');
  });

  it('never overlaps two readings, save of the very same characters', () => {
    const pieces = fc.constantFrom(
      '3201000000017',
      '13800000001',
      '2026',
      '年',
      '10月',
      '15号',
      '三百',
      '块',
      '五毛',
      '度',
      '，',
      '上个月',
      '到',
      '下午',
      '三点半',
      '云台路',
      '18号',
      '3幢',
      '502室',
      '我叫',
      '张伟',
      '对',
      '不',
      '第二个',
      '后四位',
      '1234',
      '半',
      '小时',
      '近',
      '三个月',
      ' ',
      '交',
      '空调',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
        const text = parts.join('');
        let end = 0;
        let last = { start: -1, end: -1 };
        for (const entity of extractEntities(text, { now: NOW })) {
          expect(entity.text).toBe(text.slice(entity.start, entity.end));
          const same = entity.start === last.start && entity.end === last.end;
          if (!same) expect(entity.start).toBeGreaterThanOrEqual(end);
          end = entity.end;
          last = entity;
        }
      }),
      { numRuns: 3000 },
    );
  });
});
