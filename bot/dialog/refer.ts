/** What words refer back to: the last business once more, one of the choices offered, a slot to be corrected. */
import type { Entity } from '../../nlu/mod.ts';
import type { Command, Heard } from './command.ts';
import { type Draft, flowOf } from './context.ts';
import { fromEntity } from './slots.ts';
import { isValid, sameValue } from './stack.ts';
import type { Frame, SlotValue } from './state.ts';
import { startIntent } from './take-up.ts';
import { certainty, compact } from './words.ts';

/** "那上个月呢", "另一个户号", "和刚才一样": the last business flow once more, with what is new. */
export function ellipsis(draft: Draft, heard: Heard, words: string, intent: string | null): Command | null {
  const { state, context } = draft;
  const last = state.memory.last;
  if (!last || compact(words).length > 16) return null;
  const flow = context.flows.latest(last.flow);
  if (!flow) return null;
  const sameTopic = intent === null || flow.triggers.includes(intent);
  const elliptic =
    /^(那|那么|还有|再|换|另|改|要是|如果|如是|呢|那个)|呢[？?]?$|也(查|看|帮)|一样|再(来|查|看|算|办)/.test(
      words.trim(),
    );
  if (
    /另(外)?一?个?(户号|户|账户|房子|套)|换(一)?个?(户号|户)|别的户号/.test(words) &&
    (sameTopic || ANOTHER.test(compact(words)))
  ) {
    const others = state.identity.bound.filter((a) => a !== last.slots.account);
    const account = others.length === 1 ? others[0]! : null;
    return { do: 'again', flow, slots: { ...last.slots, account } };
  }
  const entities = heard.understanding?.entities ?? [];
  const changed: Record<string, SlotValue> = {};
  for (const entity of entities)
    for (const [name, spec] of Object.entries(flow.slots)) {
      const value = fromEntity(spec.type, entity, false);
      if (value !== undefined && !sameValue(last.slots[name] ?? null, value)) changed[name] = value;
    }
  if (Object.keys(changed).length && nothingElse(words, entities))
    return { do: 'again', flow, slots: { ...last.slots, ...changed } };
  if (
    Object.keys(changed).length &&
    (elliptic
      ? sameTopic || certainty(heard.understanding) < 0.6
      : intent === null && entities.some((e) => e.text.length >= compact(words).length - 3))
  )
    return { do: 'again', flow, slots: { ...last.slots, ...changed } };
  return null;
}

/** The other account and nothing else. */
const ANOTHER = /^(那|再|帮我|查|看)*(另外?|换|别的)一?个?(户号|户|账户|房子|那套)(呢|的|也查|也看看)?$/;

/** Whether the words hold nothing but the entities and the little words around them. */
function nothingElse(words: string, entities: readonly Entity[]): boolean {
  const rest = entities.reduce((text, e) => text.replace(e.text, ''), words);
  return (
    compact(rest).replace(
      /那么|如果|要是|还有|帮我|一下|看看|那|呢|的|换|改|成|查|看|再|也|是|要|份|个|我|请|吧|啊|想|问/g,
      '',
    ) === ''
  );
}

export function chooseClarified(draft: Draft, heard: Heard, words: string): Command | null {
  const { clarifying } = draft.state;
  if (!clarifying) return null;
  const ordinal = heard.understanding?.entities.find((e) => e.type === 'ordinal');
  const place = ordinal ? Number(ordinal.value) : /^[1-3]$/.test(words.trim()) ? Number(words.trim()) : null;
  const byPlace =
    place === null ? undefined : place < 0 ? clarifying.intents.at(place) : clarifying.intents[place - 1];
  const byName = clarifying.intents.find((id) => {
    const name = draft.context.intents.get(id)?.name ?? '';
    return compact(words).length >= 2 && (name.includes(compact(words)) || compact(words).includes(name));
  });
  const chosen = byPlace ?? byName;
  return chosen ? startIntent(draft, chosen, null) : null;
}

/** Entities that differ from what the frame's slots hold: what a customer corrects. */
export function correctionsIn(
  draft: Draft,
  frame: Frame,
  entities: readonly Entity[],
): { name: string; value: SlotValue }[] {
  const found: { name: string; value: SlotValue }[] = [];
  for (const entity of entities)
    for (const [name, spec] of Object.entries(flowOf(draft, frame).slots)) {
      if (!spec.free || found.some((f) => f.name === name)) continue;
      const value = fromEntity(spec.type, entity, false);
      if (
        value === undefined ||
        sameValue(frame.slots[name] ?? null, value) ||
        !isValid(draft, frame, name, value)
      )
        continue;
      found.push({ name, value });
      break;
    }
  return found;
}
