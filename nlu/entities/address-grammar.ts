/** The parts of which an address is made, as regular-expression source. */

import { HAN_DIGITS } from '../text/numerals.ts';
import { CITY, COUNTY, PROVINCE } from './places.ts';

const NUM = `\\d{1,5}|[${HAN_DIGITS}十百]{1,6}`;
/** A house number follows. */
const NUMBERED = `(?=(?:\\d{1,5}|[${HAN_DIGITS}十百]{1,5})号)`;

/** Characters that connect a sentence and hardly ever stand in the name of a place. */
const NO_NAME =
  '我你您他她它的了吗呢吧啊是在有没和跟与把被请帮查询报修改要想叫从到往给让很都也就还又哪这那怎什么停为至址于将对因需须仅处能可会否位设说听去来整某条个每进搬不走本们住由';
const C = `(?:(?![${NO_NAME}]|周[一二三四五六日天]|[上下中]午|[早晚]上|[一二两三四五六七八九十]点)[一-鿿]|某)`;

/** A district that the gazetteer does not know is taken for one only after its city. */
const DISTRICT = `工业园区|高新区|开发区|经开区|新区|${C}{1,3}?(?<![厂地台园景校灾片市城郊山小社服辖务发])区(?!别|分|间|域|\\d)|${C}{1,3}?县(?!城|里)`;
const TOWN = `${C}{1,3}?(?:街道(?!办)|(?<!城)镇(?!上|里|江)|乡(?!下|里|镇))`;
const ROAD = [
  `${C}{1,6}?(?:大道|大街|(?<![线电道公马铁跑迷半网思销末绕分带顺坐做回该原短断通一几支岔])路(?!口|上|灯|由|过|费|线|段|面|障|人))`,
  `${C}{1,6}?(?:街(?!道|上|边|区|坊)|巷(?!口|子)|胡同|(?:弄|里|门|坊|营|桥|湾|墩|岗|场|埠|圩|条)${NUMBERED})`,
].join('|');
const ESTATE = `${C}{1,8}?(?:小区|花园|家园|新村|公寓|广场|大厦|花苑|嘉园|名苑|苑|名都|华府|豪庭|山庄|(?<!农)村(?!里|民|委|上|干|头|镇|子|内|口)|社区(?!服|网|居|卫)|工业园|产业园|科技园|商城|大楼|[庄湾城府园里](?=\\d))`;
const NUMBER = `(?:${NUM})号(?!线|楼|字)(?:院|大院)?`;
const GROUP = `第?(?:${NUM})(?:村民)?[组队](?!织|长)`;
const BUILDING = `(?:[东南西北中]区|[A-Za-z东西南北])?(?:${NUM})(?:号楼|幢|栋|座|#楼?|号(?=[${HAN_DIGITS}\\d]+室))|[A-Za-z](?:幢|栋|座)`;
const UNIT = `(?:${NUM}|[甲乙丙丁A-Za-z])(?:单元|梯)`;
const FLOOR = `(?:${NUM})(?:楼|层)`;
const ROOM = `(?:${NUM}|[A-Za-z]\\d{2,4})(?:室|房(?![东子屋间租产号])|号房)|\\d{3,4}(?![\\d年月日号度元块千瓦位])|[${HAN_DIGITS}]{3,4}(?![${HAN_DIGITS}十百千万年月日号度元块])`;
/** A shop stands behind its number: 中山南路201号（强记面馆）. */
const SHOP = `\\([一-鿿]{2,12}\\)`;

const PLACE = `(?:${PROVINCE})?(?:${CITY})(?:${COUNTY}|${DISTRICT})?|(?:${PROVINCE})(?:${COUNTY})?|${COUNTY}`;
const GAP = '[,\\s]?';
const HOUSE = `(?:${BUILDING})(?:[-,\\s]?(?:${UNIT}))?(?:[-,\\s]?(?:${FLOOR}))?(?:[-,\\s]?(?:${ROOM}))?`;
const INSIDE = `(?:${UNIT})(?:${FLOOR})?(?:${ROOM})?|(?:${FLOOR})?(?:${ROOM})(?!\\d)`;

const REST =
  `(?<town>${TOWN})?(?<road>${ROAD})?(?<number>${NUMBER})?(?<estate>${ESTATE})?(?<group>${GROUP})?` +
  `(?:${GAP}(?<house>${HOUSE}))?(?:${GAP}(?<inside>${INSIDE}))?(?<shop>${SHOP})?`;

/** A whole address at `lastIndex`; every part may be missing, so that the caller must judge what is there. */
export const ADDRESS = new RegExp(REST, 'y');
/** The same where a known place begins. */
export const PLACED_ADDRESS = new RegExp(`(?<place>${PLACE})${REST}`, 'y');
/** A known province, city or county at `lastIndex`. */
export const GAZETTEER = new RegExp(`${PROVINCE}|${CITY}|${COUNTY}`, 'y');
/** Where a building begins. */
export const HOUSE_START = new RegExp(`(?<![\\d第${HAN_DIGITS}])(?:${NUM})(?:号楼|幢|栋|座)`, 'g');
/** A lane by its name alone, when its power is spoken of: 集庆里停电了吗. */
export const LANE = new RegExp(
  `^${C}{2,7}[里门桥湾营坊庄墩岗](?=今天|明天|后天|现在|今晚|晚上|早上|有没有|是不是|到底|又|还没|咋|啥时候|几点|什么时候|为什么|停不停|停没停|会不会|呢|停电|没电|来电|怎么|那边|这边|一带|$)`,
);
/** Chinese numbers that an address writes in figures. */
export const HAN_NUMBER = new RegExp(`[${HAN_DIGITS}十百]+(?=号|幢|栋|座|单元|室|楼|层|组|队|$)`, 'g');
