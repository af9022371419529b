/** How an intent is taken up: by its flow, by its article, or by a courtesy. */
import type { Hit } from '../../knowledge/mod.ts';
import type { Command, Heard } from './command.ts';
import type { Draft } from './context.ts';
import type { ConversationState } from './state.ts';
import { asksWhy, isPersonal, isQuestion, isRequest, wordsOf } from './words.ts';

/** From this textual likeness to an article's question on, a "how" question is about the rule and not a request to act. */
const RULE_SIMILARITY = { query: 0.8, place: 0.92, other: 0.65, impersonal: 0.5 };
/** Search score from which on the article is held to be the one, and less likeness will do. */
const SURE_HIT = 0.9;

/**
 * A query about a place is meant for that place unless it asks the rule almost word for word; what can be done is asked
 * after as a rule more easily when nobody says that it is for them ("停电赔偿吗").
 */
function isRule(
  { identity }: ConversationState,
  { similarity, score }: Hit,
  words: string,
  query: boolean,
  place: boolean,
): boolean {
  if (query) return similarity >= (place ? RULE_SIMILARITY.place : RULE_SIMILARITY.query);
  const impersonal = score >= SURE_HIT && (!isPersonal(words) || identity.bound.length === 0);
  return similarity >= (impersonal ? RULE_SIMILARITY.impersonal : RULE_SIMILARITY.other);
}

/**
 * The command that takes up an intent: its flow, its article, or its courtesy pattern. A question about the rules of
 * something that one can also do is answered first ("要什么材料"), and the act is offered or begun behind it.
 */
export function startIntent(draft: Draft, said: string, heard: Heard | null, words = ''): Command | null {
  const intent = ruledBy(said, heard);
  const info = draft.context.intents.get(intent);
  const flow = draft.context.flows.byIntent(intent);
  if (info?.kind === 'act') return { do: 'act', intent };
  const topic = heard ? bestTopic(draft, heard.hits, intent) : null;
  if (info?.kind === 'faq' && topic && !(flow && heard && looksUp(draft, heard)))
    return { do: 'answer', topic, offer: true };
  if (info?.kind === 'faq' && flow && heard && looksUp(draft, heard))
    return { do: 'start', intent, flow, preface: null };
  if (flow) {
    const asked = words || (heard ? wordsOf(heard.input) : '');
    const hit = heard?.hits[0];
    const ruled =
      hit &&
      !info?.urgent &&
      isQuestion(asked) &&
      !isRequest(asked) &&
      !asksWhy(asked) &&
      draft.context.articleIntent(hit.topic) === intent &&
      isRule(draft.state, hit, asked, info?.kind === 'query', 'address' in flow.slots);
    const ownPlace = heard?.understanding?.entities.some((e) => e.type === 'address' || e.type === 'account');
    if (ruled && info?.kind === 'query' && !ownPlace) return { do: 'answer', topic: hit.topic, offer: true };
    return { do: 'start', intent, flow, preface: ruled ? hit.topic : null };
  }
  return topic ? { do: 'answer', topic, offer: true } : null;
}

/** An FAQ that can be looked up for the account is, when it was offered or asked about the customer's own account. */
function looksUp({ state }: Draft, { input }: Heard): boolean {
  return input.kind === 'choice' || (state.identity.bound.length > 0 && isPersonal(wordsOf(input)));
}

function bestTopic(draft: Draft, hits: readonly Hit[], intent: string): string | null {
  const first = hits[0];
  if (!first) return null;
  if (draft.context.articleIntent(first.topic) === intent) return first.topic;
  if (first.score >= draft.context.searchThreshold && first.similarity >= 0.9) return first.topic;
  return (
    hits.find((h) => draft.context.articleIntent(h.topic) === intent)?.topic ??
    (first.score >= draft.context.searchThreshold ? first.topic : null)
  );
}

/** Intents.yaml rules that a price asked for a quantity is a sum: "二百度电多少钱". */
function ruledBy(intent: string, heard: Heard | null): string {
  const quantity = heard?.understanding?.entities.some((e) => e.type === 'energy');
  const price = ['tariff.price', 'tariff.tier', 'tariff.tou'].includes(intent);
  return price && quantity && heard && /多少钱|几块|几多|算|电费/.test(wordsOf(heard.input))
    ? 'tariff.calc'
    : intent;
}
