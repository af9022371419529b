/** Household and shop appliances by their usual names. */

import type { Found, Utterance } from './found.ts';

/** Canonical name, then what else it is called. */
const APPLIANCES: readonly string[] = [
  '空调 空调机 冷气 中央空调 柜机 挂机',
  '冰箱 电冰箱',
  '冰柜 冷柜 冷藏柜 冷冻柜 展示柜',
  '洗衣机',
  '烘干机 干衣机',
  '电视 电视机 彩电',
  '热水器 电热水器',
  '电磁炉 电磁灶',
  '微波炉',
  '电饭煲 电饭锅',
  '电水壶 热水壶 烧水壶 电热水壶',
  '烤箱 电烤箱',
  '油烟机 抽油烟机',
  '洗碗机',
  '消毒柜',
  '饮水机',
  '净水器',
  '电脑 笔记本电脑 台式机',
  '电暖器 取暖器 电暖气 暖风机 油汀 小太阳 电油汀',
  '电热毯 电褥子',
  '地暖 电地暖',
  '浴霸',
  '电风扇 风扇 吊扇 电扇',
  '水泵 抽水机 潜水泵 增压泵 增氧机',
  '电动车 电瓶车 电动自行车 电驴',
  '电动汽车 新能源车 新能源汽车 电车',
  '路由器 光猫',
  '吹风机 电吹风',
  '除湿机 抽湿机',
  '加湿器',
  '空气净化器',
  '吸尘器 扫地机器人 扫地机',
  '电梯',
  '电焊机',
  '制氧机 吸氧机 氧气机',
  '呼吸机',
  '电机 电动机 马达',
  '豆浆机 破壁机 榨汁机 料理机',
  '空气炸锅',
  '电灯 灯泡 日光灯 吊灯 照明灯',
];

const canonical = new Map<string, string>();
for (const line of APPLIANCES) {
  const names = line.split(' ');
  for (const name of names) canonical.set(name, names[0] as string);
}
const NAMES = new RegExp(
  [...canonical.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) =>
      name === '电视' ? '电视(?!台|剧|节目|新闻|塔)' : name === '电车' ? '(?<![充有无])电车(?!站)' : name,
    )
    .join('|'),
  'g',
);
const HINT = /[机器箱柜视炉灶煲锅壶脑暖毯褥霸扇泵车驴猫梯汀灯阳泡达调气]/;

export function appliances({ text }: Utterance): Found[] {
  if (!HINT.test(text)) return [];
  return [...text.matchAll(NAMES)].map((match) => ({
    type: 'appliance',
    value: canonical.get(match[0]) ?? match[0],
    start: match.index,
    end: match.index + match[0].length,
    source: 'appliance',
  }));
}
