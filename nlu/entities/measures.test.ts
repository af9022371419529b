import { describe, expect, it } from 'vitest';
import { reading } from './reading.test-helper.ts';

describe('quantities with a unit', () => {
  it.each([
    ['上月用了512度', 'month=2026-10 energy=512'],
    ['三百来度电', 'energy=300'],
    ['512千瓦时', 'energy=512'],
    ['一千零二十度', 'energy=1020'],
    ['500kWh多少钱', 'energy=500'],
    ['18.64万千瓦时', 'energy=186400'],
    ['1.5兆瓦时', 'energy=1500'],
    ['9.2度', 'energy=9.2'],
    ['充电桩7kW', 'power=7'],
    ['申请八千瓦', 'power=8'],
    ['三点五千瓦', 'power=3.5'],
    ['加到十个千瓦', 'power=10'],
    ['取暖器2200瓦', 'appliance=电暖器 power=2.2'],
    ['1.2兆瓦光伏', 'power=1200'],
    ['变压器315千伏安', 'capacity=315'],
    ['从630kVA增到1250kVA', 'capacity=630 capacity=1250'],
    ['五百千伏安', 'capacity=500'],
    ['涨了5%', 'percent=0.05'],
    ['百分之十二点五', 'percent=0.125'],
    ['千分之一', 'percent=0.001'],
    ['打八折', 'percent=0.8'],
    ['占六成', 'percent=0.6'],
    ['停了两个小时', 'duration=7200'],
    ['停了半小时', 'duration=1800'],
    ['一个半小时了', 'duration=5400'],
    ['等了四十五分钟', 'duration=2700'],
    ['等三天', 'duration=259200'],
    ['5个工作日', 'duration=432000'],
    ['暂停三个月', 'duration=7776000'],
    ['两周没来', 'duration=1209600'],
    ['三天半', 'duration=302400'],
    ['分手半年了', 'duration=15768000'],
    ['24小时', 'duration=86400'],
    ['停了一天零三个小时', 'duration=97200'],
  ])('%s → %s', (text, expected) => {
    expect(reading(text)).toBe(expected);
  });

  it.each([
    ['空调开26度', 'appliance=空调'],
    ['把温度调到二十六度', ''],
    ['水温60度', ''],
    ['多少钱一度', ''],
    ['一度电多少钱', ''],
    ['10kV线路', ''],
    ['三四天', ''],
    ['一天用多少', ''],
    ['八成是坏了', ''],
    ['1.5匹', ''],
    ['四周没有杆子', ''],
  ])('%s has no quantity', (text, expected) => {
    expect(reading(text)).toBe(expected);
  });
});
