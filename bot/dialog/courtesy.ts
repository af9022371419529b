/** Courtesies and dialogue acts: patterns named by the act, with a plain word as last resort. */
import type { Draft, InputEvent } from './context.ts';
import { bringHuman, PATIENCE, runPattern } from './misunderstanding.ts';
import { resumeAsking } from './resume.ts';
import { sayArticle, sayCommon } from './speak.ts';
import { cancelTop } from './stack.ts';
import type { ConversationState, PendingCall } from './state.ts';
import { startIntent } from './take-up.ts';
import { wordsOf } from './words.ts';

export function act(draft: Draft, intent: string, event: InputEvent): PendingCall | null {
  const { state, context } = draft;
  if (intent === 'chat.abuse' && losesPatience(state)) return bringHuman(draft, '客户情绪激动');
  if (state.handoff && context.intents.get(intent)?.urgent) return warnAtDesk(draft, intent, event);
  const goodbye =
    state.channel === 'voice' &&
    state.stack.length === 0 &&
    (intent === 'chat.deny' || intent === 'chat.thanks');
  if (goodbye) return runPattern(draft, 'chat-bye', wordsOf(event.input));
  if (intent === 'chat.bye') leaveAll(draft);
  const flow = intent === 'image' ? context.flows.latest('pattern-image') : context.flows.byIntent(intent);
  if (!flow) {
    sayCommon(draft, 'allRight');
    return resumeAsking(draft);
  }
  return runPattern(draft, flow.id, wordsOf(event.input), flow);
}

/** Counts an outburst. @returns whether it is the one after which a human is brought in. */
export function losesPatience(state: ConversationState): boolean {
  state.anger += 1;
  return state.anger >= PATIENCE - 1;
}

/** Danger is answered at once, though the talk is a human agent's. */
function warnAtDesk(draft: Draft, intent: string, event: InputEvent): null {
  const command = startIntent(draft, intent, event);
  const article = command?.do === 'answer' ? draft.context.article(command.topic) : null;
  if (article) sayArticle(draft, article, false);
  else sayCommon(draft, 'dangerAtDesk');
  return null;
}

/** Who says goodbye is kept by no open question. */
function leaveAll(draft: Draft): void {
  while (draft.state.stack.length) cancelTop(draft);
  draft.state.queue = [];
}
