/** What household appliances commonly draw, for estimates only. */

export interface Appliance {
  name: string;
  /** Average W while it runs: of a thermostat-controlled one, about half its rating. */
  watts: number;
  /** Hours a day as commonly used. */
  hours: number;
  words: readonly string[];
}

const APPLIANCES: readonly Appliance[] = [
  { name: '空调', watts: 800, hours: 8, words: ['空调', '冷气'] },
  { name: '电热水器', watts: 1500, hours: 2, words: ['热水器'] },
  { name: '冰箱', watts: 40, hours: 24, words: ['冰箱', '冰柜'] },
  { name: '电暖器', watts: 1500, hours: 6, words: ['电暖', '取暖器', '油汀', '小太阳', '暖风机'] },
  { name: '地暖', watts: 3000, hours: 8, words: ['地暖', '电采暖'] },
  { name: '电磁炉', watts: 2000, hours: 1, words: ['电磁炉', '电陶炉'] },
  { name: '电饭锅', watts: 700, hours: 1, words: ['电饭锅', '电饭煲'] },
  { name: '电水壶', watts: 1800, hours: 0.5, words: ['水壶', '烧水'] },
  { name: '微波炉', watts: 1000, hours: 0.5, words: ['微波炉', '光波炉'] },
  { name: '烤箱', watts: 1800, hours: 0.5, words: ['烤箱', '空气炸锅'] },
  { name: '洗衣机', watts: 400, hours: 1, words: ['洗衣机'] },
  { name: '烘干机', watts: 1200, hours: 1.5, words: ['烘干机', '干衣机'] },
  { name: '电视机', watts: 120, hours: 5, words: ['电视'] },
  { name: '电脑', watts: 200, hours: 6, words: ['电脑', '台式机', '笔记本'] },
  { name: '电风扇', watts: 50, hours: 8, words: ['风扇', '电扇'] },
  { name: '电热毯', watts: 80, hours: 8, words: ['电热毯', '电褥子'] },
  { name: '浴霸', watts: 1100, hours: 0.5, words: ['浴霸'] },
  { name: '吹风机', watts: 1200, hours: 0.2, words: ['吹风机', '电吹风'] },
  { name: '除湿机', watts: 300, hours: 6, words: ['除湿'] },
  { name: '饮水机', watts: 100, hours: 24, words: ['饮水机'] },
  { name: '路由器', watts: 10, hours: 24, words: ['路由器', '光猫'] },
  { name: '电动自行车', watts: 150, hours: 6, words: ['电动自行车', '电瓶车', '电动车'] },
  { name: '充电桩', watts: 7000, hours: 5, words: ['充电桩', '电动汽车', '新能源车'] },
  { name: '电灯', watts: 12, hours: 6, words: ['灯'] },
];

/** The appliance that a text names, or null. */
export function applianceOf(text: string): Appliance | null {
  return APPLIANCES.find((a) => a.words.some((word) => text.includes(word))) ?? null;
}
