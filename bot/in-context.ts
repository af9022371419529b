/** What words mean after what was said before: a quick reply typed, a follow-up, several meanings of which one fits. */
import type { Hit, Knowledge } from '../knowledge/mod.ts';
import type { Understander, Understanding } from '../nlu/mod.ts';
import { type Aspect, aspectOf, passageOn } from './dialog/aspects.ts';
import type { FlowBook } from './dialog/context.ts';
import type { ConversationState } from './dialog/state.ts';
import { isQuestion, isRequest, wordsOf } from './dialog/words.ts';
import { withoutTakenBack } from './self-repair.ts';
import type { IncomingMessage } from './types.ts';

export interface Ears {
  understander: Understander;
  knowledge: Knowledge;
  clock: () => Date;
}

export interface Understood {
  understanding: Understanding | null;
  hits: Hit[];
  clauseTopics?: (string | null)[];
}

/** A few words that only mean something after what was said before. */
const FOLLOW_UP =
  /^(那|那么|然后|还|要|需要|得|多久|几天|几个|多少|什么|带什么|怎么|在哪|收费|免费|可以|能|为什么|谁).{0,7}$|^.{1,6}呢[？?]?$/u;

/** Nothing but what is different: "公司的呢". */
const ELLIPSIS = /^(那|那么)?.{1,6}呢[？?]?$/u;
/** What is asked of a business just done, and of nothing else: "一共多少钱", "哪个月最高". */
const ABOUT_LAST =
  /^(那|那么)?((一?共|总共|合计|加起来)?(是|要|用了)?(多少|几)(钱|度|块|电)?|哪个?月(的|电费|用电)?最?(高|低|多|少|贵)|为(什么|啥)(这么|那么)?(高|多|贵|少|低)?)(呢|啊|呀|了)?[？?]?$/u;

/** A short follow-up ("那多久呢") is searched together with what it follows. */
export async function understand(
  parts: Ears,
  state: ConversationState,
  flows: FlowBook,
  message: IncomingMessage,
): Promise<Understood> {
  const text = meant(state, wordsOf(message.input));
  if (!text.trim()) return { understanding: null, hits: [] };
  const now = parts.clock();
  const whole = withoutTakenBack(await parts.understander.understand(text, { now }));
  const understanding = leaning(await wishOf(parts, whole, now), state, flows);
  const hits = parts.knowledge.search(understanding, { limit: 10, now });
  const last = state.stack.length === 0 && flows.latest(state.memory.last?.flow ?? '');
  if (last && understanding.decision !== 'accept' && ABOUT_LAST.test(text.trim())) {
    const meant = await parts.understander.understand(`${last.name}，${text}`, { now });
    if (
      meant.decision === 'accept' &&
      last.triggers.some((t) => familyOf(t) === familyOf(meant.intents[0]!.id))
    )
      return { understanding: meant, hits: parts.knowledge.search(meant, { limit: 10, now }) };
  }
  const aspect = text.trim().length <= LONGEST_ASPECT ? aspectOf(text) : null;
  const about =
    aspect || isQuestion(text) || FOLLOW_UP.test(text.trim()) ? subject(parts, state, flows, now) : null;
  if (understanding.clauses.length > 1 && !(about?.running && aspect))
    return { understanding, hits, clauseTopics: await topicsOf(parts, understanding, now) };
  const refers = about && (about.running || (about.told && aspect) || FOLLOW_UP.test(text.trim()));
  if (!refers) return { understanding, hits };
  const unclear =
    understanding.decision !== 'accept' &&
    ((hits[0]?.score ?? 0) < parts.knowledge.threshold || ELLIPSIS.test(text.trim()));
  const follows = about.running
    ? !isRequest(text) &&
      !certainlyOther(about, understanding, flows) &&
      !asksVerbatim(text, hits) &&
      (aspect || !asksBusiness(understanding, flows))
    : unclear || (about.told && aspect && (understanding.intents[0]?.probability ?? 0) < PLAIN);
  if (!follows) return { understanding, hits };
  const inContext = await parts.understander.understand(`${about.words}，${text}`, { now });
  const related = parts.knowledge
    .search(inContext, { limit: IN_CONTEXT, now })
    .filter((h) => aspect || about.running || h.topic !== state.memory.topic)
    .filter((h) => about.intents.includes(parts.knowledge.article(h.topic, now)?.intent ?? ''));
  const answers = aspect ? tellingOf(parts, related, aspect, now) : related;
  if (!answers.length || answers[0]!.score < parts.knowledge.threshold) return { understanding, hits };
  return {
    understanding: about.running
      ? { ...understanding, decision: 'reject' }
      : { ...understanding, decision: 'clarify', intents: aboutIt(about, understanding) },
    hits: answers,
  };
}

/** So many articles are looked at for those on the matter in hand. */
const IN_CONTEXT = 40;
/** More characters than these are a request of their own. */
const LONGEST_ASPECT = 20;

/** Articles on the matter that speak of what is asked about it answer it, however little the words look like theirs. */
function tellingOf({ knowledge }: Ears, related: Hit[], aspect: Aspect, now: Date): Hit[] {
  const speaksOfIt = ({ topic }: Hit) =>
    passageOn(knowledge.article(topic, now)?.answer.text ?? '', aspect) !== null;
  const telling = related
    .filter(speaksOfIt)
    .map((hit) => ({ ...hit, score: Math.max(hit.score, knowledge.threshold) }));
  return [...telling, ...related.filter((hit) => !speaksOfIt(hit))];
}

/** For each of several requests the article that answers it. */
async function topicsOf(parts: Ears, { clauses }: Understanding, now: Date): Promise<(string | null)[]> {
  return Promise.all(
    clauses.map(async ({ text }) => {
      const understanding = await parts.understander.understand(text, { now });
      const first = parts.knowledge.search(understanding, { limit: 1, now })[0];
      return first && first.score >= parts.knowledge.threshold ? first.topic : null;
    }),
  );
}

/** A follow-up is about what was told, whatever its few words look like. */
function aboutIt({ intents: [about] }: Subject, { intents }: Understanding): Understanding['intents'] {
  return about === undefined
    ? intents
    : [{ id: about, probability: 1 }, ...intents.filter(({ id }) => id !== about)];
}

const BY_PLACE = /^(?:我?选|要|就)*第([1-6一二三四五六])(?:个|项|条|种)?吧?$/u;

/** A quick reply typed, or named by its place, instead of pressed means what it stands for. */
function meant(state: ConversationState, words: string): string {
  const place = BY_PLACE.exec(words.trim())?.[1];
  const option = place
    ? state.options[('一二三四五六'.indexOf(place) + 1 || Number(place)) - 1]
    : state.options.find((o) => o.label === words.trim());
  return option && /\p{Script=Han}/u.test(option.value) ? option.value : words;
}

/** What tells whose account it is ("户号…，身份证后四位…") does not say what is wanted: that is read without it. */
async function wishOf(parts: Ears, said: Understanding, now: Date): Promise<Understanding> {
  const mails = [...said.text.matchAll(MAIL)].map((m) => ({
    type: 'mail',
    start: m.index,
    end: m.index + m[0].length,
  }));
  const telling = [
    ...said.entities.filter((e) => ['account', 'idLast4', 'code', 'taxNo'].includes(e.type)),
    ...mails,
  ];
  if (!telling.length || !(finds(said) || telling.some((e) => e.type !== 'account'))) return said;
  const rest = telling
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, e) => text.slice(0, e.start).replace(LEAD_IN, '') + text.slice(e.end), said.text);
  if ((rest.match(/\p{Script=Han}/gu) ?? []).length < 2) return said;
  const { intents, decision, score } = await parts.understander.understand(rest, { now });
  if (!intents.length || decision === 'reject' || familyOf(intents[0]!.id) === 'chat') return said;
  const requests = said.clauses.filter((c) => !finds(c));
  return { ...said, intents, decision, score, clauses: requests };
}

const MAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;

/** Words before a number that say what it is. */
const LEAD_IN =
  /(我的?)?((户号|编号)|身份证(号码?)?(的?[后末]四位)?|[后末]四位|验证码|税号|纳税人识别号|(电子)?邮箱|发到?)?(就?是|为|[:：])?\s*$/u;

const finds = ({ intents: [first] }: Pick<Understanding, 'intents'>) => first?.id === 'account.find';

/** Odds of the leading intent against one of the business spoken of, up to which the latter is meant. */
const CONTEXT_ODDS = 3;
/** From this probability on the words decide, whatever was spoken of. */
const PLAIN = 0.8;

/** Words that could mean several things mean what belongs to the business in hand: "来电了告诉我一声" after an outage. */
function leaning(
  understanding: Understanding,
  { stack, memory }: ConversationState,
  flows: FlowBook,
): Understanding {
  const frame = stack.findLast((f) => !flows.version(f.flow, f.version)?.pattern);
  const flow = frame ? flows.version(frame.flow, frame.version) : flows.latest(memory.last?.flow ?? '');
  const families = flow?.triggers.map(familyOf) ?? [];
  const [first, ...others] = understanding.intents;
  if (!first || first.id === 'none' || first.probability >= PLAIN || families.includes(familyOf(first.id)))
    return understanding;
  const meant = others.find(
    (i) => families.includes(familyOf(i.id)) && i.probability * CONTEXT_ODDS >= first.probability,
  );
  if (!meant || familyOf(first.id) === 'chat') return understanding;
  const intents = [meant, first, ...others.filter((i) => i !== meant)];
  return { ...understanding, intents, decision: understanding.decision === 'reject' ? 'reject' : 'accept' };
}

const familyOf = (intent: string) => intent.split('.')[0]!;

/** From this probability on a question stands by itself, whatever is being done. */
const CERTAIN = 0.9;

/** Business of its own that was understood is no question about the one in hand. */
function asksBusiness({ decision, intents: [first] }: Understanding, flows: FlowBook): boolean {
  return decision === 'accept' && !!first && first.probability >= PLAIN && flows.byIntent(first.id) !== null;
}

/** From this likeness on to an article's own question that article is asked for, whatever is being done. */
const VERBATIM = 0.8;
/** So few characters ask the same of any business. */
const SHORT = 8;

function asksVerbatim(text: string, [first]: readonly Hit[]): boolean {
  return text.length > SHORT && (first?.similarity ?? 0) >= VERBATIM;
}

function certainlyOther(
  { intents }: Subject,
  { decision, intents: [first] }: Understanding,
  flows: FlowBook,
): boolean {
  if (decision !== 'accept' || !first || intents.includes(first.id)) return false;
  return first.probability >= CERTAIN && flows.byIntent(first.id) !== null;
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
function subject(parts: Ears, state: ConversationState, flows: FlowBook, now: Date): Subject | null {
  const frame = state.stack.findLast((f) => !flows.version(f.flow, f.version)?.pattern);
  const flow = frame && flows.version(frame.flow, frame.version);
  if (flow) {
    const family = flow.triggers.flatMap((t) => [t, ...RELATED.filter((r) => r.includes(t)).flat()]);
    return { words: flow.name, intents: family, running: true, told: false };
  }
  const article = state.memory.topic ? parts.knowledge.article(state.memory.topic, now) : null;
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
