/** How an intent is taken up: by its flow, by its article, or by a courtesy. */
import type { Hit } from '../../knowledge/mod.ts';
import type { Command, Heard } from './command.ts';
import type { Draft, IntentInfo } from './context.ts';
import type { Flow } from './program.ts';
import { speaksOfOwn } from './whose.ts';
import { asksRule, asksWhy, compact, isPersonal, isQuestion, isRequest, wordsOf } from './words.ts';

/**
 * From this textual likeness to an article's question on, a question is about the rule and not a request to act. One
 * about a place is meant for that place unless it asks the rule almost word for word; what can be done is asked after
 * as a rule more easily when nobody says for whom or how much ("停电赔偿吗").
 */
const RULE_SIMILARITY = { query: 0.8, place: 0.92, other: 0.65, impersonal: 0.5 };
/** Search score from which on the article is held to be the one, and less likeness will do. */
const SURE_HIT = 0.9;

/**
 * The command that takes up an intent: its flow, its article, or its courtesy pattern. A question about the rules of
 * something that one can also do is answered first ("要什么材料"), and the act is offered or begun behind it.
 */
export function startIntent(draft: Draft, said: string, heard: Heard | null): Command | null {
  const intent = ruledBy(said, heard);
  const info = draft.context.intents.get(intent);
  const flow = draft.context.flows.byIntent(intent);
  if (info?.kind === 'act') return { do: 'act', intent };
  const topic = heard ? bestTopic(draft, heard.hits, intent) : null;
  if (topic && heard && (!flow || (info?.kind === 'faq' && !looksUp(draft, heard))))
    return { do: 'answer', topic, offer: true };
  if (!flow) return null;
  const rule = info && heard ? ruleAsked(draft, heard, info, flow) : null;
  if (rule && info?.kind === 'query' && !namesSubject(heard))
    return { do: 'answer', topic: rule, offer: true };
  return { do: 'start', intent, flow, preface: rule };
}

/** The article that states the rule asked after, when a rule was asked after and not the customer's own case. */
function ruleAsked(
  draft: Draft,
  heard: Heard,
  { id, kind, urgent }: IntentInfo,
  { slots }: Flow,
): string | null {
  const [hit] = heard.hits;
  const words = wordsOf(heard.input);
  if (!hit || draft.context.articleIntent(hit.topic) !== id) return null;
  if (urgent || kind === 'faq' || !isQuestion(words) || isRequest(words) || asksWhy(words)) return null;
  const { identity } = draft.state;
  const entities = heard.understanding?.entities ?? [];
  const ofOwnCase =
    entities.some((e) => Object.values(slots).some((s) => s.free && s.type === e.type)) ||
    (identity.bound.length > 0 && (isPersonal(words) || speaksOfOwn(words)));
  const impersonal = hit.score >= SURE_HIT && !ofOwnCase;
  const enough =
    kind === 'query'
      ? RULE_SIMILARITY[slots.address ? 'place' : 'query']
      : RULE_SIMILARITY[impersonal ? 'impersonal' : 'other'];
  return hit.similarity >= enough ? hit.topic : null;
}

/** Whether it is said what the question is about. */
function namesSubject(heard: Heard | null): boolean {
  return Boolean(heard?.understanding?.entities.some((e) => e.type === 'address' || e.type === 'account'));
}

/** So few words ask about what was spoken of. */
const ELLIPTIC = 9;

/**
 * An FAQ that can be looked up for the account is, when it was offered, asked about the customer's own account, or
 * asked in a few words after something of the account was told ("那合多少钱一度").
 */
function looksUp({ state }: Draft, { input }: Heard): boolean {
  const words = wordsOf(input);
  const follows = typeof state.memory.last?.slots.account === 'string' && compact(words).length <= ELLIPTIC;
  return (
    input.kind === 'choice' ||
    (state.identity.bound.length > 0 && (isPersonal(words) || (follows && !asksRule(words))))
  );
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
