import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOf, parseNumeral } from './numerals.ts';
import { sayCount, sayDate, sayDigits, sayMoney, sayMonth, sayPercent, sayTime, toSpoken } from './speech.ts';

describe('saying one figure', () => {
  it.each<[number, string]>([
    [24345, '二百四十三元四角五分'],
    [22168, '二百二十一元六角八分'],
    [31609, '三百一十六元零九分'],
    [3850, '三十八元五角'],
    [16800, '一百六十八元'],
    [348293, '三千四百八十二元九角三分'],
    [12893166, '十二万八千九百三十一元六角六分'],
    [254, '两元五角四分'],
    [20000, '二百元'],
    [200000, '两千元'],
    [5, '五分'],
    [20, '二角'],
    [10005, '一百元零五分'],
    [0, '零元'],
    [-1250, '负十二元五角'],
  ])('money: %d fen is %s', (fen, said) => {
    expect(sayMoney(fen)).toBe(said);
  });

  it('money: reads back to the same fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (fen) => {
        expect(heardFen(sayMoney(fen))).toBe(fen);
      }),
      { numRuns: 2000 },
    );
  });

  it('counts', () => {
    expect(sayCount(24)).toBe('二十四');
    expect(sayCount(2)).toBe('两');
    expect(sayCount(12)).toBe('十二');
    expect(sayCount(9.2)).toBe('九点二');
    expect(sayCount(166.95)).toBe('一百六十六点九五');
  });

  it('months and dates', () => {
    expect(sayMonth('2026-10', false)).toBe('十月');
    expect(sayMonth('2026-10', true)).toBe('二零二六年十月');
    expect(sayDate('2026-11-22')).toBe('十一月二十二日');
    expect(sayDate('2026-01-10', true)).toBe('二零二六年一月十日');
  });

  it('clock times', () => {
    expect(sayTime('08:00')).toBe('八点');
    expect(sayTime('13:30')).toBe('十三点三十分');
    expect(sayTime('02:05')).toBe('两点零五分');
    expect(sayTime('00:10')).toBe('零点十分');
  });

  it('digits and shares', () => {
    expect(sayDigits('3201000000017')).toBe('三二零幺零零零零零零零幺七');
    expect(sayDigits('138****0001')).toBe('幺三八****零零零幺');
    expect(sayPercent(0.05)).toBe('百分之五');
    expect(sayPercent(0.125)).toBe('百分之十二点五');
    expect(sayPercent(0.07)).toBe('百分之七');
  });

  it('says what is wrong with a figure', () => {
    expect(() => sayMoney(1.5)).toThrow('1.5');
    expect(() => sayDate('11-22')).toThrow("expected YYYY-MM-DD, got '11-22'");
    expect(() => sayTime('8点')).toThrow('HH:MM');
  });

  it('digits are heard as they were', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,15}$/), (s) => {
        expect(digitsOf(sayDigits(s))).toBe(s);
      }),
    );
  });
});

describe('toSpoken', () => {
  it.each([
    ['应交￥243.45。', '应交二百四十三元四角五分。'],
    ['应交243.45元', '应交二百四十三元四角五分'],
    ['本金3,482.93元', '本金三千四百八十二元九角三分'],
    ['电价0.5283元/千瓦时', '电价零点五二八三元每千瓦时'],
    ['0.5283元/kWh', '零点五二八三元每千瓦时'],
    ['2026-11-22停电', '二零二六年十一月二十二日停电'],
    ['2026年10月账单', '二零二六年十月账单'],
    ['2026年11月22日8:00-16:00', '二零二六年十一月二十二日八点到十六点'],
    ['2026-11-22 08:00', '二零二六年十一月二十二日八点'],
    ['营业时间9:00-17:00', '营业时间九点到十七点'],
    ['请输入13位户号', '请输入十三位户号'],
    ['请拨打95598', '请拨打九五五九八'],
    ['手机138****0001', '手机幺三八星号零零零幺'],
    ['电话13800000001', '电话幺三八零零零零零零零幺'],
    ['户号3201000000017', '户号三二零幺零零零零零零零幺七'],
    ['5个工作日内', '五个工作日内'],
    ['2个工作日', '两个工作日'],
    ['10kV线路检修', '十千伏线路检修'],
    ['用电512kWh', '用电五百一十二千瓦时'],
    ['上浮5%', '上浮百分之五'],
    ['云台路18号3幢502室', '云台路十八号三幢五零二室'],
    ['第2档', '第二档'],
    ['共2户', '共两户'],
    ['用电2,760度', '用电两千七百六十度'],
    ['24小时内', '二十四小时内'],
    ['余额-12.50元', '余额负十二元五角'],
    ['验证码246810', '验证码二四六八幺零'],
    ['尾号为0017', '尾号为零零幺七'],
    ['工单2026112100071', '工单二零二六幺幺二幺零零零七幺'],
    ['3-5天', '三到五天'],
    ['11月22日-25日', '十一月二十二日到二十五日'],
    ['3幢502', '三幢五零二'],
    ['1/2的电量', '二分之一的电量'],
    ['功率因数0.87', '功率因数零点八七'],
    ['违约金2.54元', '违约金两元五角四分'],
    ['没有数字', '没有数字'],
  ])('%s → %s', (written, said) => {
    expect(toSpoken(written)).toBe(said);
  });

  it('leaves no figure behind', () => {
    const piece = fc.oneof(
      fc.constantFrom('户号', '元', '度', '年', '月', ':', '-', '.', '%', '￥', 'kW', '号', '，', '共'),
      fc.nat(99_999).map(String),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        expect(toSpoken(pieces.join(''))).not.toMatch(/\d/);
      }),
      { numRuns: 2000 },
    );
  });
});

/** What a listener would write down. */
function heardFen(said: string): number {
  const [, yuan, jiao, fen] = /^(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?$/.exec(said) ?? [];
  const read = (han: string | undefined) => (han ? (parseNumeral(han) as number) : 0);
  return read(yuan) * 100 + read(jiao) * 10 + read(fen);
}
