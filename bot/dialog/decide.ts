/** What a turn means: one command, decided from the state, the understood words and what is being waited for. */
import type { Hit } from '../../knowledge/mod.ts';
import type { Entity, Understanding } from '../../nlu/mod.ts';
import type { TurnInput } from '../types.ts';
import { type Draft, flowOf, top } from './context.ts';
import type { SlotSpec } from './flow.ts';
import type { Flow, Node } from './program.ts';
import { fromEntity, readAnswer } from './slots.ts';
import { isValid, sameValue } from './stack.ts';
import type { Frame, SlotValue } from './state.ts';

export type Command =
  | { do: 'start'; intent: string; flow: Flow; preface: string | null }
  | { do: 'answer'; topic: string; offer: boolean }
  | { do: 'fill'; slot: string; value: SlotValue }
  | { do: 'correct'; slots: { name: string; value: SlotValue }[] }
  | { do: 'confirm'; yes: boolean }
  | { do: 'askWhatIsWrong' }
  | { do: 'clarify'; intents: string[] }
  | { do: 'again'; flow: Flow; slots: Record<string, SlotValue> }
  | { do: 'act'; intent: string }
  | { do: 'dropOffer' }
  | { do: 'retry' }
  | { do: 'cannotHandle'; outOfScope: boolean }
  | {
      do:
        | 'toAgent'
        | 'leaveDesk'
        | 'repeat'
        | 'cancel'
        | 'back'
        | 'wait'
        | 'human'
        | 'silence'
        | 'hangup'
        | 'welcome'
        | 'nothing';
    }
  | { do: 'rated'; score: number };

export interface Heard {
  input: TurnInput;
  understanding: Understanding | null;
  hits: readonly Hit[];
}

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

export function decide(draft: Draft, heard: Heard): Command {
  const { input } = heard;
  if (input.kind === 'rating') return { do: 'rated', score: input.score };
  if (input.kind === 'event') return decideEvent(draft, input.name);
  if (draft.state.handoff) return decideAtDesk(heard);
  const button = input.kind === 'choice' ? decideButton(draft, input.value) : null;
  if (button) return button;
  if (input.kind === 'key') return decideKeys(draft, heard, input.keys);
  if (input.kind === 'image' || input.kind === 'location') return decideAttachment(draft, heard);
  return decideWords(draft, heard);
}

function decideEvent(draft: Draft, name: 'start' | 'silence' | 'hangup'): Command {
  if (name === 'hangup') return { do: 'hangup' };
  if (name === 'silence') return { do: 'silence' };
  return draft.state.turn > 1 ? { do: 'nothing' } : { do: 'welcome' };
}

/** With a human agent the robot keeps silent, but for danger and for the wish to be back with the robot. */
function decideAtDesk({ input, understanding }: Heard): Command {
  const words = wordsOf(input);
  if (/(不用|不要|取消|退出|结束)(转)?人工|回到?机器人|还是机器人/.test(words)) return { do: 'leaveDesk' };
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
    const read = readAnswer(waiting.slot, { ...heard, options: draft.state.options });
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
    const read = readAnswer(waiting.slot, { ...heard, options: [] });
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
  const intent = accepted(u);
  const waiting = waitingFor(draft);

  const option = matchOption(draft, words);
  if (option && option.value !== words) {
    const command = decideButton(draft, option.value);
    if (command) return command;
  }
  if (intent && context.intents.get(intent)?.urgent && !runsAlready(draft, intent) && urgentNow(waiting, u)) {
    const command = startIntent(draft, intent, heard);
    if (command) return command;
  }
  if (state.clarifying) {
    const chosen = chooseClarified(draft, heard, words);
    if (chosen) return chosen;
  }
  const said = commandWords(words);
  if (said && !(waiting?.slot?.type === 'text' && words.length > 8)) return { do: said };
  if (waiting?.node.kind === 'confirm') return decideAtConfirm(draft, heard, waiting, words, intent);
  if (waiting?.slot) return decideAtQuestion(draft, heard, waiting, waiting.slot, words, intent);
  return decideIdle(draft, heard, words, intent);
}

/** The robot asked yes or no before doing something. */
function decideAtConfirm(
  draft: Draft,
  heard: Heard,
  waiting: Waiting,
  words: string,
  intent: string | null,
): Command {
  const read = readAnswer(YES_OR_NO, { ...heard, options: [] });
  const corrections = correctionsIn(draft, waiting.frame, heard.understanding?.entities ?? []);
  if (corrections.length) return { do: 'correct', slots: corrections };
  if (read?.exact)
    return read.value || !/^不对|错/.test(words)
      ? { do: 'confirm', yes: Boolean(read.value) }
      : { do: 'askWhatIsWrong' };
  if (/(不对|错了|有误|改一下|改成|不是这个|写错)/.test(words)) return { do: 'askWhatIsWrong' };
  const other = digression(draft, heard, waiting, intent, words);
  if (other) return other;
  if (read) return { do: 'confirm', yes: Boolean(read.value) };
  return actOrRetry(draft, intent, heard, words);
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
  const read = readAnswer(slot, { ...heard, options: draft.state.options });
  if (read?.exact) return fillOrRetry(draft, waiting, read.value);
  const other = digression(draft, heard, waiting, intent, words);
  if (
    other &&
    !(read && slot.type !== 'text' && !isQuestion(words) && certainty(heard.understanding) < 0.9)
  ) {
    if (slot.type !== 'text' || isQuestion(words) || certainty(heard.understanding) > 0.97) return other;
  }
  const corrections = correctionsIn(draft, waiting.frame, heard.understanding?.entities ?? []);
  if (read) return fillOrRetry(draft, waiting, read.value);
  if (corrections.length) return { do: 'correct', slots: corrections };
  return actOrRetry(draft, intent, heard, words);
}

function fillOrRetry(draft: Draft, waiting: Waiting, value: SlotValue): Command {
  const slot = waiting.node.kind === 'ask' ? waiting.node.spec.ask : '';
  return isValid(draft, waiting.frame, slot, value) ? { do: 'fill', slot, value } : { do: 'retry' };
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
    !partOf(draft, waiting, intent)
  ) {
    const started = startIntent(draft, intent, heard);
    if (started) return started;
  }
  const hit = heard.hits[0];
  if (hit && hit.score >= draft.context.searchThreshold && isQuestion(words) && compact(words).length >= 4)
    return { do: 'answer', topic: hit.topic, offer: false };
  return null;
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
    const read = readAnswer(YES_OR_NO, { ...heard, options: [] });
    if (read?.exact && read.value) return startIntent(draft, state.offer.intent, null) ?? { do: 'nothing' };
    if (read?.exact) return { do: 'dropOffer' };
  }
  const followUp = ellipsis(draft, heard, words, intent);
  if (followUp) return followUp;
  const direct = intent ? decideIntent(draft, heard, words, intent) : null;
  if (direct) return direct;
  const u = heard.understanding;
  const hit = heard.hits[0];
  if (hit && hit.score >= draft.context.searchThreshold && u?.intents[0]?.id !== 'none')
    return { do: 'answer', topic: hit.topic, offer: true };
  if (u?.decision === 'clarify') {
    const intents = u.intents
      .filter((i) => i.id !== 'none' && draft.context.intents.get(i.id)?.kind !== 'act')
      .slice(0, 3)
      .map((i) => i.id);
    if (intents.length > 1) return { do: 'clarify', intents };
    const only = intents[0];
    if (only) return startIntent(draft, only, heard) ?? { do: 'cannotHandle', outOfScope: false };
  }
  return { do: 'cannotHandle', outOfScope: u?.intents[0]?.id === 'none' };
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

/**
 * The command that takes up an intent: its flow, its article, or its courtesy pattern. A question about the rules of
 * something that one can also do is answered first ("要什么材料"), and the act is offered or begun behind it.
 */
export function startIntent(draft: Draft, intent: string, heard: Heard | null, words = ''): Command | null {
  const info = draft.context.intents.get(intent);
  const flow = draft.context.flows.byIntent(intent);
  if (info?.kind === 'act') return { do: 'act', intent };
  const topic = heard ? bestTopic(draft, heard.hits, intent) : null;
  if (info?.kind === 'faq' && topic && !(flow && heard?.input.kind === 'choice'))
    return { do: 'answer', topic, offer: true };
  if (flow) {
    const asked = words || (heard ? wordsOf(heard.input) : '');
    const hit = heard?.hits[0];
    const ruled =
      hit &&
      !info?.urgent &&
      isQuestion(asked) &&
      draft.context.articleIntent(hit.topic) === intent &&
      hit.similarity >= RULE_SIMILARITY;
    if (ruled && info?.kind === 'query') return { do: 'answer', topic: hit.topic, offer: true };
    return { do: 'start', intent, flow, preface: ruled ? hit.topic : null };
  }
  return topic ? { do: 'answer', topic, offer: true } : null;
}

/** From this textual likeness to an article's question on, a "how" question is about the rule and not a request to act. */
const RULE_SIMILARITY = 0.75;

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

/** "那上个月呢", "另一个户号", "和刚才一样": the last business flow once more, with what is new. */
function ellipsis(draft: Draft, heard: Heard, words: string, intent: string | null): Command | null {
  const { state, context } = draft;
  const last = state.memory.last;
  if (!last || compact(words).length > 16) return null;
  const flow = context.flows.latest(last.flow);
  if (!flow) return null;
  const sameTopic = intent === null || flow.triggers.includes(intent);
  const elliptic =
    /^(那|那么|还有|再|换|另|改|要是|如果|如是|呢|那个)|呢[？?]?$|也(查|看|帮)|一样|再(来|查|看|算|办)/.test(
      words.trim(),
    );
  if (/另(外)?一?个?(户号|户|账户|房子|套)|换(一)?个?(户号|户)|别的户号/.test(words) && sameTopic) {
    const others = state.identity.bound.filter((a) => a !== last.slots.account);
    const account = others.length === 1 ? others[0]! : null;
    return { do: 'again', flow, slots: { ...last.slots, account } };
  }
  const entities = heard.understanding?.entities ?? [];
  const changed: Record<string, SlotValue> = {};
  for (const entity of entities)
    for (const [name, spec] of Object.entries(flow.slots)) {
      const value = fromEntity(spec.type, entity, false);
      if (value !== undefined && !sameValue(last.slots[name] ?? null, value)) changed[name] = value;
    }
  if (Object.keys(changed).length && nothingElse(words, entities))
    return { do: 'again', flow, slots: { ...last.slots, ...changed } };
  if (
    Object.keys(changed).length &&
    (elliptic
      ? sameTopic || certainty(heard.understanding) < 0.6
      : intent === null && entities.some((e) => e.text.length >= compact(words).length - 3))
  )
    return { do: 'again', flow, slots: { ...last.slots, ...changed } };
  return null;
}

/** Whether the words hold nothing but the entities and the little words around them. */
function nothingElse(words: string, entities: readonly Entity[]): boolean {
  const rest = entities.reduce((text, e) => text.replace(e.text, ''), words);
  return (
    compact(rest).replace(
      /那么|如果|要是|还有|帮我|一下|看看|那|呢|的|换|改|成|查|看|再|也|是|要|份|个|我|请|吧|啊|想|问/g,
      '',
    ) === ''
  );
}

function chooseClarified(draft: Draft, heard: Heard, words: string): Command | null {
  const { clarifying } = draft.state;
  if (!clarifying) return null;
  const ordinal = heard.understanding?.entities.find((e) => e.type === 'ordinal');
  const place = ordinal ? Number(ordinal.value) : /^[1-3]$/.test(words.trim()) ? Number(words.trim()) : null;
  const byPlace =
    place === null ? undefined : place < 0 ? clarifying.intents.at(place) : clarifying.intents[place - 1];
  const byName = clarifying.intents.find((id) => {
    const name = draft.context.intents.get(id)?.name ?? '';
    return compact(words).length >= 2 && (name.includes(compact(words)) || compact(words).includes(name));
  });
  const chosen = byPlace ?? byName;
  return chosen ? startIntent(draft, chosen, null) : null;
}

/** Entities that differ from what the frame's slots hold: what a customer corrects. */
function correctionsIn(
  draft: Draft,
  frame: Frame,
  entities: readonly Entity[],
): { name: string; value: SlotValue }[] {
  const found: { name: string; value: SlotValue }[] = [];
  for (const entity of entities)
    for (const [name, spec] of Object.entries(flowOf(draft, frame).slots)) {
      if (!spec.free || found.some((f) => f.name === name)) continue;
      const value = fromEntity(spec.type, entity, false);
      if (
        value === undefined ||
        sameValue(frame.slots[name] ?? null, value) ||
        !isValid(draft, frame, name, value)
      )
        continue;
      found.push({ name, value });
      break;
    }
  return found;
}

/** Words that command the conversation itself wherever it stands, when they are all that is said. */
function commandWords(words: string): 'cancel' | 'repeat' | 'back' | 'wait' | 'human' | null {
  const said = compact(words).replace(/(吧|了|啊|呀|啦|呢|哈|谢谢)+$/u, '');
  if (/^(返回|上一步|返回上一步|退回|回到上一步|回上一步|后退|往回退|回退)$/.test(said)) return 'back';
  if (
    /^(取消|退出|算|算了|不办|不弄|不查|不报|不搞|停止|不想办|不想弄|先不办|不交|取消办理|结束|先算)$/.test(
      said,
    )
  )
    return 'cancel';
  if (
    /^(再说一遍|重复一遍|再说一次|没听清|没听清楚|听不清|请重复|再讲一遍|啥|什么意思|你说什么|重说一遍|你说啥)$/.test(
      said,
    )
  )
    return 'repeat';
  if (
    /^(等一下|等等|等一等|稍等|稍等一下|等会|等会儿|等我一下|等下|我看看|我去看看|我找找|我找一下|别急)$/.test(
      said,
    )
  )
    return 'wait';
  if (
    /^(转?人工|转人工|人工客服|人工服务|找人工|要人工|我要人工|转接人工|转人工客服|真人|我要转人工)$/.test(
      said,
    )
  )
    return 'human';
  return null;
}

function matchOption(draft: Draft, words: string) {
  const said = compact(words);
  return draft.state.options.find((o) => o.label === said || o.value === said);
}

function runsAlready(draft: Draft, intent: string): boolean {
  return draft.state.stack.some((f) => flowOf(draft, f).triggers.includes(intent));
}

/** The answer to an open question may mention danger words; only a clear cry pre-empts there. */
function urgentNow(waiting: Waiting | null, u: Understanding | null): boolean {
  return waiting?.slot?.type === 'text' ? certainty(u) >= 0.9 : certainty(u) >= 0.5;
}

export function accepted(u: Understanding | null): string | null {
  const first = u?.intents[0];
  return u?.decision === 'accept' && first && first.id !== 'none' ? first.id : null;
}

function certainty(u: Understanding | null): number {
  return u?.intents[0]?.probability ?? 0;
}

export function wordsOf(input: TurnInput): string {
  if (input.kind === 'text') return input.text;
  if (input.kind === 'choice') return input.label ?? input.value;
  return '';
}

function compact(words: string): string {
  return words.replace(/[\s，。！？、,.!?~～…]/g, '');
}

const YES_OR_NO: SlotSpec = { type: 'yesno', remember: false, free: false, listen: false };

const QUESTION =
  /[?？]|吗|呢|什么|啥|怎么|咋|怎样|如何|多少|多久|几|哪|为什么|为啥|能不能|可不可以|可以.*不|是不是|有没有|要不要|行不行|算不算|合不合|划算/;
export function isQuestion(words: string): boolean {
  return QUESTION.test(words);
}
