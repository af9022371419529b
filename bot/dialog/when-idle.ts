/** What words mean where no flow waits for anything. */
import type { Understanding } from '../../nlu/mod.ts';
import type { Command, Said } from './command.ts';
import type { Draft } from './context.ts';
import { ABOUT_THE_TALK } from './digress.ts';
import { alternatives, requestInAnger } from './plausible.ts';
import { ellipsis } from './refer.ts';
import { askedAfter } from './shown.ts';
import { startIntent } from './take-up.ts';
import { answerTo, YES_OR_NO } from './waiting.ts';
import { certainty, compact } from './words.ts';

export function decideIdle(draft: Draft, said: Said): Command {
  const { state } = draft;
  const { words, intent, understanding } = said;
  if (state.offer) {
    const read = takesUp(words) ? { value: true, exact: true } : answerTo(draft, YES_OR_NO, said);
    if (read?.exact && read.value) return startIntent(draft, state.offer.intent, null) ?? { do: 'dropOffer' };
    if (read?.exact) return { do: 'dropOffer' };
  }
  const shown = askedAfter(draft, said);
  if (shown) return shown;
  if (confirmsAnew(draft, said)) return { do: 'act', intent: 'chat.affirm' };
  const followUp = ellipsis(draft, said);
  if (followUp) return followUp;
  if (intent === 'chat.deny' && /不对|错|不是|不同意/.test(words)) return { do: 'notRight' };
  const business = understanding && requestInAnger(draft, understanding);
  const next = business && startIntent(draft, business, said);
  if (next) return { do: 'soothe', next };
  const taken = intent && !isFaintAct(draft, intent, said) ? takeUp(draft, said, intent) : null;
  return taken ?? decideUnclear(draft, said);
}

/** "确认解绑" once more, when it has just been done. */
function confirmsAnew({ state }: Draft, { words, intent }: Said): boolean {
  const { last } = state.memory;
  const justDone = last?.turn === state.turn - 1 && intent !== null && intent === last.intent;
  return justDone && /^(对，?)?(确认|确定)/.test(words.trim());
}

/** "那给我开一个吧" after an offer: that one, whatever else the verb could mean. */
function takesUp(words: string): boolean {
  return /^(那|就|行|好的?|可以|嗯)*(给我|帮我|替我|你)?(开|办|算|查|看|来|弄|搞|申请|登记|开通|转)(上|个|一个|一下|下)?(吧|呗)?$/.test(
    compact(words),
  );
}

/** A farewell or a busy signal that is only faintly heard would end the conversation without cause. */
function isFaintAct({ context }: Draft, intent: string, { understanding }: Said): boolean {
  return context.intents.get(intent)?.kind === 'act' && certainty(understanding) < 0.6;
}

/** No intent was accepted: what leans clearly one way is taken up, an article answers, or the customer is asked. */
function decideUnclear(draft: Draft, said: Said): Command {
  const u = said.understanding;
  const hit = said.hits[0];
  const clear = hit !== undefined && hit.score >= draft.context.searchThreshold;
  if (u?.decision === 'clarify') {
    const leaning = leansTo(draft, u);
    const command = leaning && startIntent(draft, leaning, said);
    if (command) return command;
    const first = u.intents[0]?.id ?? '';
    if (clear && draft.context.intents.get(first)?.kind === 'faq')
      return { do: 'answer', topic: hit.topic, offer: true };
    if (clear && draft.context.articleIntent(hit.topic) === first) {
      const started = startIntent(draft, first, said);
      if (started) return started;
    }
    const intents = alternatives(draft, u);
    if (intents.length > 1) return { do: 'clarify', intents };
    const only = intents[0];
    if (only) return startIntent(draft, only, said) ?? { do: 'cannotHandle', outOfScope: false };
  }
  if (clear && u?.intents[0]?.id !== 'none') return { do: 'answer', topic: hit.topic, offer: true };
  return { do: 'cannotHandle', outOfScope: u?.intents[0]?.id === 'none' };
}

/** From this probability on the best of several candidates is served without asking when it is urgent. */
const URGENT = 0.2;

/** From this probability on the business just done is spoken of. */
const GOES_ON = 0.3;

/** Who names the account wants something of it; from this probability on the business is clear enough. */
const NAMED_ACCOUNT = 0.1;

/** Between candidates, an urgent one is served at once, and a quantity of energy asks for a sum. */
function leansTo(draft: Draft, u: Understanding): string | null {
  const [first, second] = u.intents;
  const { last } = draft.state.memory;
  const goneOn = last?.turn === draft.state.turn - 1 && u.intents.find((i) => i.id === last.intent);
  if (goneOn && goneOn.probability >= GOES_ON) return goneOn.id;
  if (first && first.probability >= URGENT && draft.context.intents.get(first.id)?.urgent) return first.id;
  if (u.entities.some((e) => e.type === 'account')) {
    const business = u.intents.find(
      (i) => !/^(account|none|chat)/.test(i.id) && i.probability >= NAMED_ACCOUNT,
    );
    if (business) return business.id;
  }
  const sum = [first?.id, second?.id].includes('tariff.calc') && u.entities.some((e) => e.type === 'energy');
  return sum ? 'tariff.calc' : null;
}

function takeUp(draft: Draft, said: Said, intent: string): Command | null {
  const command = ABOUT_THE_TALK[intent];
  return command ? { do: command } : startIntent(draft, intent, said);
}
