/** Reads one of several: a choice of the flow or an account that was shown, by its words or its place. */
import type { Understanding } from '../../../nlu/mod.ts';
import type { ReplyOption } from '../../types.ts';
import type { SlotSpec } from '../flow.ts';
import type { Reading } from './reading.ts';
import { isDoIt, readYesNo } from './yes-no.ts';

/** The choice whose button was pressed. */
export function chosenBy(spec: SlotSpec, value: string): Reading {
  const chosen = spec.choices?.find((c) => c.id === value);
  return chosen && { value: chosen.id, exact: true };
}

/** Words that mean a choice only when nothing else is said: inside a longer answer they mean nothing. */
const ALONE = /^(是|否|好|要|有|能|对|行|可|不|没|无)$/;

/** The choice that the words name, as an answer or by themselves. */
export function readChoice(spec: SlotSpec, compact: string): Reading {
  const choices = spec.choices ?? [];
  const exactly = choices.find((c) => c.label === compact || c.words.includes(compact));
  if (exactly) return { value: exactly.id, exact: true };
  let best: { id: string; length: number } | null = null;
  for (const c of choices)
    for (const word of [c.label, ...c.words])
      if (
        compact.includes(word) &&
        !ALONE.test(word) &&
        word.length > (best?.length ?? 0) &&
        !negated(compact, word)
      )
        best = { id: c.id, length: word.length };
  return best ? { value: best.id, exact: compact.length <= best.length + 4 } : undefined;
}

/** From this length on a word of a choice says by itself what is chosen. */
const TELLING = 3;

/** The choices that words make before they are asked for: by any word where the slot listens, else by telling ones. */
export function choicesHeard(slots: readonly (readonly [string, SlotSpec])[], compact: string) {
  return slots.flatMap(([name, spec]) => {
    const read = spec.listen ? readChoice(spec, compact) : readTelling(spec, compact);
    return read ? [{ name, value: read.value }] : [];
  });
}

function readTelling(spec: SlotSpec, compact: string): Reading {
  if (spec.listen === false || !spec.ask) return undefined;
  const choices = spec.choices
    ?.filter((c) => c.only === undefined)
    .map((c) => ({ ...c, words: c.words.filter((word) => word.length >= TELLING) }));
  return choices && readChoice({ ...spec, choices }, compact);
}

/** A choice by its place ("第二个") or by yes and no; only as the answer to the question. */
export function readReferredChoice(
  spec: SlotSpec,
  compact: string,
  understanding: Understanding | null,
): Reading {
  const choices = spec.choices ?? [];
  const place = placeIn(compact, understanding);
  const chosen = place === null ? undefined : place < 0 ? choices.at(place) : choices[place - 1];
  if (chosen && compact.length <= 6) return { value: chosen.id, exact: true };
  const yes = isDoIt(compact) ? undefined : readYesNo(compact, null);
  const byAnswer = yes?.exact && choices.find((c) => c.words.includes(yes.value ? '是' : '否'));
  return byAnswer ? { value: byAnswer.id, exact: true } : undefined;
}

/** The place in a list that the words name, from 1; the last is -1; null when they name none. */
export function placeIn(compact: string, understanding: Understanding | null): number | null {
  const ordinal = understanding?.entities.find((e) => e.type === 'ordinal');
  if (ordinal) return Number(ordinal.value);
  const alone = /^([1-9一二三四五六七八])$/.exec(compact)?.[1];
  return alone ? '一二三四五六七八'.indexOf(alone) + 1 || Number(alone) : null;
}

/** "不是停电" does not choose 停电. */
function negated(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return (
    /(不是|没有|没|不|别|不算|不要|不用)$/.test(text.slice(Math.max(0, at - 2), at)) &&
    !/^(不|没|别|无)/.test(word)
  );
}

/** One of the accounts that were shown: by its place ("第一个") or by what tells it apart ("后街那个"). */
export function readListed(
  options: readonly ReplyOption[],
  compact: string,
  understanding: Understanding | null,
): string | null {
  if (options.length < 2) return null;
  const shown = options.filter((o) => /^\d{10}(\d{3})?$/.test(o.value));
  const place = placeIn(compact, understanding);
  if (place !== null) return (place < 0 ? shown.at(place) : shown[place - 1])?.value ?? null;
  const named = shown.filter(({ label }) => {
    const [street = '', tail = ''] = label.split(/[（）]/);
    const parts = [street.slice(-3), street.slice(-2), street.slice(0, 2), tail.replace('尾号', '')];
    return parts.some((part) => part.length >= 2 && compact.includes(part));
  });
  return named.length === 1 ? named[0]!.value : null;
}
