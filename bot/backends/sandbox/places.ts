/** Which areas a customer's words mean: by street, else by district, else by city; homophones of streets are forgiven. */
import { pinyin } from 'pinyin-pro';
import type { OutageSearch } from '../schemas.ts';

interface Place {
  area: string;
  /** 南京 */
  city: string;
  /** 鼓楼 */
  district: string;
  /** 云台路 */
  street: string;
}

export interface PlaceMatch {
  areas: string[];
  by: OutageSearch['by'];
}

/** A word for a road, an estate or a village that is not one of ours: then the district alone is no match. */
const NAMED_PLACE = /[一-龥]{2,}?(路|街|巷|弄|大道|里|村|苑|园|庄|城|小区|公寓|广场|大厦|社区|镇)/;

/** @param areas code → places written 南京市鼓楼区云台路 */
export function placeFinder(
  areas: Readonly<Record<string, readonly string[]>>,
): (text: string) => PlaceMatch {
  const places = Object.entries(areas).flatMap(([area, names]) => names.map((name) => toPlace(area, name)));
  return (text) => find(places, text.replace(/[\s,，。、]/g, ''));
}

function toPlace(area: string, name: string): Place {
  const parts = /^(.+?)市(.+?)[区县市](.+)$/.exec(name);
  if (!parts) throw new Error(`areas.${area}: "${name}" is not written 某市某区某路`);
  return { area, city: parts[1]!, district: parts[2]!, street: parts[3]! };
}

function find(places: readonly Place[], text: string): PlaceMatch {
  const inCity = places.filter((p) => text.includes(p.city));
  const here = inCity.length ? inCity : places;
  const byStreet = here.filter((p) => text.includes(p.street) || soundsIn(text, p.street));
  if (byStreet.length) return match(narrow(byStreet, text), 'street');
  const byDistrict = here.filter((p) => new RegExp(`${p.district}(区|县|市)?`).test(text));
  const rest = [...here.map((p) => p.city), ...here.map((p) => p.district)].reduce(
    (t, word) => t.replace(word, ''),
    text,
  );
  if (NAMED_PLACE.test(rest.replace(/^[省市区县]+/, '').replace(/江苏省?/, '')))
    return { areas: [], by: 'none' };
  if (byDistrict.length) return match(byDistrict, 'district');
  return inCity.length ? match(inCity, 'city') : { areas: [], by: 'none' };
}

/** Streets of the same name in several districts: the one whose district is named. */
function narrow(found: Place[], text: string): Place[] {
  const named = found.filter((p) => text.includes(p.district));
  return named.length ? named : found;
}

function match(places: readonly Place[], by: OutageSearch['by']): PlaceMatch {
  return { areas: [...new Set(places.map((p) => p.area))], by };
}

/** The street's syllables occur in the text in a row, as a southern ear hears them: 云抬路 for 云台路, 文仓里 for 文昌里. */
function soundsIn(text: string, street: string): boolean {
  return ` ${heard(text)} `.includes(` ${heard(street)} `);
}

/** Toneless syllables; zh, ch, sh like z, c, s, and -ng like -n. */
function heard(text: string): string {
  const syllables = pinyin(text, { toneType: 'none', type: 'array' });
  return syllables.map((s) => s.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n')).join(' ');
}
