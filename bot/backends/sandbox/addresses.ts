/** Whether two people mean the same address: building words, digits and the city may be written differently. */
import { placeFinder } from './places.ts';

const DIGITS = '零一二三四五六七八九';
const NUMERAL = /[零〇一二两三四五六七八九十]+(?=号|栋|单元|室|组|楼|层|$)/g;

/** @param areas code → places written 南京市鼓楼区云台路 */
export function addressMatcher(
  areas: Readonly<Record<string, readonly string[]>>,
): (one: string, other: string) => boolean {
  const areaOf = placeFinder(areas);
  const heads = headsOf(Object.values(areas).flat());
  const read = (address: string) => {
    const whole = plain(address);
    const street = whole.replace(heads, '');
    return { whole, street, area: areaOf(address).areas.join() };
  };
  return (one, other) => {
    const [a, b] = [read(one), read(other)];
    return a.whole === b.whole || (a.street === b.street && a.area === b.area && a.area !== '');
  };
}

/** Province, cities and districts as they may open an address, each with or without its last word. */
function headsOf(places: readonly string[]): RegExp {
  const names = places.flatMap((place) => {
    const [, city = '', district = ''] = /^(.+?)市(.+?)[区县市]/.exec(place) ?? [];
    return [city, district];
  });
  return new RegExp(`^(江苏省?)?((${[...new Set(names)].join('|')})[市区县]?)*`);
}

/** 十八号3号楼502室 → 18号3栋502. What stands in brackets is a remark. */
function plain(address: string): string {
  return address
    .normalize('NFKC')
    .replace(/\([^)]*\)/g, '')
    .replace(NUMERAL, arabic)
    .replace(/(\d)号?楼|(\d)[幢座]/g, '$1$2栋')
    .replace(/(?<=\D\d+)-(?=\d+-\d+)|(?<=号\d+)-(?=\d)/g, '栋')
    .replace(/(?<=栋\d+)-(?=\d)/g, '单元')
    .replace(/[\s,，。、·-]/g, '')
    .replace(/(?<=\d)[室房户]$/, '');
}

/** 十八 → 18, 五零二 → 502; up to 99 with 十. */
function arabic(words: string): string {
  const digit = (word: string) => Math.max(0, DIGITS.indexOf(word.replace('两', '二').replace('〇', '零')));
  const [tens = '', ones = ''] = words.includes('十') ? words.split('十') : ['', ''];
  if (words.includes('十')) return String((tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0));
  return [...words].map(digit).join('');
}
