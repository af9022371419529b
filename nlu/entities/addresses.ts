/** Addresses by their grammar: province, city, district, town, road and number, estate, building, unit, room. */

import { parseNumeral } from '../text/numerals.ts';
import { ADDRESS, GAZETTEER, HAN_NUMBER, HOUSE_START, LANE, PLACED_ADDRESS } from './address-grammar.ts';
import type { Found, Utterance } from './found.ts';
import { placeStarts } from './places.ts';

/** Where an address may begin: besides the start: after punctuation, and after what leads to a place. */
const LEAD =
  /(?:[,。;:!?、\s("“]|[地住户]址(?:是|在|为|:|改成|改为|写的|更新为|变更为)?|位于|坐落于|设于|家住|住在?|搬到|搬去|迁到|迁至|改成|改到|更正为|更新为|变更为|我家里|我家|家里|家在|家是|地点(?:是|在|为)?|我在|人在|店在|这边是?|这里是?|就是|就在|就(?=[一-鿿]{2,6}(?:路|街|巷|里|村|小区)\d)|(?:停电|没电|断电|跳闸|报修|冒烟|着火|起火|漏电)(?:了|啦|啊|呀)?|是|在|到|至|来|去|为|代|(?:查询|查|看|问|询)(?:一?下)?|和|跟|我们?(?=[一-鿿]{2,8}(?:路|街|里|小区|花园|村|苑|巷))|请问|麻烦|那个|这个|你好|您好|喂|呃|嗯|从|点钟?|点半|[上下]午|晚上|早上|[今明后昨]天)/g;
const HINT = /[省市区县镇乡路街巷弄里村园苑庄府城幢栋座楼室组厦场社寓门]|#/;
/** Ordinary things in which one may be without power. */
const NO_LANE =
  /(?:家|屋|房间|小区|单位|公司|车间|宿舍|学校|手机|微信|城|县|乡|镇|村|店|厂|楼|院|夜|心|手|表|箱|号|单元|户头|余额|账户|卡|短信|菜单|群|网上|阿拉|老家|山|机房|厨房|客厅|卧室|房|公|英|海)里|(?:家|开|关|上|出|部|闸|柜|箱|大|车|房|铁|热|专|楼|后|前)门|(?:高架|立交|天|大|过|人行)桥|(?:经|运|国|私|民|自|联|露)营|(?:村|山)庄|(?:街|作)坊|(?:下|上|站)岗/;
/** A stem of these is a kind of place, not its name. */
const GENERIC =
  /^(?:线|电|大|小|逛|上|街|巷|全|农|老|新|旧|同|一|某|贵|咱|俺|隔壁|邻居|附近|周边|城中|安置|老旧|新建|高层|高档|商业|单身|学生|高校学生|酒店式|青年|人才|廉租|长租|短租|养老|职工|员工|市民|文化|中心|购物|积分|会员|网上|手机|办公|教学|工业|产业|科技|物流|农村|新农村|城市|乡村|美丽|无关|所属|相关|城|开发商?|物业|业主|临街|沿街|步行|商业步行|美食|高速|阿拉|侬|伐)+$/;
const BARE =
  /^(.{2,4}?)(?:大道|大街|路|街|巷|胡同|小区|花园|家园|新村|公寓|广场|大厦|花苑|嘉园|名苑|苑|名都|华府|豪庭|山庄|村|社区|工业园|产业园|科技园|大楼)$/;

export function addresses({ text }: Utterance): Found[] {
  if (!HINT.test(text)) return [];
  const found: Found[] = [];
  const known = placeStarts(text).filter((start) => matchAt(GAZETTEER, text, start));
  let free = 0;
  for (const start of anchors(text, known)) {
    if (start < free) continue;
    const address = addressAt(text, start, known);
    if (!address) continue;
    found.push(address);
    free = address.end;
  }
  return found;
}

function anchors(text: string, known: readonly number[]): number[] {
  const starts = new Set<number>([0, ...known]);
  for (const match of text.matchAll(LEAD)) starts.add(match.index + match[0].length);
  for (const match of text.matchAll(HOUSE_START)) starts.add(match.index);
  return [...starts].sort((a, b) => a - b);
}

/** `known`: where known places begin; a name that holds one has begun too early. */
function addressAt(text: string, start: number, known: readonly number[]): Found | undefined {
  const lane = LANE.exec(text.slice(start, start + 16))?.[0];
  if (lane && !NO_LANE.test(lane)) return make(text, start, start + lane.length, 'address.lane');
  const match = matchAt(known.includes(start) ? PLACED_ADDRESS : ADDRESS, text, start);
  if (!match?.groups || match[0] === '') return undefined;
  const { place, town, road, estate, house } = match.groups;
  const first = place ?? town ?? road ?? estate ?? '';
  if (place === undefined && known.some((at) => at > start && at < start + first.length)) return undefined;
  if (!isAddress(match.groups, house === match[0] && !stands(house, text))) return undefined;
  return make(text, start, start + match[0].length, 'address');
}

/** `pattern` is sticky. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether the parts found are enough to be a place. */
function isAddress(parts: Record<string, string | undefined>, loneCount: boolean): boolean {
  const { place, town, road, estate, number, group, house } = parts;
  const core = road ?? estate;
  if (place) return core !== undefined || town !== undefined || house !== undefined || /[区县]$/.test(place);
  if (core) return number || house || group ? !/^(?:小区|村)$/.test(core) : isProper(core);
  if (town) return Boolean(number || group || house);
  return house !== undefined && !loneCount;
}

/** A road, estate or village by its name alone must have one: 云台路, not 老小区. */
function isProper(core: string): boolean {
  const stem = BARE.exec(core)?.[1];
  return stem !== undefined && !GENERIC.test(stem);
}

/** 3幢 and 五号楼 stand for an address; 一栋 and 两座 count buildings, unless nothing else is said. */
function stands(house: string | undefined, text: string): boolean {
  if (house === undefined) return true;
  if (/室|单元|\d{3}|[零〇一二三四五六七八九]{3}|号楼|^\d/.test(house)) return true;
  return text.length <= house.length + 2 && !/^[一两]/.test(house);
}

function make(text: string, start: number, end: number, source: string): Found {
  return { type: 'address', value: canonical(text.slice(start, end)), start, end, source, priority: 1 };
}

/** Figures for Chinese numbers and no pauses: 十八号三幢五零二 → 18号3幢502. */
function canonical(address: string): string {
  return address.replace(/[,\s]/g, '').replace(HAN_NUMBER, (han) => String(parseNumeral(han) ?? han));
}
