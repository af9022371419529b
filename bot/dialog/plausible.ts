/** Which of the understood intents words can mean where the conversation stands, and which one is taken up. */
import type { RankedIntent, Understanding } from '../../nlu/mod.ts';
import type { Draft } from './context.ts';
import { waitingFor } from './waiting.ts';
import { accepted, compact, DECLINES_HUMAN } from './words.ts';

/** Share of the probability that must be left when implausible intents fall away. */
const ENOUGH = 0.2;

/** What was understood, without what nobody means here: only a call can be a wrong number. */
export function plausible(draft: Draft, u: Understanding | null, words: string): Understanding | null {
  if (!u) return null;
  const intents = u.intents.filter((i) => isInPlace(draft, i, words));
  if (intents.length === u.intents.length) return u;
  if (intents[0] === u.intents[0]) return { ...u, intents };
  const left = total(intents);
  return { ...u, intents: shares(intents), decision: left >= ENOUGH ? 'clarify' : 'reject' };
}

/** "没冒烟没糊味": danger that is denied is none, unless another is told with it. */
const DENIED =
  '(?:没有?|无|不)(?:啥|什么|闻到|看到|见)?(?:在|再)?(?:冒烟|起火|着火|火花|打火|糊味|焦味|烧焦|异味|漏电|触电|电到|烫|发热)';
const NO_DANGER = new RegExp(DENIED, 'u');
const NO_DANGER_EACH = new RegExp(DENIED, 'gu');
const DANGER =
  /烟|火|糊|焦|烧|漏电|触电|电到|电击|被电|电了|打人|打手|麻|断线|线.{0,4}[断掉垂落]|电?杆|爆|炸|裸露|倒/u;

/** What only ends a call, or belongs into one that the robot made, must be said in so many words. */
function isInPlace(draft: Draft, { id, probability }: RankedIntent, words: string): boolean {
  const called = draft.state.user.call !== undefined;
  switch (id) {
    case 'chat.bye':
      return !/电|停|修|断|闸|派|快|求|帮|表/.test(words) && (!waitingFor(draft) || FAREWELL.test(words));
    case 'outage.report':
      return (
        !HAS_POWER.test(compact(words)) &&
        !POWER_IS_ON.test(compact(words)) &&
        (!waitingFor(draft) || probability >= PLAIN_CRY || NO_POWER.test(words))
      );
    case 'outage.hazard':
    case 'safety.shock':
      return !NO_DANGER.test(words) || DANGER.test(words.replace(NO_DANGER_EACH, ''));
    case 'service.human':
      return !DECLINES_HUMAN.test(words);
    case 'chat.no_call':
      return called || /别.{0,2}打|不要.{0,2}打|骚扰|拉黑/.test(words);
    case 'chat.busy':
      return called || /忙|开会|开车|没空|不方便|晚点|等会/.test(words);
    case 'chat.wrong_person':
      return called || /打错|找错|搞错人|不认识|不是(我|本人)|没这个?人/.test(words);
    default:
      return true;
  }
}

/** What ends the talk though a question is open; "没别的了" is an answer to it. */
const FAREWELL =
  /再见|再会|拜|挂了|挂电话|不聊|不说了|先这样|就这样|回头|就到这|下次|88|bye|谢.*没(有)?(别的|事|什么)/i;

/** "那个，没有，电正常的": the opposite of an outage, however much the words look like one. */
const HAS_POWER =
  /^(那个|没有?|不是|我|我家|家里|这边|现在|是)*(有电|电是?(正常|有的|好的|好着|没问题)|没停电)(的|呢|啊|呀|着|了)*$/;

/** "屏不亮了，家里电倒是有" */
const POWER_IS_ON = /(家里|屋里)(还是|倒是|倒|都)?有电|电倒是有|电是有的|灯都(还)?亮着/;

/** In the midst of another business an outage is told plainly, or by what went out, and not by an address alone. */
const PLAIN_CRY = 0.95;
const NO_POWER = /[停没断来缺]电|没有电|电.{0,3}[没停断灭]|闸|黑|不亮|灭|灯|停了|没了|断了/;

/** From this probability on a part of an answer is a request of its own. */
const SURE_CLAUSE = 0.8;

/** The intent to take up: of several requests the first as they were said, but danger before all. */
export function requested(draft: Draft, u: Understanding | null): string | null {
  const whole = accepted(u);
  if (!u || u.clauses.length < 2 || (whole && draft.context.intents.get(whole)?.urgent)) return whole;
  const first = u.clauses.find((clause) => {
    const id = accepted(clause);
    const sure = !waitingFor(draft) || (clause.intents[0]?.probability ?? 0) >= SURE_CLAUSE;
    const meant = sure && isInPlace(draft, clause.intents[0]!, clause.text);
    return id !== null && meant && draft.context.intents.get(id)?.kind !== 'act';
  });
  return first ? accepted(first) : whole;
}

/** Probability that business must have beside an outburst, and its leader's share of that. */
const BESIDE_ANGER = { total: 0.02, leader: 0.6 };

/** The business in an outburst: "停了三个钟头了你们死哪去了"; null when it is none, or nothing but one. */
export function requestInAnger({ context }: Draft, { intents, decision }: Understanding): string | null {
  if (intents[0]?.id !== 'chat.abuse' || decision === 'reject') return null;
  const business = intents.filter(
    ({ id }) => context.intents.get(id)?.kind !== 'act' && !NO_BUSINESS.test(id),
  );
  const [leader] = shares(business);
  return leader && total(business) >= BESIDE_ANGER.total && leader.probability >= BESIDE_ANGER.leader
    ? leader.id
    : null;
}
const NO_BUSINESS = /^(none$|chat\.|service\.(human|complaint|feedback))/;

/** From this probability on, and by these odds before any other, an intent is meant though it is not certain. */
const LEADS = { probability: 0.5, odds: 8 };

/** Below this probability no candidate is worth asking about. */
const WORTH_ASKING = 0.15;

/** The intents between which the customer has to choose; a single one needs no asking. */
export function alternatives({ context }: Draft, { intents }: Understanding): string[] {
  const [leader, second] = intents.filter(({ id }) => context.intents.get(id)?.kind !== 'act');
  const ids = intents
    .filter(({ id }) => id !== 'none' && context.intents.get(id)?.kind !== 'act')
    .slice(0, 3)
    .map(({ id }) => id);
  const alone =
    leader !== undefined &&
    leader.probability >= LEADS.probability &&
    leader.probability >= LEADS.odds * (second?.probability ?? 0);
  if ((leader?.probability ?? 0) < WORTH_ASKING) return [];
  const [first] = ids;
  const flow = context.flows.byIntent(first ?? '');
  const findsOut = ids.every((id) => id === first || flow?.includes.includes(id));
  return first !== undefined && ((first === leader?.id && alone) || findsOut) ? [first] : ids;
}

function total(intents: readonly RankedIntent[]): number {
  return intents.reduce((sum, { probability }) => sum + probability, 0);
}

function shares(intents: readonly RankedIntent[]): RankedIntent[] {
  const whole = total(intents);
  return whole > 0 ? intents.map((i) => ({ ...i, probability: i.probability / whole })) : [...intents];
}
