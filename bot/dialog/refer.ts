/** What words refer back to: the last business once more, or one of the intents that were offered. */
import type { Entity } from '../../nlu/mod.ts';
import type { Command, Said } from './command.ts';
import type { Draft } from './context.ts';
import { evaluate } from './expression.ts';
import type { SlotSpec } from './flow.ts';
import type { Flow } from './program.ts';
import { choicesHeard, readListed } from './reading/choice.ts';
import { fromEntity } from './slots.ts';
import { sameValue } from './stack.ts';
import type { SlotValue } from './state.ts';
import { startIntent } from './take-up.ts';
import { otherAccount, ownAccount, speaksOfOther, speaksOfOwn, wantsOtherAccount } from './whose.ts';
import { certainty, compact, nothingElse } from './words.ts';

/** "那上个月呢", "另一个户号", "和刚才一样": the last business flow once more, with what is new. */
export function ellipsis(draft: Draft, said: Said): Command | null {
  const { state, context } = draft;
  const { intent, understanding } = said;
  const words = said.words.replace(PARTICLES, '呢');
  const last = state.memory.last;
  const flow = last && context.flows.latest(last.flow);
  if (!flow || compact(words).length > 24) return null;
  const again = (changed: Record<string, SlotValue>): Command => ({
    do: 'again',
    flow,
    slots: { ...carriedOver(flow, last.slots, changed), ...changed },
  });
  const entities = understanding?.entities ?? [];
  const changed = {
    ...newFigure(flow, last.slots, words, entities),
    ...newValues(flow, last.slots, entities),
  };
  const told = choicesHeard(listening(flow), compact(words)).find(
    ({ name, value }) => last.slots[name] !== value,
  );
  if (told && intent === null) return again({ ...changed, [told.name]: told.value });
  if (compact(words).length > 16) return null;
  const sameTopic = intent === null || flow.triggers.includes(intent);
  const elliptic =
    /^(那|那么|还有|再|换|另|改|不对|不是|错了|要是|如果|如是|呢|那个)|呢[？?]?$|也(查|看|帮)|一样|再(来|查|看|算|办)/.test(
      words.trim(),
    );
  if (wantsOtherAccount(words) || (sameTopic && speaksOfOther(words)))
    return again({ account: otherAccount(state.identity, last.slots.account ?? null) });
  const own = ownAccount(state.identity, state.memory.account);
  if (
    own &&
    own !== last.slots.account &&
    'account' in flow.slots &&
    speaksOfOwn(words) &&
    (sameTopic || elliptic)
  )
    return again({ account: own });
  const elsewhere = Object.keys(changed).some((name) => SUBJECTS.includes(flow.slots[name]!.type));
  if (elsewhere && intent === null && last.turn === state.turn - 1) return again(changed);
  const shifted = shiftedMonth(flow, last.slots, words);
  if (shifted) return again(shifted);
  const place = otherPlace(flow, last.slots, words);
  if (place) return again(place);
  const named = readListed(state.memory.listed ?? [], compact(words), understanding);
  if (named && named !== last.slots.account && elliptic) return again({ account: named });
  const months = Object.keys(changed).every((name) => flow.slots[name]!.type === 'month');
  const briefly = compact(words).length <= BRIEF && last.turn === state.turn - 1 && months;
  if (Object.keys(changed).length && (briefly || nothingElse(words, entities))) return again(changed);
  if (
    Object.keys(changed).length &&
    (elliptic
      ? sameTopic || certainty(understanding) < 0.6
      : intent === null && entities.some((e) => e.text.length >= compact(words).length - 3))
  )
    return again(changed);
  return null;
}

/** Final particles of many regions, all of which ask as 呢 does. */
const PARTICLES = /(咧|捏|嘞|哩|噻|撒|咯|哈|伐|哇)+[？?]?$/u;

/** Slots that a bare figure can be about. */
const FIGURES: readonly SlotSpec['type'][] = ['energy', 'power', 'amount', 'capacity', 'number', 'hours'];

/** "那一百五呢": the one figure of the last business, another one. */
function newFigure(
  flow: Flow,
  held: Readonly<Record<string, SlotValue>>,
  words: string,
  entities: readonly Entity[],
): Record<string, SlotValue> {
  const told = Object.keys(flow.slots).filter(
    (name) => FIGURES.includes(flow.slots[name]!.type) && typeof held[name] === 'number',
  );
  const figures = entities.filter((e) => e.type === 'number');
  const [name] = told;
  const value = Number(figures[0]?.value);
  if (
    told.length !== 1 ||
    figures.length !== 1 ||
    !name ||
    !/呢[？?]?$|^(要是|如果|换成?|那)/.test(words.trim())
  )
    return {};
  return { [name]: flow.slots[name]!.type === 'amount' ? Math.round(value * 100) : value };
}

/** So few words right after a business, with another month, are about that month: "8月肯定更多吧". */
const BRIEF = 8;

/** The slots that a choice of words alone may change once the business is over. */
function listening(flow: Flow): [string, SlotSpec][] {
  return Object.entries(flow.slots).filter(([, spec]) => spec.listen);
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
