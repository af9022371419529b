/** Reads an address: the whole of what was said about the place, without what leads in to it. */
import type { Understanding } from '../../../nlu/mod.ts';
import { isQuestion } from '../words.ts';

const PLACE_END = /[路街巷弄村镇乡里庄园苑湾门桥口城区庙店院楼厦场坊府庭寓号栋幢室]$/;

/** Where the speaker is names no place. */
const HERE = /^(我|自己|咱们?)*(家|家里|家中|这里|这儿|这边|屋里|店里|厂里)$/;

/** Words that may name a place though no address was recognised in them; questions and cries do not. */
export function soundsLikePlace(compact: string): boolean {
  if (!/\p{Script=Han}/u.test(compact) || isQuestion(compact)) return false;
  if (HERE.test(compact)) return false;
  if (/^(就我|就一|只|光|都|全|整|邻居|对门|楼上|楼下|隔壁)/.test(compact) && !PLACE_END.test(compact))
    return false;
  if (/不知道|不清楚|记不|忘了|说不|没有|快点|着急|爆炸|危险/.test(compact)) return false;
  return compact.length >= 4 || (compact.length >= 2 && PLACE_END.test(compact));
}

/** "江宁", "文昌里": where a place was asked for, a word that means nothing else names one. */
export function isBareName(compact: string, understanding: Understanding | null): boolean {
  const place = /^(service\.hall|energy\.ev_station)$/.test(understanding?.intents[0]?.id ?? '');
  if (!(understanding?.decision === 'reject' || place) || isQuestion(compact) || HERE.test(compact))
    return false;
  return /^(?![不没无别随难附这那哪好行嗯是对啥快谢算等我你他她])\p{Script=Han}{2,3}$/u.test(compact);
}

/** The whole of an address, with what comes after the house number ("地下12号车位"), when little else is said. */
export function readPlace(words: string, understanding: Understanding | null): string | null {
  const found = understanding?.entities.filter((e) => e.type === 'address') ?? [];
  const others = understanding?.entities.some(
    (e) => e.type === 'phone' || e.type === 'name' || e.type === 'account',
  );
  if (found.length !== 1 || others) return null;
  const whole = withoutLeadIn(words);
  return whole.length <= found[0]!.text.length + 12 && !/[吗呢？?]|停电|没电|怎么|报修/.test(whole)
    ? whole
    : null;
}

export function withoutLeadIn(words: string): string {
  return words
    .trim()
    .replace(/^(地址)?(就)?(是|在|我家在|我在|装在|停电的是)+/, '')
    .replace(/[，。！,.!]+$/, '');
}
