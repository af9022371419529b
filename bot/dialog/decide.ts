import type { Understanding } from '../../nlu/mod.ts';
import type { Command, Heard } from './command.ts';
import { type Draft, flowOf, scopeOf, top } from './context.ts';
import type { SlotSpec, Text } from './flow.ts';
import type { Flow, Node } from './program.ts';
import { chooseClarified, correctionsIn, ellipsis, nothingElse, switchAccount } from './refer.ts';
import { placeIn, readAnswer } from './slots.ts';
import { isValid } from './stack.ts';
import { type Frame, IN_DOUBT, type SlotValue } from './state.ts';
import { startIntent } from './take-up.ts';
import { fill } from './template.ts';
import { ownAccount, speaksOfOwn } from './whose.ts';
import {
  accepted,
  certainty,
  commandWords,
  compact,
  isQuestion,
  isRequest,
  isUnsure,
  refuses,
  wordsOf,
} from './words.ts';

interface Waiting {
  frame: Frame;
  flow: Flow;
  node: Extract<Node, { kind: 'ask' | 'confirm' }>;
  slot: SlotSpec | null;
}

/** What the conversation waits for, if it waits within a flow. */
export function waitingFor(draft: Draft): Waiting | null {
  const frame = top(draft);
  if (!frame?.node) return null;
  const flow = flowOf(draft, frame);
  const node = flow.nodes.get(frame.node);
  if (node?.kind === 'ask') return { frame, flow, node, slot: flow.slots[node.spec.ask] ?? null };
  return node?.kind === 'confirm' ? { frame, flow, node, slot: null } : null;
}

function answerTo(draft: Draft, slot: SlotSpec, { input, understanding }: Heard) {
  const { state, context } = draft;
  return readAnswer(slot, { input, understanding, options: state.options, now: context.now });
}

/** A choice with `only` is taken when the words match it, and from no other words. */
function strictly(draft: Draft, { frame }: Waiting, slot: SlotSpec, heard: Heard) {
  const strict = slot.choices?.find((c) => c.only !== undefined);
  const read = answerTo(draft, slot, heard);
  if (!strict?.only) return read;
  const only = new RegExp(`^(?:${fill(strict.only, 'text', scopeOf(draft, frame))})$`, 'u');
  if (only.test(compact(wordsOf(heard.input)))) return { value: strict.id, exact: true };
  return read?.value === strict.id ? undefined : read;
}

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
    return { do: 'leaveDesk', next: intent ? startIntent(draft, intent, heard, words) : null };
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
  if (heard.input.kind === 'location') return startIntent(draft, 'outage.query', null) ?? { do: 'retry' };
  return { do: 'act', intent: 'image' };
}

function decideWords(draft: Draft, heard: Heard): Command {
  const { state, context } = draft;
  const words = wordsOf(heard.input);
  const u = heard.understanding;
  const heardAs = requested(draft, u);
  const intent = heardAs && isInPlace(draft, heardAs, words) ? heardAs : null;
  const waiting = waitingFor(draft);

  const option = matchOption(draft, words) ?? (waiting ? undefined : optionAt(draft, heard, words));
  if (option && option.value !== words) {
    const command = decideButton(draft, option.value);
    if (command) return command;
  }
  if (
    intent &&
    context.intents.get(intent)?.urgent &&
    !runsAlready(draft, intent) &&
    urgentNow(draft, heard, waiting)
  ) {
    const command = startIntent(draft, intent, heard);
    if (command) return command;
  }
  if (state.clarifying) {
    const chosen = chooseClarified(draft, heard, words);
    if (chosen) return chosen;
  }
  const givenUp = waiting !== null && givesUp(waiting, words);
  if (givenUp && waiting.node.kind === 'confirm') return { do: 'confirm', yes: false };
  const said = commandWords(words) ?? (givenUp ? 'cancel' : null);
  if (said === 'cancel' && waiting?.node.kind === 'confirm' && waiting.node.no)
    return { do: 'confirm', yes: false };
  const chosen = waiting?.slot?.choices?.some((c) => c.words.includes(compact(words)));
  if (said && !chosen && !(waiting?.slot?.type === 'text' && words.length > 8)) return { do: said };
  if (waiting?.flow.id === 'pattern-identify' && speaksOfOwn(words)) {
    const own = ownAccount(state.identity, undefined);
    if (own) return { do: 'ownAccount', account: own };
  }
  if (
    waiting?.flow.id === 'pattern-choose-account' &&
    /都|全部|两个(?!.*(哪|呢))|每个|所有|各/.test(words) &&
    state.options.length > 1
  )
    return { do: 'eachAccount', accounts: state.options.map((o) => o.value) };
  const otherAccount = waiting ? switchAccount(draft, waiting.frame, words) : [];
  if (otherAccount.length) return { do: 'correct', slots: otherAccount };
  if (waiting?.node.kind === 'confirm') return decideAtConfirm(draft, heard, waiting, words, intent);
  if (waiting?.slot) return decideAtQuestion(draft, heard, waiting, waiting.slot, words, intent);
  return decideIdle(draft, heard, words, intent);
}

/** What only ends a call, or belongs into one that the robot made, must be said in so many words. */
function isInPlace({ state }: Draft, intent: string, words: string): boolean {
  switch (intent) {
    case 'chat.bye':
      return !/电|停|修|断|闸|派|快|求|帮|表/.test(words);
    case 'chat.no_call':
      return state.user.call !== undefined || /别.{0,2}打|不要.{0,2}打|骚扰|拉黑/.test(words);
    case 'chat.busy':
      return state.user.call !== undefined || /忙|开会|开车|没空|不方便|晚点|等会/.test(words);
    case 'chat.wrong_person':
      return state.user.call !== undefined || /打错|找错|搞错人|不认识|不是(我|本人)|没这个?人/.test(words);
    default:
      return true;
  }
}

/** The intent to take up: of several requests the first as they were said, but danger before all. */
function requested({ context }: Draft, u: Understanding | null): string | null {
  const whole = accepted(u);
  if (!u || u.clauses.length < 2 || (whole && context.intents.get(whole)?.urgent)) return whole;
  const first = u.clauses.map(accepted).find((id) => id !== null && context.intents.get(id)?.kind !== 'act');
  return first ?? whole;
}

/** The robot asked yes or no before doing something. */
function decideAtConfirm(
  draft: Draft,
  heard: Heard,
  waiting: Waiting,
  words: string,
  intent: string | null,
): Command {
  if (echoesQuestion(waiting, words)) return yesAt(waiting);
  if (refuses(words)) return { do: 'confirm', yes: false };
  const read = answerTo(draft, YES_OR_NO, heard);
  const plain = read?.exact && !(heard.understanding?.entities ?? []).some((e) => e.type !== 'yesno');
  const corrections = plain ? [] : correctionsIn(draft, waiting.frame, heard);
  if (corrections.length) return { do: 'correct', slots: corrections };
  if (read?.exact)
    return read.value
      ? yesAt(waiting)
      : /^不对|错/.test(words)
        ? { do: 'askWhatIsWrong' }
        : { do: 'confirm', yes: false };
  if (/(不对|错了|有误|改一下|改成|不是这个|写错)/.test(words)) return { do: 'askWhatIsWrong' };
  const other = digression(draft, heard, waiting, intent, words);
  if (other) return other;
  if (read) return read.value ? yesAt(waiting) : { do: 'confirm', yes: false };
  return actOrRetry(draft, intent, heard, words);
}

/** A yes is to what was read out; after something was found wrong and not mended it must be read out again. */
function yesAt({ frame }: Waiting): Command {
  return frame.vars[IN_DOUBT] ? { do: 'confirmAnew' } : { do: 'confirm', yes: true };
}

/** "登记吧", "快派人来" after "…要登记吗？", "现在派人，可以吗？": what is asked about, said back, is a yes. */
function echoesQuestion({ node }: Waiting, words: string): boolean {
  if (node.kind !== 'confirm') return false;
  const asked =
    textOf(node.spec.confirm)
      .split(/[。；;\n]/)
      .at(-1) ?? '';
  const said = withoutFrame(compact(words));
  if (!DEED.test(said) || said.length > 4) return false;
  return said.length > 1 ? asked.includes(said) : asked.includes(said) || /[吧啊呗嘛]$/.test(compact(words));
}
const DEED = /[派开办交充报签查改退绑订约装发提登申投建预送换停搞弄来]/;

function withoutFrame(said: string): string {
  const core = said
    .replace(/^(在的|那|就|好的?|行|可以|嗯+|对|是|要|请|快|赶紧|马上|肯定|当然|麻烦|你们?|帮我|给我)+/u, '')
    .replace(/(吧|了|呀|啊|呗|嘛|一下|过来|来)+$/u, '');
  return core.replace(/^(.{1,2})吧?\1$/u, '$1') || said;
}

/** "不登记了" where something is being registered: given up. */
function givesUp({ flow, node }: Waiting, words: string): boolean {
  const verb = /^(?:那|我|先|就|还是)*不想?([\p{Script=Han}]{1,3})了(?:吧|谢谢)?$/u.exec(compact(words))?.[1];
  const about = flow.name + flow.about + (node.kind === 'confirm' ? textOf(node.spec.confirm) : '');
  return verb !== undefined && !STATES.test(verb) && about.includes(verb);
}
/** "不亮了", "不走了" tell of a fault and give nothing up. */
const STATES =
  /^(亮|走|动|转|响|通|够|行|对|在|是|来|见|供|跳|跳闸|闪|冒|冒烟|烧|热|涨|欠|停|停电|断|坏|显示|通电)$/;

function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.text;
}

/** The robot asked for a slot. */
function decideAtQuestion(
  draft: Draft,
  heard: Heard,
  waiting: Waiting,
  slot: SlotSpec,
  words: string,
  intent: string | null,
): Command {
  const read = strictly(draft, waiting, slot, heard);
  if (read?.exact) return fillOrRetry(draft, waiting, read.value, true);
  if (/^(不用|不要|不需要|不麻烦)(了|你了|您了|你们了)?(谢谢)?(啊|哈)?$/.test(compact(words)))
    return { do: 'cancel' };
  const meant = intent && slot.choices?.find((c) => c.intents?.includes(intent));
  if (meant) return fillOrRetry(draft, waiting, read?.value ?? meant.id);
  if (isUnsure(words) && slot.type !== 'account') return { do: 'unsure' };
  const corrections = correctionsIn(draft, waiting.frame, heard);
  const fitsOther =
    slot.type !== 'text' && corrections.every(({ name }) => waiting.frame.slots[name] === null);
  if (corrections.length && fitsOther && nothingElse(words, heard.understanding?.entities ?? []))
    return { do: 'correct', slots: corrections };
  const other = digression(draft, heard, waiting, intent, words);
  if (
    other &&
    !(read && slot.type !== 'text' && !isQuestion(words) && certainty(heard.understanding) < 0.9)
  ) {
    return other;
  }
  if (read && !(slot.type !== 'text' && isCourtesy(draft, intent, heard)))
    return fillOrRetry(draft, waiting, read.value);
  if (corrections.length) return { do: 'correct', slots: corrections };
  return actOrRetry(draft, intent, heard, words);
}

/** Thanks, goodbyes and cries that would pass for the name of a place. */
function isCourtesy(draft: Draft, intent: string | null, { understanding }: Heard): boolean {
  const act = intent !== null && draft.context.intents.get(intent)?.kind === 'act';
  return act && !/^chat\.(affirm|deny)$/.test(intent) && certainty(understanding) >= 0.8;
}

function fillOrRetry(draft: Draft, waiting: Waiting, value: SlotValue, exact = false): Command {
  const slot = waiting.node.kind === 'ask' ? waiting.node.spec.ask : '';
  return isValid(draft, waiting.frame, slot, value)
    ? { do: 'fill', slot, value, exact }
    : { do: 'retry', invalid: value };
}

/** A question or another request in the middle of a flow. */
function digression(
  draft: Draft,
  heard: Heard,
  waiting: Waiting,
  intent: string | null,
  words: string,
): Command | null {
  if (
    intent &&
    draft.context.intents.get(intent)?.kind !== 'act' &&
    !waiting.flow.triggers.includes(intent) &&
    !(intent === 'outage.trip' && runsAlready(draft, 'outage.report') && !isQuestion(words)) &&
    !partOf(draft, waiting, intent) &&
    isClearRequest(draft, intent, heard, waiting, words)
  ) {
    const started = startIntent(draft, intent, heard);
    if (started) return started;
  }
  const hit = heard.hits[0];
  const open = waiting.slot?.type === 'text';
  if (
    hit &&
    hit.score >= draft.context.searchThreshold &&
    isQuestion(words) &&
    compact(words).length >= 4 &&
    (!open || hit.similarity >= ALMOST_VERBATIM)
  )
    return { do: 'answer', topic: hit.topic, offer: false };
  return null;
}

/** In an open answer only an article's own question, all but word for word, is a question to us. */
const ALMOST_VERBATIM = 0.9;
/** From this probability on a statement in the middle of a form is another request, and not an odd answer. */
const CLEAR_REQUEST = 0.7;

function isClearRequest(
  { context }: Draft,
  intent: string,
  heard: Heard,
  { slot }: Waiting,
  words: string,
): boolean {
  const sure = certainty(heard.understanding);
  if (context.intents.get(intent)?.urgent) return true;
  if (slot?.type === 'text') return sure > 0.97;
  return isQuestion(words) || isRequest(words) || sure >= CLEAR_REQUEST;
}

/** A pattern (identity, say) runs for the flow beneath it: that flow's intent is no digression. */
function partOf(draft: Draft, waiting: Waiting, intent: string): boolean {
  return waiting.flow.pattern && draft.state.stack.some((f) => flowOf(draft, f).triggers.includes(intent));
}

function actOrRetry(draft: Draft, intent: string | null, heard: Heard, words: string): Command {
  if (intent === 'service.human') return { do: 'human' };
  if (intent === 'chat.cancel') return { do: 'cancel' };
  if (intent === 'chat.repeat') return { do: 'repeat' };
  if (intent === 'chat.wait' || intent === 'chat.busy') return { do: 'wait' };
  if (
    intent &&
    ['chat.thanks', 'chat.greet', 'chat.who', 'chat.abuse', 'chat.distrust', 'chat.bye'].includes(intent)
  )
    return { do: 'act', intent };
  const hit = heard.hits[0];
  if (hit && hit.score >= draft.context.searchThreshold && isQuestion(words) && compact(words).length >= 4)
    return { do: 'answer', topic: hit.topic, offer: false };
  return { do: 'retry' };
}

/** No flow waits for anything. */
function decideIdle(draft: Draft, heard: Heard, words: string, intent: string | null): Command {
  const { state } = draft;
  if (state.offer) {
    const read = answerTo(draft, YES_OR_NO, heard);
    if (read?.exact && read.value) return startIntent(draft, state.offer.intent, null) ?? { do: 'dropOffer' };
    if (read?.exact) return { do: 'dropOffer' };
  }
  const followUp = ellipsis(draft, heard, words, intent);
  if (followUp) return followUp;
  if (intent === 'chat.deny' && /不对|错|不是|不同意/.test(words)) return { do: 'notRight' };
  const direct =
    intent && !isFaintAct(draft, intent, heard) ? decideIntent(draft, heard, words, intent) : null;
  if (direct) return direct;
  return decideUnclear(draft, heard);
}

/** A farewell or a busy signal that is only faintly heard would end the conversation without cause. */
function isFaintAct({ context }: Draft, intent: string, { understanding }: Heard): boolean {
  return context.intents.get(intent)?.kind === 'act' && certainty(understanding) < 0.6;
}

/** No intent was accepted: what leans clearly one way is taken up, an article answers, or the customer is asked. */
function decideUnclear(draft: Draft, heard: Heard): Command {
  const u = heard.understanding;
  const hit = heard.hits[0];
  const clear = hit !== undefined && hit.score >= draft.context.searchThreshold;
  if (u?.decision === 'clarify') {
    const leaning = leansTo(draft, u);
    const command = leaning && startIntent(draft, leaning, heard);
    if (command) return command;
    const first = u.intents[0]?.id ?? '';
    if (clear && draft.context.intents.get(first)?.kind === 'faq')
      return { do: 'answer', topic: hit.topic, offer: true };
    if (clear && draft.context.articleIntent(hit.topic) === first) {
      const started = startIntent(draft, first, heard);
      if (started) return started;
    }
    const intents = u.intents
      .filter((i) => i.id !== 'none' && draft.context.intents.get(i.id)?.kind !== 'act')
      .slice(0, 3)
      .map((i) => i.id);
    if (intents.length > 1) return { do: 'clarify', intents };
    const only = intents[0];
    if (only) return startIntent(draft, only, heard) ?? { do: 'cannotHandle', outOfScope: false };
  }
  if (clear && u?.intents[0]?.id !== 'none') return { do: 'answer', topic: hit.topic, offer: true };
  return { do: 'cannotHandle', outOfScope: u?.intents[0]?.id === 'none' };
}

/** Who names the account wants something of it; from this probability on the business is clear enough. */
const NAMED_ACCOUNT = 0.1;

/** Between candidates, an urgent one is served at once, and a quantity of energy asks for a sum. */
function leansTo(draft: Draft, u: Understanding): string | null {
  const [first, second] = u.intents;
  if (first && draft.context.intents.get(first.id)?.urgent) return first.id;
  if (u.entities.some((e) => e.type === 'account')) {
    const business = u.intents.find(
      (i) => !/^(account|none|chat)/.test(i.id) && i.probability >= NAMED_ACCOUNT,
    );
    if (business) return business.id;
  }
  const sum = [first?.id, second?.id].includes('tariff.calc') && u.entities.some((e) => e.type === 'energy');
  return sum ? 'tariff.calc' : null;
}

function decideIntent(draft: Draft, heard: Heard, words: string, intent: string): Command | null {
  switch (intent) {
    case 'service.human':
      return { do: 'human' };
    case 'chat.repeat':
      return { do: 'repeat' };
    case 'chat.cancel':
      return { do: 'cancel' };
    case 'chat.wait':
      return { do: 'wait' };
    default:
      return startIntent(draft, intent, heard, words);
  }
}

function matchOption(draft: Draft, words: string) {
  const said = compact(words);
  return draft.state.options.find((o) => o.label === said || o.value === said);
}

/** "第一个" where nothing but quick replies were shown. */
function optionAt(draft: Draft, heard: Heard, words: string) {
  const { options, clarifying } = draft.state;
  if (clarifying || options.length < 2 || compact(words).length > 5) return undefined;
  const place = placeIn(compact(words), heard.understanding);
  return place === null ? undefined : place < 0 ? options.at(place) : options[place - 1];
}

function runsAlready(draft: Draft, intent: string): boolean {
  return draft.state.stack.some((f) => flowOf(draft, f).triggers.includes(intent));
}

/** Types for which almost any words would pass as an answer. */
const LOOSE: readonly SlotSpec['type'][] = ['name', 'appliance', 'text'];

/** An exact answer to the question is no cry; in an open answer only a clear one is. */
function urgentNow(draft: Draft, heard: Heard, waiting: Waiting | null): boolean {
  const slot = waiting?.slot;
  const clear = certainty(heard.understanding) >= (slot?.type === 'text' ? 0.9 : 0.5);
  if (!slot || LOOSE.includes(slot.type)) return clear;
  return clear && !answerTo(draft, slot, heard)?.exact;
}

const YES_OR_NO: SlotSpec = { type: 'yesno', remember: false, free: false, listen: false };
