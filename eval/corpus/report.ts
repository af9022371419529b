/** Owns the words in which the check of the corpus is told. */
import type { LabelsResult } from '../kinds/labels.ts';
import type { Need } from './advice.ts';
import type { Pair } from './likeness.ts';
import { type Fault, placeOf } from './rules.ts';

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** Broken rules, a line each. */
export function faultsText(faults: readonly Fault[]): string {
  if (faults.length === 0) return 'All rules hold.';
  return listed(
    'Broken rules',
    faults.map(({ where, what }) => `${where}: ${what}`),
  );
}

/** Lines that repeat others; to be judged, not refused. */
export function pairsText(pairs: readonly Pair[]): string {
  return listed(
    'Almost the same lines',
    pairs.map(
      ({ a, b, likeness }) => `${percent(likeness)} ${placeOf(a)} “${a.text}” and ${placeOf(b)} “${b.text}”`,
    ),
  );
}

/** Lines that stand nearer to another intent's. */
export function suspectsText({ suspects }: LabelsResult, most: number): string {
  return listed(
    `Lines that the others contradict: ${suspects.length}`,
    suspects
      .slice(0, most)
      .map(
        ({ where, text, suggested, probability }) =>
          `${where} “${text}” → ${suggested} ${percent(probability)}`,
      ),
  );
}

/** Where to write, the most urgent first: what is confused with what, and in which voices. */
export function needsText(needs: readonly Need[], most: number): string {
  return listed(
    'Where to write more, by what the errors cost',
    needs.slice(0, most).map(({ intent, lines, recall, takenFor, voices }) => {
      const confusions = takenFor.slice(0, 3).map((taken) => `${taken.intent} ${taken.lines}`);
      const thin = voices.filter((voice) => voice.recall < recall).slice(0, 2);
      const heard = thin.map(({ voice, recall: own }) => `[${voice}] ${percent(own)}`);
      return [
        `${intent}: ${percent(recall)} of ${lines} understood unseen`,
        confusions.length > 0 ? `taken for ${confusions.join(', ')}` : 'never taken for another',
        ...(heard.length > 0 ? [`least in ${heard.join(', ')}`] : []),
      ].join('; ');
    }),
  );
}

function listed(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => `  ${line}`)].join('\n');
}
