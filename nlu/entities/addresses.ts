/** Addresses by their grammar: province, city, district, town, road and number, estate, building, unit, room. */

import { HAN_DIGITS, parseNumeral } from '../text/numerals.ts';
import type { Found, Utterance } from './found.ts';
import { CITY, COUNTY, PROVINCE } from './places.ts';

const NUM = `\\d{1,5}|[${HAN_DIGITS}十百]{1,6}`;
/** Characters of a proper name; words that connect sentences are not among them. */
const C =
  '(?:(?![我你您他她它的了吗呢吧啊是在有没和跟与把被请帮查报修改要想叫从到往给让很都也就还又哪这那怎什么停])[一-鿿])';
const DISTRICT = `(?:${COUNTY}|${C}{2,4}?(?:区(?!别|分|间|域)|县))`;
const TOWN = `${C}{2,4}?(?:街道(?!办)|镇(?!上|里)|乡(?!下|里))`;
const ROAD = `${C}{1,6}?(?:大道|大街|路(?!口|上|灯|由|过|边|费|线)|街(?!道|上|边)|巷(?!口|子)|胡同|弄(?!好|坏|清|错|丢|不)|里(?=\\d|[${HAN_DIGITS}]{1,4}号)|(?<=路|街)[东西南北]段)`;
const ESTATE = `${C}{1,8}?(?:小区|花园|家园|新村|公寓|广场|大厦|苑|花苑|嘉园|名苑|名都|华府|豪庭|山庄|村(?!里|民|委|上|干|头|镇)|社区|工业园|产业园|科技园|商城|大楼|庄(?=\\d)|湾(?=\\d)|城(?=\\d)|府(?=\\d)|园(?=\\d))`;
const NUMBER = `(?:${NUM})号(?!线|表|楼|字|停|电)(?:院|大院)?`;
const BUILDING = `(?:[A-Za-z]|[东西南北])?(?:${NUM})(?:号楼|幢|栋|座|#楼?|号(?=[${HAN_DIGITS}\\d]+室))|[A-Za-z](?:幢|栋|座)`;
const UNIT = `(?:${NUM}|[甲乙丙丁A-Za-z])(?:单元|梯)`;
const FLOOR = `(?:${NUM})(?:楼|层)`;
const ROOM = `(?:${NUM}|[A-Za-z]\\d{2,4})(?:室|房(?![东子屋间租产号])|号房)|\\d{3,4}(?![\\d年月日号度元块千瓦位])|[${HAN_DIGITS}]{3,4}(?![${HAN_DIGITS}十百千万年月日号度元块])`;
const GROUP = `(?:第)?(?:${NUM})(?:村民)?[组队](?!织|长)`;
const NAMED = `(?:\\([一-鿿]{2,12}\\)|${C}{2,6}?(?:店|厂|馆|超市|门面|商铺)(?![里的面]))`;

const HOUSE = `(?:${BUILDING})(?:[-,\\s]?(?:${UNIT}))?(?:[-,\\s]?(?:${FLOOR}))?(?:[-,\\s]?(?:${ROOM}))?`;
const PLACE = `(?:${PROVINCE})?(?:${CITY})?(?:${DISTRICT})?`;
const FULL = new RegExp(
  `(${PLACE})(${TOWN})?(${ROAD})?(?:与|和)?(${NUMBER})?(${ESTATE})?(${GROUP})?(?:[,\\s]?(${HOUSE}))?(?:[,\\s]?((?:${UNIT})(?:${FLOOR})?(?:${ROOM})?|(?:${FLOOR})?(?:${ROOM})(?=$|[^\\d])))?(${NAMED})?`,
  'y',
);

/** Where an address may begin: at the start, after punctuation, and after what leads to a place. */
const LEAD =
  /(?:^|[,。;:!?、\s(]|地址(?:是|在|为|:|：|改成|改为|写的)?|住址(?:是|在)?|位于|家住|住在?|搬到|搬去|迁到|改成|改到|家在|我家|家是|地点(?:是|在)?|我在|人在|店在|我们?这边|这边是?|这里是?|就是|就在|是|在|到|来|去|查一?下?|看一?下?|问一?下?|帮我查一?下?|和|跟|，|我们?(?=[一-鿿]{2,8}(?:路|街|里|小区|花园|村|苑|巷))|请问|麻烦|那个|这个|你好|您好|喂|呃|嗯|从|户主[一-鿿]{2,3})/g;
const GAZETTEER = new RegExp(`${PROVINCE}|${CITY}|${COUNTY}`, 'g');
/** An area may be named by its lane alone, when its power is spoken of: 集庆里停电了吗. */
const LANE = new RegExp(
  `^(?:${C}){2,4}里(?=今天|明天|后天|什么时候|为什么|停电|没电|来电|怎么|那边|这边|一带|$)`,
);
const NO_LANE =
  /(?:家|屋|房间|小区|单位|公司|车间|宿舍|学校|手机|微信|城|县|乡|镇|村|店|厂|楼|院|夜|心|手|表|箱|号|单元|户头|余额|账户|卡|短信|菜单|群|网上|阿拉|老家|山|机房|厨房|客厅|卧室|房)里/;
const HINT = /[省市区县镇乡路街巷弄里村园苑庄府城幢栋座楼室组厦场社寓]|#/;
/** What only looks like a road or an estate. */
const NO_PLACE =
  /^(?:线路|电路|短路|断路|公路|马路|铁路|道路|走路|迷路|半路|一路|回路|网路|思路|销路|末路|三路|这条路|那条路|大路|小路|街道|逛街|上街|大街|小巷|村|全村|本村|农村|我们村|隔壁村|小区|本小区|整个小区|我们小区|老小区|新小区|全小区|社区|本社区|小区里|园区|工业园|产业园|城区|市区|郊区|山区|景区|片区|地区|台区|灾区|校区|辖区|住宅区|开发区|本区|全县|本县|县|区|公寓|广场|大厦|商城|大楼|办公大楼|花园|家园|新村|苑)$/;

export function addresses({ text }: Utterance): Found[] {
  if (!HINT.test(text)) return [];
  const found: Found[] = [];
  let free = 0;
  for (const start of anchors(text)) {
    if (start < free) continue;
    const address = addressAt(text, start);
    if (!address) continue;
    found.push(address);
    free = address.end;
  }
  return found;
}

function anchors(text: string): number[] {
  const starts = new Set<number>();
  for (const match of text.matchAll(LEAD)) starts.add(match.index + match[0].length);
  for (const match of text.matchAll(GAZETTEER)) starts.add(match.index);
  for (const match of text.matchAll(HOUSE_START)) starts.add(match.index);
  return [...starts].sort((a, b) => a - b);
}
const HOUSE_START = new RegExp(`(?<![\\d第${HAN_DIGITS}])(?:${NUM})(?:号楼|幢|栋|座)`, 'g');

function addressAt(text: string, start: number): Found | undefined {
  const lane = LANE.exec(text.slice(start, start + 12))?.[0];
  if (lane && !NO_LANE.test(lane) && lane.length >= 3)
    return make(text, start, start + lane.length, 'address.lane');
  FULL.lastIndex = start;
  const match = FULL.exec(text);
  if (!match || match[0].length < 2) return undefined;
  const [all, place, town, road, number, estate, group, house, room, named] = match;
  const end = start + all.length - (named && !number && !house ? named.length : 0);
  const bare = road ?? estate ?? town ?? '';
  const core = [road, estate, town].filter(Boolean).length;
  if (core === 0 && !house && !(place && /[区县]$/.test(place) && place.length >= 3)) return undefined;
  if (core === 1 && !place && !number && !house && !group && (NO_PLACE.test(bare) || bare.length < 3))
    return undefined;
  if (core === 0 && house && !place && !/室|单元|\d{3}|[一-鿿]{3}/.test(house + (room ?? ''))) {
    if (!/[幢栋座楼]$/.test(house)) return undefined;
  }
  return make(text, start, end, 'address');
}

function make(text: string, start: number, end: number, source: string): Found {
  return { type: 'address', value: canonical(text.slice(start, end)), start, end, source, priority: 1 };
}

const HAN_NUMBER = new RegExp(`[${HAN_DIGITS}十百]+(?=号|幢|栋|座|单元|室|楼|层|组|队|$)`, 'g');

/** Figures for Chinese numbers and no pauses: 十八号三幢五零二 → 18号3幢502. */
function canonical(address: string): string {
  return address.replace(/[,\s]/g, '').replace(HAN_NUMBER, (han) => String(parseNumeral(han) ?? han));
}
