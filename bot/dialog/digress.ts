/** What leads away from an open question: another request, a question of the customer's own, a courtesy. */
import { aspectOf } from './aspects.ts';
import type { Command, Said } from './command.ts';
import { type Draft, flowOf } from './context.ts';
import { ellipsis } from './refer.ts';
import { askedAfter } from './shown.ts';
import { startIntent } from './take-up.ts';
import type { Waiting } from './waiting.ts';
import { certainty, compact, isQuestion, isRequest, nothingElse } from './words.ts';

/** A question or another request in the middle of a flow. */
export function digression(draft: Draft, said: Said, waiting: Waiting): Command | null {
  const { intent } = said;
  const other =
    intent !== null &&
    draft.context.intents.get(intent)?.kind !== 'act' &&
    !waiting.flow.triggers.includes(intent) &&
    !nothingElse(said.words, said.understanding?.entities ?? []) &&
    !isPartOf(draft, waiting, intent, said.words) &&
    isClearRequest(draft, intent, said, waiting);
  const open = waiting.slot?.type === 'text';
  const shown = open ? null : askedAfter(draft, said);
  if (shown) return shown;
  const { last } = draft.state.memory;
  const again = !open && last?.turn === draft.state.turn - 1 ? ellipsis(draft, said) : null;
  if (again) return again;
  return (
    (other ? startIntent(draft, intent, said) : null) ??
    answered(draft, said, open && !asksShortly(said.words) ? ALMOST_VERBATIM : 0)
  );
}

/** So few words of an open answer that ask for what is asked of any business are a question to us. */
function asksShortly(words: string): boolean {
  return compact(words).length <= 12 && aspectOf(words) !== null;
}

/** In an open answer else only an article's own question, all but word for word, is. */
const ALMOST_VERBATIM = 0.9;
/** From this probability on a statement in the middle of a form is another request, and not an odd answer… */
const CLEAR_REQUEST = 0.7;
/** …where a yes or no was asked for, since much that is said then is about what was read out… */
const CLEAR_AT_CONFIRM = 0.9;
/** …and in an open answer, where anything may be said. */
const CLEAR_IN_OPEN_ANSWER = 0.97;

function isClearRequest(
  { context }: Draft,
  intent: string,
  { words, understanding }: Said,
  { slot, node }: Waiting,
): boolean {
  if (context.intents.get(intent)?.urgent) return true;
  if (slot?.type === 'text') return certainty(understanding) > CLEAR_IN_OPEN_ANSWER;
  return (
    isQuestion(words) ||
    isRequest(words) ||
    certainty(understanding) >= (node.kind === 'confirm' ? CLEAR_AT_CONFIRM : CLEAR_REQUEST)
  );
}

/** A pattern (identity, say) runs for the flow beneath it, and a business can tell of what another intent stands for. */
function isPartOf(draft: Draft, { flow }: Waiting, intent: string, words: string): boolean {
  if (flow.pattern && runsAlready(draft, intent)) return true;
  return !isQuestion(words) && draft.state.stack.some((f) => flowOf(draft, f).includes.includes(intent));
}

/** The article that answers a question of the customer's own. */
function answered({ context }: Draft, { words, hits }: Said, similarity = 0): Command | null {
  const [hit] = hits;
  const asked = isQuestion(words) && compact(words).length >= 2;
  if (!hit || !asked || hit.score < context.searchThreshold || hit.similarity < similarity) return null;
  return { do: 'answer', topic: hit.topic, offer: false };
}

const COURTESIES = ['chat.thanks', 'chat.greet', 'chat.who', 'chat.abuse', 'chat.distrust', 'chat.bye'];

/** What is neither an answer nor another request: a wish about the conversation, a courtesy, or not understood. */
export function actOrRetry(draft: Draft, said: Said): Command {
  const { intent } = said;
  if (intent === 'chat.busy') return { do: 'wait' };
  const told = said.understanding?.entities.some((e) =>
    ['phone', 'account', 'order', 'taxNo'].includes(e.type),
  );
  const command = intent && !(intent === 'chat.wait' && told) && ABOUT_THE_TALK[intent];
  if (command) return { do: command };
  if (intent && COURTESIES.includes(intent)) return { do: 'act', intent };
  return answered(draft, said) ?? { do: 'retry' };
}

/** Intents that are about the conversation itself, wherever it stands. */
export const ABOUT_THE_TALK: Readonly<Record<string, 'human' | 'cancel' | 'repeat' | 'wait'>> = {
  'service.human': 'human',
  'chat.cancel': 'cancel',
  'chat.repeat': 'repeat',
  'chat.wait': 'wait',
};

/** Whether business that takes up the intent runs or waits already. */
export function runsAlready(draft: Draft, intent: string): boolean {
  return draft.state.stack.some((f) => flowOf(draft, f).triggers.includes(intent));
}
