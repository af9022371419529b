/** What of the words corrects the running business: a value told anew, the other account, a choice told early. */
import type { Entity, Understanding } from '../../nlu/mod.ts';
import type { Correction, Heard, Said } from './command.ts';
import { type Draft, flowOf } from './context.ts';
import type { SlotSpec } from './flow.ts';
import { choicesHeard, readChoice } from './reading/choice.ts';
import { fromEntity, readAnswer } from './slots.ts';
import { isValid, sameValue } from './stack.ts';
import type { Frame, SlotValue } from './state.ts';
import { otherAccount, wantsOtherAccount } from './whose.ts';
import { certainty, compact, isQuestion, wordsOf } from './words.ts';

/** "换另一个户号" in the middle of a flow: the account is to be another one. */
export function switchAccount(draft: Draft, frame: Frame, words: string): Correction[] {
  const { slots } = flowOf(draft, frame);
  const present = frame.slots.account ?? null;
  if (slots.account?.type !== 'account' || present === null || !wantsOtherAccount(words)) return [];
  return [{ name: 'account', value: otherAccount(draft.state.identity, present) }];
}

/** What of the words differs from what the frame's slots hold: what a customer corrects. */
export function correctionsIn(draft: Draft, frame: Frame, heard: Heard): Correction[] {
  const confirming = flowOf(draft, frame).nodes.get(frame.node ?? '')?.kind === 'confirm';
  const slots = Object.entries(flowOf(draft, frame).slots);
  const replaced = replacedPart(frame, wordsOf(heard.input));
  if (replaced && isValid(draft, frame, replaced.name, replaced.value)) return [replaced];
  const found: Correction[] = [];
  const differs = (name: string, value: SlotValue | undefined): value is SlotValue =>
    value !== undefined && !sameValue(frame.slots[name] ?? null, value) && isValid(draft, frame, name, value);
  for (const entity of rightOnesFirst(heard.understanding)) {
    const fits = slots.find(
      ([name, spec]) =>
        spec.free && !found.some((f) => f.name === name) && differs(name, fromEntity(spec.type, entity)),
    );
    if (!fits) continue;
    const [name, { type }] = fits;
    const value = fromEntity(type, entity)!;
    found.push({ name, value: type === 'address' ? inSameCity(frame.slots[name], value) : value });
  }
  const said = wordsOf(heard.input);
  const early = choicesHeard(slots, compact(said)).filter(
    ({ name }) => frame.slots[name] === null && !isQuestion(said),
  );
  return found.length || early.length
    ? [...found, ...early]
    : correctedChoice(frame, slots, heard, { now: draft.context.now, confirming, differs });
}

/** "28号发工资，改30号吧": what follows the word that puts right counts before what was said on the way. */
function rightOnesFirst(understanding: Understanding | null): Entity[] {
  const { text = '', entities = [] } = understanding ?? {};
  const at = /.*(改成|改为|改到|改|换成|换到|应该是|不如)/su.exec(text)?.[0].length ?? -1;
  return [...entities].sort((a, b) => Number(b.start >= at) - Number(a.start >= at));
}

/** Whether nothing but a choice is told once more: heard, and nothing new. */
export function repeatsChoice(draft: Draft, frame: Frame, words: string): boolean {
  return Object.entries(flowOf(draft, frame).slots).some(([name, spec]) => {
    const held = frame.slots[name];
    const read = spec.type === 'choice' && held ? readChoice(spec, compact(words)) : undefined;
    return read?.exact && read.value === held;
  });
}

/** From this length on a statement can be a part of the story. */
const STORY = 6;

/** What is told besides, after the story was told: it belongs to the story, and is not lost. */
export function additionsIn(
  draft: Draft,
  frame: Frame,
  { words, intent, understanding }: Said,
): Correction[] {
  const flow = flowOf(draft, frame);
  const story = Object.keys(flow.slots).find(
    (name) => flow.slots[name]!.type === 'text' && typeof frame.slots[name] === 'string',
  );
  const other = intent !== null && !flow.triggers.includes(intent) && certainty(understanding) > LIKELY;
  if (!story || other || compact(words).length < STORY || isQuestion(words)) return [];
  return [{ name: story, value: `${frame.slots[story]}；${words.trim()}`, adds: true }];
}
const LIKELY = 0.6;

/** "不是12号，是15号": a part of what was told, put right. */
function replacedPart(frame: Frame, words: string): Correction | null {
  const [, wrong = '', right = ''] =
    /不是([^，,。\s]{1,12}?)[，,。\s]*(?:应该|而)?是([^，,。\s]{1,12}?)[，,。]?$/.exec(words.trim()) ?? [];
  if (!wrong || !right) return null;
  const held = Object.entries(frame.slots).find(
    ([, value]) => typeof value === 'string' && value.length > wrong.length && value.includes(wrong),
  );
  return held ? { name: held[0], value: String(held[1]).replace(wrong, right) } : null;
}

const UP_TO_DISTRICT = /^.*?[市州](?:[^市]{1,4}[区县市])?/;

/** A road told anew lies in the city that was told before, unless another is named. */
function inSameCity(held: SlotValue | undefined, told: SlotValue): SlotValue {
  if (typeof held !== 'string' || typeof told !== 'string' || /[市州]|[^小社园]区|县/.test(told)) return told;
  return (UP_TO_DISTRICT.exec(held)?.[0] ?? '') + told;
}

/** Where yes or no was asked, a figure in a few words is the right figure: "太多了，一百吧". */
function isShort(said: string): boolean {
  return compact(said).length <= 14 && !isQuestion(said);
}

/** Slots for which a bare figure will do when it is said to be the right one: "改成200". */
const FIGURES: readonly SlotSpec['type'][] = ['number', 'hours', 'amount', 'energy', 'power', 'capacity'];

/** A choice or a figure said anew: "不对，是三相". */
function correctedChoice(
  frame: Frame,
  slots: [string, SlotSpec][],
  heard: Heard,
  how: {
    now: string;
    confirming: boolean;
    differs: (name: string, value: SlotValue | undefined) => boolean;
  },
): Correction[] {
  const { now, confirming, differs } = how;
  const said = wordsOf(heard.input);
  const words = compact(said).replace(/^(不对|不是|错了|说错了|应该|改成|改为|换成|改|是)+/, '');
  const filled = slots.filter(([name]) => frame.slots[name] !== null);
  for (const [name, spec] of filled) {
    if (spec.type !== 'choice' || isQuestion(said)) continue;
    const read = readChoice(spec, words);
    if (read?.exact && differs(name, read.value)) return [{ name, value: read.value }];
  }
  const figures = filled.filter(([, spec]) => FIGURES.includes(spec.type));
  const [only] = figures;
  if (figures.length !== 1 || !only || !(confirming ? isShort(said) : words !== compact(said))) return [];
  const input = { kind: 'text' as const, text: words };
  const read = readAnswer(only[1], { input, understanding: heard.understanding, options: [], now });
  return read && differs(only[0], read.value) ? [{ name: only[0], value: read.value }] : [];
}
