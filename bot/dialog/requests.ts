/** Several requests in one message: what each of them names, and how the later ones wait their turn. */
import type { Entity, Understanding } from '../../nlu/mod.ts';
import type { Draft, InputEvent } from './context.ts';
import { sayArticle, sayCommon } from './speak.ts';
import { begin } from './stack.ts';

/** What belongs to the request that is taken up: all that was named, but for what other requests name. */
export function entitiesOf({ understanding }: InputEvent, intent: string): readonly Entity[] {
  if (!understanding) return [];
  const { clauses, entities } = understanding;
  const others = clauses.filter((c) => c.decision === 'accept' && c.intents[0]?.id !== intent);
  if (clauses.length < 2 || others.length === 0) return entities;
  const foreign = new Set(others.flatMap((c) => within(understanding, c.text)));
  const own = entities.filter((e) => !foreign.has(e));
  return own.length ? own : entities;
}

function within({ text, entities }: Understanding, clause: string): Entity[] {
  const at = text.indexOf(clause);
  return at < 0 ? [] : entities.filter((e) => e.start >= at && e.end <= at + clause.length);
}

/** Further requests of the same message wait. `taken`: the one that is taken up now; the message's own when absent. */
export function queueRequests(
  draft: Draft,
  { understanding, clauseTopics }: InputEvent,
  taken?: string,
): void {
  const { state, context } = draft;
  if (!understanding || understanding.clauses.length < 2) return;
  const served = taken ?? understanding.intents[0]?.id;
  for (const [place, clause] of understanding.clauses.entries()) {
    const intent = clause.intents[0]?.id;
    const kind = context.intents.get(intent ?? '')?.kind;
    if (clause.decision !== 'accept' || !intent || !kind || kind === 'act') continue;
    if (intent === served || state.queue.some((q) => q.intent === intent)) continue;
    state.queue.push({
      intent,
      text: clause.text,
      topic: kind === 'faq' ? (clauseTopics?.[place] ?? null) : null,
      entities: within(understanding, clause.text),
    });
  }
}

/** Begins the next request that waits. @returns whether one waited. */
export function takeUpNext(draft: Draft): boolean {
  const { state, context } = draft;
  const next = state.queue.shift();
  if (!next) return false;
  const name = context.intents.get(next.intent)?.name;
  const article = next.topic ? context.article(next.topic) : null;
  const flow = context.flows.byIntent(next.intent);
  if (!article && !flow) return true;
  if (next.account) sayCommon(draft, 'nextAccount', { account: next.account });
  else sayCommon(draft, 'nextRequest', { name: name ?? flow?.name });
  if (article) sayArticle(draft, article, state.queue.length === 0);
  else if (flow) {
    const { text, entities = [], account } = next;
    begin(draft, flow, { because: text, entities, ...(account ? { slots: { account } } : {}) });
  }
  return true;
}
