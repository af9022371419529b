import { describe, expect, it } from 'vitest';
import { recogniseBoolean } from './booleans.ts';
import { recogniseCurrencies } from './currencies.ts';
import { recogniseDates } from './dates.ts';
import { recogniseDimensions } from './dimensions.ts';
import { recogniseDurations } from './durations.ts';
import { lunarDay } from './festivals.ts';
import { fold } from './fold.ts';
import { recogniseNumbers } from './numbers.ts';
import { recognisePercentages } from './percentages.ts';
import { recognisePhones } from './phones.ts';
import { recogniseTimes } from './times.ts';

describe('fold', () => {
  it('moves no character', () => {
    for (const text of ['３.５萬元㎡', '戶號ＡＢＣ', '½😂', '電費℃'])
      expect(fold(text)).toHaveLength(text.length);
    expect(fold('１２萬Ｋ')).toBe('12万k');
  });
});

describe('numbers', () => {
  const read = (text: string) =>
    recogniseNumbers(fold(text)).map(({ start, end, value }) => `${text.slice(start, end)}=${value}`);

  it.each([
    ['买了三百 二十 一个', ['三百 二十 一=321']],
    ['約兩千餘萬人', ['兩千餘萬=20000000']],
    ['6 又 4 分之 1', ['6 又 4 分之 1=6.25']],
    ['三分之二的人', ['三分之二=0.666666666666667']],
    ['7/8', ['7/8=0.875']],
    ['1.5e3 和 3^2', ['1.5e3=1500', '3^2=9']],
    ['12k', ['12k=12000']],
    ['两打鸡蛋', ['两打=24']],
    ['负七点二', ['负七点二=-7.2']],
    ['10.0.0.1', ['10=10', '0=0', '0=0', '1=1']],
    ['我看一下，一定来', []],
    ['四川的队伍收拾好了', []],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('quantities', () => {
  it.each([
    ['增长了百分之三点五', [0.035]],
    ['三成半', [0.35]],
    ['七五折', [0.75]],
    ['打对折', [0.5]],
    ['高了2个百分点', [0.02]],
    ['成功了，八成是坏了', []],
    ['a%20b', []],
  ])('share: %s', (text, expected) => {
    expect(recognisePercentages(fold(text)).map(({ value }) => value)).toEqual(expected);
  });

  it.each([
    ['十二块八毛五', ['12.85 CNY']],
    ['两美元又五美分', ['2.05 USD']],
    ['€19.9 或 3万日元', ['19.9 EUR', '30000 JPY']],
    ['人民币 300元', ['300 CNY']],
    ['港币', ['undefined HKD']],
    ['五角星', []],
    ['三四块', []],
  ])('money: %s', (text, expected) => {
    expect(recogniseCurrencies(fold(text)).map(({ value, currency }) => `${value} ${currency}`)).toEqual(
      expected,
    );
  });

  it.each([
    ['三千克', ['3 kg']],
    ['两米半', ['2.5 m']],
    ['1.2万亩', ['12000 mu']],
    ['负三公里', ['-3 km']],
    ['16GB', ['16 GB']],
    ['两个人安装', []],
  ])('dimension: %s', (text, expected) => {
    expect(recogniseDimensions(fold(text)).map(({ value, unit }) => `${value} ${unit}`)).toEqual(expected);
  });

  it.each([
    ['两天又五个小时', [190_800]],
    ['3小时20分', [12_000]],
    ['一天一天地过', [86_400, 86_400]],
    ['三个半月', [9_072_000]],
    ['2026年', [2026 * 31_536_000]],
    ['第三天', []],
    ['周年庆', []],
  ])('duration: %s', (text, expected) => {
    expect(recogniseDurations(fold(text)).map(({ seconds }) => seconds)).toEqual(expected);
  });
});

describe('telephone numbers', () => {
  it.each([
    ['打 +86 139-0000-0000', ['+86 139-0000-0000']],
    ['(0512) 6500 0000', ['(0512) 6500 0000']],
    ['025-80000000转8001', ['025-80000000']],
    ['025-80000000-8001', ['025-80000000-8001']],
    ['13900000000 13900000001', ['13900000000', '13900000001']],
    ['2026/11/22', []],
    ['版本1.0.20261122', []],
    ['编号A13900000000', []],
  ])('%s', (text, expected) => {
    expect(recognisePhones(fold(text)).map((span) => span.text)).toEqual(expected);
  });
});

describe('dates and times', () => {
  const today = { year: 2026, month: 11, day: 21 };

  it('knows days that no calendar has, and lunar ones', () => {
    expect(recogniseDates('2月30日', today)).toMatchObject([{ value: undefined }]);
    expect(recogniseDates('农历八月十五', today)).toContainEqual(
      expect.objectContaining({ lunar: '2026-08-15', value: '2026-09-25' }),
    );
    expect(recogniseDates('光绪元年正月初一', today)).toContainEqual(
      expect.objectContaining({ lunar: '1875-01-01' }),
    );
  });

  it('puts the new years that begin near midnight on the day of the almanac', () => {
    expect(lunarDay(2026, 1, 1)).toEqual({ year: 2026, month: 2, day: 17 });
    expect(lunarDay(2027, 1, 1)).toEqual({ year: 2027, month: 2, day: 6 });
    expect(lunarDay(2030, 1, 1)).toEqual({ year: 2030, month: 2, day: 3 });
  });

  it('reads the clock to the second', () => {
    expect(recogniseTimes('大约晚上8点15分20秒左右')).toMatchObject([{ hour: 20, minute: 15, second: 20 }]);
    expect(recogniseTimes('9:05 p.m.')).toMatchObject([{ hour: 21, minute: 5 }]);
  });
});

describe('yes and no anywhere', () => {
  it.each([
    ['我觉得行，我同意', true],
    ['他说“不”', false],
    ['👍', true],
    ['今天天气不错', undefined],
  ])('%s', (text, expected) => {
    expect(recogniseBoolean(fold(text))?.value).toBe(expected);
  });
});
