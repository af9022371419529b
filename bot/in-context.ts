/** What words mean after what was said before: a quick reply typed, a follow-up, several meanings of which one fits. */
import type { Hit } from '../knowledge/mod.ts';
import type { Understanding } from '../nlu/mod.ts';
import type { FlowBook } from './dialog/context.ts';
import type { ConversationState } from './dialog/state.ts';
import { wordsOf } from './dialog/words.ts';
import type { Ears } from './ears.ts';
import { followedUp } from './follow-up.ts';
import { familyOf } from './intents.ts';
import { withoutTakenBack } from './self-repair.ts';
import type { IncomingMessage } from './types.ts';

export interface Understood {
  understanding: Understanding | null;
  hits: Hit[];
  clauseTopics?: (string | null)[];
}

/** What a message means, and the articles that could answer it, where the conversation stands. */
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
  const heard = { understanding, hits: parts.knowledge.search(understanding, { limit: HITS, now }) };
  const followUp = await followedUp(parts, { state, flows, text, now }, heard);
  if (followUp) return followUp;
  return understanding.clauses.length > 1
    ? { ...heard, clauseTopics: await topicsOf(parts, understanding, now) }
    : heard;
}

/** So many articles are candidates. */
const HITS = 10;

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
