/** Follow-ups: a few words that only mean something after what was said before, read together with it. */
import type { Hit } from '../knowledge/mod.ts';
import type { RankedIntent, Understanding } from '../nlu/mod.ts';
import { type Aspect, aspectOf, passageOn } from './dialog/aspects.ts';
import type { FlowBook } from './dialog/context.ts';
import type { ConversationState } from './dialog/state.ts';
import { isQuestion, isRequest } from './dialog/words.ts';
import type { Ears } from './ears.ts';
import { familyOf } from './intents.ts';

/** Where words are said, and when. */
export interface Place {
  state: ConversationState;
  flows: FlowBook;
  text: string;
  now: Date;
}

interface Heard {
  understanding: Understanding;
  hits: Hit[];
}

/** What the words mean as a follow-up to what was said before; null when they stand by themselves. */
export async function followedUp(parts: Ears, place: Place, heard: Heard): Promise<Heard | null> {
  return (await ofBusinessDone(parts, place, heard)) ?? ofMatterInHand(parts, place, heard);
}

/** How follow-ups begin. */
const FOLLOW_UP =
  /^(那|那么|然后|还|要|需要|得|多久|几天|几个|多少|什么|带什么|怎么|在哪|收费|免费|可以|能|为什么|谁).{0,7}$|^.{1,6}呢[？?]?$/u;

/** Nothing but what is different: "公司的呢". */
const ELLIPSIS = /^(那|那么)?.{1,6}呢[？?]?$/u;
/** What is asked of a business just done, and of nothing else: "一共多少钱", "哪个月最高". */
const ABOUT_LAST =
  /^(那|那么)?((一?共|总共|合计|加起来)?(是|要|用了)?(多少|几)(钱|度|块|电)?|哪个?月(的|电费|用电)?最?(高|低|多|少|贵)|为(什么|啥)(这么|那么)?(高|多|贵|少|低)?)(呢|啊|呀|了)?[？?]?$/u;

async function ofBusinessDone(
  { understander, knowledge }: Ears,
  { state, flows, text, now }: Place,
  { understanding }: Heard,
): Promise<Heard | null> {
  const last = state.stack.length === 0 ? flows.latest(state.memory.last?.flow ?? '') : null;
  if (!last || understanding.decision === 'accept' || !ABOUT_LAST.test(text.trim())) return null;
  const meant = await understander.understand(`${last.name}，${text}`, { now });
  const [first] = meant.intents;
  const same = first && last.triggers.some((t) => familyOf(t) === familyOf(first.id));
  return meant.decision === 'accept' && same
    ? { understanding: meant, hits: knowledge.search(meant, { limit: LOOKED_AT, now }) }
    : null;
}

async function ofMatterInHand(parts: Ears, place: Place, heard: Heard): Promise<Heard | null> {
  const { text, now, state } = place;
  const { understanding } = heard;
  const aspect = text.trim().length <= LONGEST_ASPECT ? aspectOf(text) : null;
  const about = subject(parts, place);
  if (!about || !follows(about, place, heard, aspect, parts.knowledge.threshold)) return null;
  const inContext = await parts.understander.understand(`${about.words}，${text}`, { now });
  const related = parts.knowledge
    .search(inContext, { limit: LOOKED_AT, now })
    .filter((h) => aspect || about.running || h.topic !== state.memory.topic)
    .filter((h) => about.intents.includes(parts.knowledge.article(h.topic, now)?.intent ?? ''));
  const hits = aspect ? tellingOf(parts, related, aspect, now) : related;
  if (!hits.length || hits[0]!.score < parts.knowledge.threshold) return null;
  return {
    understanding: about.running
      ? { ...understanding, decision: 'reject' }
      : { ...understanding, decision: 'clarify', intents: aboutIt(about, understanding) },
    hits,
  };
}

/** So many articles are looked at for those on the matter in hand. */
const LOOKED_AT = 40;
/** More characters than these are a request of their own. */
const LONGEST_ASPECT = 20;

/** Whether the words are about the subject, and no request of their own. */
function follows(
  about: Subject,
  { text, flows }: Place,
  { understanding, hits }: Heard,
  aspect: Aspect | null,
  threshold: number,
): boolean {
  const short = FOLLOW_UP.test(text.trim());
  if (understanding.clauses.length > 1 && !(about.running && aspect)) return false;
  if (about.running) {
    const own = businessIn(understanding, flows);
    const certain = own && own.probability >= CERTAIN && !about.intents.includes(own.id);
    const plain = own && own.probability >= PLAIN && !aspect;
    return (
      (aspect !== null || short || isQuestion(text)) &&
      !isRequest(text) &&
      !asksVerbatim(text, hits) &&
      !certain &&
      !plain
    );
  }
  const unclear =
    understanding.decision !== 'accept' && ((hits[0]?.score ?? 0) < threshold || ELLIPSIS.test(text.trim()));
  const asked = about.told && aspect !== null;
  return (short && unclear) || (asked && (unclear || (understanding.intents[0]?.probability ?? 0) < PLAIN));
}

/** From this probability on business stands by itself, whatever is asked of it… */
const CERTAIN = 0.9;
/** …and from this one when nothing is asked that is asked of any business. */
const PLAIN = 0.8;

/** The business that was understood. */
function businessIn({ decision, intents: [first] }: Understanding, flows: FlowBook): RankedIntent | null {
  return decision === 'accept' && first && flows.byIntent(first.id) ? first : null;
}

/** From this likeness on to an article's own question that article is asked for, whatever is being done. */
const VERBATIM = 0.8;
/** So few characters ask the same of any business. */
const SHORT = 8;

function asksVerbatim(text: string, [first]: readonly Hit[]): boolean {
  return text.length > SHORT && (first?.similarity ?? 0) >= VERBATIM;
}

/** Articles on the matter that speak of what is asked about it answer it, however little the words look like theirs. */
function tellingOf({ knowledge }: Ears, related: Hit[], aspect: Aspect, now: Date): Hit[] {
  const speaksOfIt = ({ topic }: Hit) =>
    passageOn(knowledge.article(topic, now)?.answer.text ?? '', aspect) !== null;
  const telling = related
    .filter(speaksOfIt)
    .map((hit) => ({ ...hit, score: Math.max(hit.score, knowledge.threshold) }));
  return [...telling, ...related.filter((hit) => !speaksOfIt(hit))];
}

/** A follow-up is about what was told, whatever its few words look like. */
function aboutIt({ intents: [about] }: Subject, { intents }: Understanding): Understanding['intents'] {
  return about === undefined
    ? intents
    : [{ id: about, probability: 1 }, ...intents.filter(({ id }) => id !== about)];
}

interface Subject {
  words: string;
  /** Intents whose articles speak of it. */
  intents: string[];
  /** It is being done, not only spoken of. */
  running: boolean;
  /** An article told it. */
  told: boolean;
}

/** What a follow-up refers to: the business in hand, the article told last, or the business done last. */
function subject({ knowledge }: Ears, { state, flows, now }: Place): Subject | null {
  const frame = state.stack.findLast((f) => !flows.version(f.flow, f.version)?.pattern);
  const flow = frame && flows.version(frame.flow, frame.version);
  if (flow) {
    const family = flow.triggers.flatMap((t) => [t, ...RELATED.filter((r) => r.includes(t)).flat()]);
    return { words: flow.name, intents: family, running: true, told: false };
  }
  const article = state.memory.topic ? knowledge.article(state.memory.topic, now) : null;
  if (article) return { words: article.question, intents: [article.intent], running: false, told: true };
  const done = flows.latest(state.memory.last?.flow ?? '');
  return done && { words: done.name, intents: done.triggers, running: false, told: false };
}

/** Intents that a customer does not tell apart while one of them is being done. */
const RELATED = [
  ['outage.report', 'outage.progress', 'outage.query'],
  ['arrears.query', 'arrears.reconnect', 'arrears.cutoff', 'bill.late_fee'],
  ['meter.verify', 'bill.dispute'],
  ['service.complaint', 'service.order_progress'],
  ['tariff.household', 'tariff.tier'],
  ['bill.pay', 'bill.pay_methods', 'bill.not_credited'],
];
