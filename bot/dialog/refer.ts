/** What words refer back to: the last business once more, one of the choices offered, a slot to be corrected. */
import type { Entity } from '../../nlu/mod.ts';
import type { Command, Heard, Said } from './command.ts';
import { type Draft, flowOf } from './context.ts';
import { evaluate } from './expression.ts';
import type { SlotSpec } from './flow.ts';
import type { Flow } from './program.ts';
import { readChoice, readListed } from './reading/choice.ts';
import { fromEntity, readAnswer } from './slots.ts';
import { isValid, sameValue } from './stack.ts';
import type { Frame, SlotValue } from './state.ts';
import { startIntent } from './take-up.ts';
import { ownAccount, speaksOfOwn } from './whose.ts';
import { certainty, compact, isQuestion, wordsOf } from './words.ts';

/** "那上个月呢", "另一个户号", "和刚才一样": the last business flow once more, with what is new. */
export function ellipsis(draft: Draft, said: Said): Command | null {
  const { state, context } = draft;
  const { words, intent, understanding } = said;
  const last = state.memory.last;
  if (!last || compact(words).length > 16) return null;
  const flow = context.flows.latest(last.flow);
  if (!flow) return null;
  const sameTopic = intent === null || flow.triggers.includes(intent);
  const elliptic =
    /^(那|那么|还有|再|换|另|改|不对|不是|错了|要是|如果|如是|呢|那个)|呢[？?]?$|也(查|看|帮)|一样|再(来|查|看|算|办)/.test(
      words.trim(),
    );
  const again = (changed: Record<string, SlotValue>): Command => ({
    do: 'again',
    flow,
    slots: { ...carriedOver(flow, last.slots, changed), ...changed },
  });
  if (OTHER_ACCOUNT.test(words) && (sameTopic || ONLY_OTHER_ACCOUNT.test(compact(words))))
    return again({ account: otherAccount(draft, last.slots.account ?? null) });
  const own = ownAccount(state.identity, state.memory.account);
  if (
    own &&
    own !== last.slots.account &&
    'account' in flow.slots &&
    speaksOfOwn(words) &&
    (sameTopic || elliptic)
  )
    return again({ account: own });
  const shifted = shiftedMonth(flow, last.slots, words);
  if (shifted) return again(shifted);
  const place = otherPlace(flow, last.slots, words);
  if (place) return again(place);
  const named = readListed(state.memory.listed ?? [], compact(words), understanding);
  if (named && named !== last.slots.account && elliptic) return again({ account: named });
  const entities = understanding?.entities ?? [];
  const changed = newValues(flow, last.slots, entities);
  if (Object.keys(changed).length && nothingElse(words, entities)) return again(changed);
  if (
    Object.keys(changed).length &&
    (elliptic
      ? sameTopic || certainty(understanding) < 0.6
      : intent === null && entities.some((e) => e.text.length >= compact(words).length - 3))
  )
    return again(changed);
  return null;
}

/** "那文昌里呢": another place, though nobody could know that it is one. */
function otherPlace(
  flow: Flow,
  held: Readonly<Record<string, SlotValue>>,
  words: string,
): Record<string, SlotValue> | null {
  const place = /^(?:那么?)?([一-鿿\d]{2,12}?)(?:那边|那里|那块)?呢(?:今天|明天|后天)?$/.exec(
    compact(words),
  )?.[1];
  const name = Object.keys(flow.slots).find((slot) => flow.slots[slot]!.type === 'address' && held[slot]);
  if (
    !place ||
    !name ||
    /什么|几|多|为|怎|[今明后昨前]天|月|周|费|钱|单|表|我|他|你|谁|哪|要|没|不|号$/.test(place)
  )
    return null;
  return { [name]: place };
}

/** "再上个月呢", "再往前一个月": a month before the one told last. */
function shiftedMonth(
  flow: Flow,
  held: Readonly<Record<string, SlotValue>>,
  words: string,
): Record<string, SlotValue> | null {
  const back = /^(那|那么)?再?(往前|上|前)(推|数|看)?一?个月(呢|的|的呢|看看|也看看)?$/.test(compact(words));
  const forth = /^(那|那么)?(再?(往后|下)(推|数|看)?一?个月)(呢|的|的呢|看看)?$/.test(compact(words));
  const name = Object.keys(flow.slots).find((slot) => flow.slots[slot]!.type === 'month' && held[slot]);
  if (!name || (!/再|往/.test(words) && !forth) || !(back || forth)) return null;
  return { [name]: evaluate(`months(month, ${back ? -1 : 1})`, { month: held[name] }) as SlotValue };
}

const OTHER_ACCOUNT = /另(外)?一?个?(户号|户|账户|房子|套)|换(一)?个?(户号|户)|别的户号/;
/** The other account and nothing else. */
const ONLY_OTHER_ACCOUNT =
  /^(那|再|帮我|我想|想|要|查|看|换|换成|换到)*(另外?|别的|换)一?个?(户号|户|账户|房子|那套)(呢|的|吧|查|看看|也查|也看看)?$/;

/** The customer's other account; null when there is none or a choice of several. */
function otherAccount(draft: Draft, present: SlotValue): string | null {
  const others = draft.state.identity.bound.filter((account) => account !== present);
  return others.length === 1 ? others[0]! : null;
}

/** "换另一个户号" in the middle of a flow: the account is to be another one. */
export function switchAccount(draft: Draft, frame: Frame, words: string): Correction[] {
  const { slots } = flowOf(draft, frame);
  const present = frame.slots.account ?? null;
  if (slots.account?.type !== 'account' || present === null || !ONLY_OTHER_ACCOUNT.test(compact(words)))
    return [];
  return [{ name: 'account', value: otherAccount(draft, present) }];
}

/** Slots that the entities of a new message change; each entity changes one, one that had a value before all others. */
function newValues(
  flow: Flow,
  held: Readonly<Record<string, SlotValue>>,
  entities: readonly Entity[],
): Record<string, SlotValue> {
  const changed: Record<string, SlotValue> = {};
  for (const entity of entities) {
    const fitting = Object.entries(flow.slots).filter(
      ([name, spec]) => spec.free && !(name in changed) && fromEntity(spec.type, entity) !== undefined,
    );
    const target = fitting.find(([name]) => (held[name] ?? null) !== null) ?? fitting[0];
    const value = target && fromEntity(target[1].type, entity);
    if (value !== undefined && !sameValue(held[target![0]] ?? null, value)) changed[target![0]] = value;
  }
  return changed;
}

/** What a request is about; another one makes what was found out about the first worthless. */
const SUBJECTS: readonly SlotSpec['type'][] = ['account', 'address', 'order'];
/** What a customer finds out or tells of the subject. */
const FINDINGS: readonly SlotSpec['type'][] = ['choice', 'yesno', 'text', 'image', 'number'];

/** The slots of the last request that hold for the next one as well. */
function carriedOver(
  flow: Flow,
  held: Readonly<Record<string, SlotValue>>,
  changed: Readonly<Record<string, SlotValue>>,
): Record<string, SlotValue> {
  const anew = Object.keys(changed).some((name) => SUBJECTS.includes(flow.slots[name]!.type));
  const kept = Object.entries(held).filter(([name]) => {
    const spec = flow.slots[name];
    return spec && !(anew && !spec.listen && FINDINGS.includes(spec.type));
  });
  return Object.fromEntries(kept);
}

/** Whether the words hold nothing but the entities and the little words around them. */
export function nothingElse(words: string, entities: readonly Entity[]): boolean {
  const rest = entities.reduce((text, e) => text.replace(e.text, ''), words);
  return (
    compact(rest).replace(
      /不对|不是|错了|应该|那么|如果|要是|还有|帮我|充值|充|交|一下|看看|那|呢|的|换|改|成|查|看|再|也|是|要|份|个|我|请|吧|啊|想|问/g,
      '',
    ) === ''
  );
}

/** One of the intents that the customer was asked to choose from. */
export function chooseClarified(draft: Draft, { words, understanding }: Said): Command | null {
  const { clarifying } = draft.state;
  if (!clarifying) return null;
  const ordinal = understanding?.entities.find((e) => e.type === 'ordinal');
  const place = ordinal ? Number(ordinal.value) : /^[1-3]$/.test(words.trim()) ? Number(words.trim()) : null;
  const byPlace =
    place === null ? undefined : place < 0 ? clarifying.intents.at(place) : clarifying.intents[place - 1];
  const byName = clarifying.intents.find((id) => {
    const name = draft.context.intents.get(id)?.name ?? '';
    return compact(words).length >= 2 && (name.includes(compact(words)) || compact(words).includes(name));
  });
  const chosen = byPlace ?? byName;
  if (chosen) return startIntent(draft, chosen, null);
  const yes = /^(是|对|行|好|嗯|可以|是的|对的|好的)+[啊呀吧]?$/.test(compact(words));
  return yes ? { do: 'cannotHandle', outOfScope: false } : null;
}

interface Correction {
  name: string;
  value: SlotValue;
}

/** What of the words differs from what the frame's slots hold: what a customer corrects. */
export function correctionsIn(draft: Draft, frame: Frame, heard: Heard): Correction[] {
  const confirming = flowOf(draft, frame).nodes.get(frame.node ?? '')?.kind === 'confirm';
  const slots = Object.entries(flowOf(draft, frame).slots);
  const found: Correction[] = [];
  const differs = (name: string, value: SlotValue | undefined): value is SlotValue =>
    value !== undefined && !sameValue(frame.slots[name] ?? null, value) && isValid(draft, frame, name, value);
  for (const entity of heard.understanding?.entities ?? []) {
    const fits = slots.find(
      ([name, spec]) =>
        spec.free && !found.some((f) => f.name === name) && differs(name, fromEntity(spec.type, entity)),
    );
    if (fits) found.push({ name: fits[0], value: fromEntity(fits[1].type, entity)! });
  }
  return found.length
    ? found
    : correctedChoice(frame, slots, heard, { now: draft.context.now, confirming, differs });
}

/** Where yes or no was asked, a figure in a few words is the right figure: "太多了，一百吧". */
function isShort(said: string): boolean {
  return compact(said).length <= 14 && !isQuestion(said);
}

/** Slots for which a bare figure will do when it is said to be the right one: "改成200". */
const FIGURES: readonly SlotSpec['type'][] = ['number', 'hours', 'amount', 'energy', 'power', 'capacity'];

/** A choice or a figure said anew ("不对，是三相"), or a choice told before it is asked for ("开关没跳"). */
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
  for (const [name, spec] of slots) {
    if (!spec.listen || frame.slots[name] !== null) continue;
    const read = readChoice(spec, words);
    if (read) return [{ name, value: read.value }];
  }
  const filled = slots.filter(([name]) => frame.slots[name] !== null);
  for (const [name, spec] of filled) {
    if (spec.type !== 'choice') continue;
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
