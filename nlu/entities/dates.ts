/** Days and months: 2026年9月, 上个月, 去年12月, 前天, 下周三, 本月15号, 月底, 国庆, 三天后. */

import type { Found, Utterance } from './found.ts';
import { recogniseDates } from './recognise/dates.ts';

export function dates({ folded, today }: Utterance): Found[] {
  return recogniseDates(folded, today).flatMap(({ grain, value, start, end, source }) => {
    if (value === undefined) return [];
    return [{ type: grain === 'day' ? ('date' as const) : grain, value, start, end, source, priority: 2 }];
  });
}
