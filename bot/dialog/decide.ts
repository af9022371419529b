/** Turns what was heard into one command: events, buttons, keys and attachments here, words by where the talk stands. */
import { decideAtConfirm, givesUp } from './at-confirm.ts';
import { decideAtQuestion } from './at-question.ts';
import type { Command, Heard, Said } from './command.ts';
import { type Draft, flowOf, top } from './context.ts';
import { repeatsChoice, switchAccount } from './corrections.ts';
import { runsAlready } from './digress.ts';
import type { SlotSpec } from './flow.ts';
import { plausible, requested } from './plausible.ts';
import { placeIn } from './reading/choice.ts';
import { chooseClarified } from './refer.ts';
import { startIntent } from './take-up.ts';
import { answerTo, fillOrRetry, type Waiting, waitingFor, YES_OR_NO } from './waiting.ts';
import { decideIdle } from './when-idle.ts';
import { ownAccount, speaksOfOwn } from './whose.ts';
import { accepted, certainty, commandWords, compact, putsOff, wantsHuman, wordsOf } from './words.ts';

export function decide(draft: Draft, heard: Heard): Command {
  const { input } = heard;
  if (input.kind === 'rating') return { do: 'rated', score: input.score };
  if (input.kind === 'event') return decideEvent(draft, input.name);
  if (draft.state.handoff) return decideAtDesk(draft, heard);
  const button = input.kind === 'choice' ? decideButton(draft, input.value) : null;
  if (button) return button;
  if (input.kind === 'key') return decideKeys(draft, heard, input.keys);
  if (input.kind === 'image' || input.kind === 'location') return decideAttachment(draft, heard);
  return decideWords(draft, heard);
}

function decideEvent(draft: Draft, name: 'start' | 'silence' | 'hangup'): Command {
  if (name === 'hangup') return { do: 'hangup' };
  if (name === 'silence') return { do: 'silence' };
  if (draft.state.turn > 1) return { do: 'nothing' };
  return callingOut(draft) ?? { do: 'welcome' };
}

/** A call that the robot makes begins with its campaign's flow. */
function callingOut({ state, context }: Draft): Command | null {
  const { call } = state.user;
  const flow = call && context.flows.latest(`campaign-${call.campaign}`);
  return flow ? { do: 'again', flow, slots: { account: call.account } } : null;
}

/** With a human agent the robot keeps silent, but for danger and for the wish to be back with the robot. */
function decideAtDesk(draft: Draft, heard: Heard): Command {
  const { input, understanding } = heard;
  const words = wordsOf(input);
  if (draft.state.handoff?.status === 'queued' && /不等了|不转了|不用等了|别转了/.test(words)) {
    const intent = accepted(understanding);
    return { do: 'leaveDesk', next: intent ? startIntent(draft, intent, heard) : null };
  }
  if (/(不用|不要|取消|退出|结束)(转)?人工|回到?机器人|还是机器人/.test(words))
    return { do: 'leaveDesk', next: null };
  const top = accepted(understanding);
  return top === 'safety.shock' || top === 'outage.hazard' ? { do: 'act', intent: top } : { do: 'toAgent' };
}

function decideButton(draft: Draft, value: string): Command | null {
  if (value.startsWith('intent:')) return startIntent(draft, value.slice('intent:'.length), null);
  if (value.startsWith('topic:')) return { do: 'answer', topic: value.slice('topic:'.length), offer: true };
  return null;
}

function decideKeys(draft: Draft, heard: Heard, keys: string): Command {
  if (keys === '*') return { do: 'repeat' };
  if (keys === '0') return { do: 'human' };
  const waiting = waitingFor(draft);
  if (waiting?.node.kind === 'confirm') {
    if (keys === '1' || keys === '2') return { do: 'confirm', yes: keys === '1' };
    return { do: 'retry' };
  }
  if (waiting?.slot) {
    const listed = waiting.slot.choices ? undefined : draft.state.options[Number(keys) - 1];
    const read = answerTo(draft, waiting.slot, heard);
    if (read) return fillOrRetry(draft, waiting, read.value);
    if (listed && keys.length === 1)
      return decideWords(draft, {
        ...heard,
        input: { kind: 'choice', value: listed.value, label: listed.label },
      });
    return { do: 'retry' };
  }
  const option = draft.state.options[Number(keys) - 1];
  if (option)
    return (
      decideButton(draft, option.value) ??
      decideWords(draft, { ...heard, input: { kind: 'choice', value: option.value, label: option.label } })
    );
  return { do: 'cannotHandle', outOfScope: false };
}

function decideAttachment(draft: Draft, heard: Heard): Command {
  const waiting = waitingFor(draft);
  if (waiting?.slot) {
    const read = answerTo(draft, waiting.slot, heard);
    if (read) return fillOrRetry(draft, waiting, read.value);
  }
  const type = heard.input.kind === 'image' ? 'image' : 'address';
  const value =
    heard.input.kind === 'image' ? heard.input.url : heard.input.kind === 'location' ? heard.input.label : '';
  const frame = draft.state.stack.findLast((f) =>
    Object.values(flowOf(draft, f).slots).some((s) => s.type === type),
  );
  if (frame && frame === top(draft)) {
    const name = Object.entries(flowOf(draft, frame).slots).find(([, s]) => s.type === type)![0];
    return { do: 'correct', slots: [{ name, value }] };
  }
  const outages = draft.context.flows.byIntent('outage.query');
  if (heard.input.kind === 'location' && outages)
    return { do: 'again', flow: outages, slots: { address: value } };
  return { do: 'act', intent: 'image' };
}

/** What words mean: the first of these that applies. */
function decideWords(draft: Draft, heard: Heard): Command {
  const words = wordsOf(heard.input);
  const understanding = plausible(draft, heard.understanding, words);
  const said: Said = { ...heard, understanding, words, intent: requested(draft, understanding) };
  const waiting = waitingFor(draft);
  const first =
    optionNamed(draft, said, waiting) ??
    danger(draft, said, waiting) ??
    farewell(said, waiting) ??
    chooseClarified(draft, said) ??
    commanded(said, waiting) ??
    accountNamed(draft, said, waiting);
  if (first) return first;
  if (waiting?.node.kind === 'confirm') return decideAtConfirm(draft, said, waiting);
  if (waiting?.slot) return decideAtQuestion(draft, said, waiting, waiting.slot);
  return decideIdle(draft, said);
}

/** A quick reply by its label, its value or, where nothing was asked, its place. */
function optionNamed(draft: Draft, said: Said, waiting: Waiting | null): Command | null {
  const words = compact(said.words);
  const option =
    draft.state.options.find((o) => o.label === words || o.value === words) ??
    (waiting ? undefined : optionAt(draft, said));
  return option && option.value !== said.words ? decideButton(draft, option.value) : null;
}

/** "第一个" where nothing but quick replies were shown. */
function optionAt(draft: Draft, { words, understanding }: Said) {
  const { options, clarifying } = draft.state;
  if (clarifying || options.length < 2 || compact(words).length > 5) return undefined;
  const place = placeIn(compact(words), understanding);
  return place === null ? undefined : place < 0 ? options.at(place) : options[place - 1];
}

function danger(draft: Draft, said: Said, waiting: Waiting | null): Command | null {
  const { intent } = said;
  const urgent = intent !== null && draft.context.intents.get(intent)?.urgent;
  if (!urgent || runsAlready(draft, intent) || !isUrgentNow(draft, said, waiting)) return null;
  return startIntent(draft, intent, said);
}

/** Types for which almost any words would pass as an answer. */
const LOOSE: readonly SlotSpec['type'][] = ['name', 'appliance', 'text'];

/** An exact answer to the question is no cry; in an open answer only a clear one is. */
function isUrgentNow(draft: Draft, said: Said, waiting: Waiting | null): boolean {
  const slot = waiting?.slot;
  const clear = certainty(said.understanding) >= (slot?.type === 'text' ? 0.9 : 0.5);
  if (waiting?.node.kind === 'confirm') return clear && !answerTo(draft, YES_OR_NO, said)?.exact;
  if (!slot || LOOSE.includes(slot.type)) return clear;
  if (!clear || criesOut(said, waiting)) return clear;
  return !answerTo(draft, slot, said)?.exact && !repeatsChoice(draft, waiting.frame, said.words);
}

/** Who takes leave at the end of what they say wants nothing more of it: "我叫闺女去交，谢谢你啊再见". */
function farewell({ words }: Said, waiting: Waiting | null): Command | null {
  const leaves = LEAVES.test(compact(words)) || (!waiting && NOTHING_MORE.test(compact(words)));
  return leaves ? { do: 'act', intent: 'chat.bye' } : null;
}
const NOTHING_MORE =
  /(谢谢?|多谢|谢啦|谢了).{0,3}没(有)?(别的|旁的|其他的?|其它的?|啥|什么)(事|问题)?(儿)?(了|啦)?$/u;
const LEAVES = /(再见|再会|回见|拜拜|(我|那|就|先)挂了|不聊了)[啊哈了吧呀哦噢]*$/u;

/** From this probability on a cry is one, though a word in it could be an answer: "我家没电了" where "我家" could be. */
const PLAIN_CRY = 0.9;

function criesOut({ words, intent, understanding }: Said, { flow, slot }: Waiting): boolean {
  const said = compact(words);
  const isAnswer = slot?.choices?.every((c) => c.label !== said && !c.words.includes(said)) === false;
  const belongs =
    flow.includes.includes(intent ?? '') || flow.triggers[0]?.split('.')[0] === intent?.split('.')[0];
  return slot?.type === 'choice' && !isAnswer && !belongs && certainty(understanding) >= PLAIN_CRY;
}

/** Words that command the conversation itself; no command is what the open question takes for an answer. */
function commanded({ words }: Said, waiting: Waiting | null): Command | null {
  const givenUp = waiting !== null && (givesUp(waiting, words) || putsOff(words));
  const command = commandWords(words) ?? (givenUp ? 'cancel' : wantsHuman(words) ? 'human' : null);
  if (command === 'cancel' && waiting?.node.kind === 'confirm' && (givenUp || waiting.node.no))
    return { do: 'confirm', yes: false };
  const isAnswer =
    waiting?.slot?.choices?.some((c) => c.words.includes(compact(words))) ||
    (waiting?.slot?.type === 'text' && words.length > 8);
  return command && !isAnswer ? { do: command } : null;
}

/** Another account than the one in hand, the customer's own after all, or all of those shown. */
function accountNamed(draft: Draft, said: Said, waiting: Waiting | null): Command | null {
  if (!waiting) return null;
  const { state } = draft;
  const { words, intent } = said;
  const { flow, frame } = waiting;
  const own = flow.id === 'pattern-identify' && speaksOfOwn(words) && ownAccount(state.identity, undefined);
  const instead = own && intent && !runsAlready(draft, intent) ? startIntent(draft, intent, said) : null;
  if (own) return instead ?? { do: 'ownAccount', account: own };
  const all = flow.id === 'pattern-choose-account' && /都|全部|两个(?!.*(哪|呢))|每个|所有|各/.test(words);
  if (all && state.options.length > 1)
    return { do: 'eachAccount', accounts: state.options.map((o) => o.value) };
  const slots = switchAccount(draft, frame, words);
  return slots.length ? { do: 'correct', slots } : null;
}
