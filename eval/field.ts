/** Owns a conversation of the field as a suite: what was said and done, with stand-ins for everything personal. */
import type { IncomingMessage, MessageIn, MessageOut, TurnInput } from '../bot/mod.ts';
import { isPersonal, type Person, StandIns } from '../bot/privacy.ts';

/** An event of a conversation's log. */
export interface Logged {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the log's JSON; each kind of event is read by the fields it has
  data: any;
}

export interface Recorded {
  channel: string;
  /** What the channel knew of the person, and what was proved since. */
  state: {
    user: {
      phone: string | null;
      verifiedByChannel: boolean;
      call?: { campaign: string; account: string } | undefined;
    };
    identity: { bound: string[] };
  };
  events: readonly Logged[];
  /** Messages whose turns were never committed. */
  unfinished: readonly Pick<IncomingMessage, 'input'>[];
}

/** A customer of the sandbox with what actions tell of the account: prepaid, cut, overdue … */
export interface Candidate extends Person {
  traits: Record<string, boolean>;
}

export interface Cast {
  people: readonly Candidate[];
  orders: readonly string[];
  code: string;
}

/** Actions whose data is about places that are public. */
const PUBLIC = ['hall.find', 'station.find', 'outage.find'];
/** Actions that raise what the customer may do: their accounts were not the channel's knowledge. */
const TEACHING = ['identity.verifyCode', 'account.bind', 'callee.confirm'];

/**
 * The conversation as a suite of one, to be played on the sandbox: the customer's words, the flow and the actions of
 * each turn as expectations, the robot's words as candidates for `says` in comments, and a mark at what went wrong.
 */
export function suiteOf(recorded: Recorded, cast: Cast): string {
  const turns = turnsOf(recorded.events);
  const standIns = masked(recorded, cast);
  const first = turns.map((t) => wordsOf(t.in.input)).find(Boolean) ?? '';
  const lines = [
    '# A conversation of the field. Customers, numbers and places are fictitious: the sandbox stands in for them, so figures',
    '# differ. Uncomment what the robot should have said, correct what it should have done, and keep what is worth keeping.',
    `- name: ${quote(`实录：${standIns.mask(first).slice(0, 20)}`)}`,
    `  channel: ${recorded.channel}`,
    `  user: ${userOf(recorded, standIns)}`,
    '  turns:',
    ...turns.flatMap((turn) => turnLines(turn, recorded.channel, standIns)),
    ...recorded.unfinished.flatMap(({ input }) => [
      ...inputLines(input, standIns),
      '      # failed: the turn was not committed',
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

interface Turn {
  in: MessageIn;
  events: Logged[];
  /** The business flow on top at the end. */
  flow: string | null;
}

/** Groups the log by the customer's messages and follows which flow is on top. */
function turnsOf(events: readonly Logged[]): Turn[] {
  const turns: Turn[] = [];
  let stack: string[] = [];
  for (const event of events) {
    if (event.type === 'message.in') turns.push({ in: event.data as MessageIn, events: [], flow: null });
    if (event.type === 'flow.started') stack.push(String(event.data.flow));
    if (event.type === 'flow.ended') stack = without(stack, String(event.data.flow));
    if (event.type === 'decided' && event.data.command === 'hangup') stack = [];
    const turn = turns.at(-1);
    turn?.events.push(event);
    if (turn) turn.flow = stack.findLast((flow) => !/^(pattern|chat)-/.test(flow)) ?? null;
  }
  return turns;
}

function without(stack: readonly string[], flow: string): string[] {
  const at = stack.lastIndexOf(flow);
  return stack.filter((_, i) => i !== at);
}

/** Every personal value of the conversation, noted; each account played by the sandbox customer that is most like it. */
function masked({ events, state }: Recorded, cast: Cast): StandIns {
  const standIns = new StandIns(castFor(events, state, cast.people), cast.orders, cast.code);
  for (const account of accountsIn(events, state)) standIns.note('account', account);
  if (state.user.phone) standIns.note('phone', state.user.phone);
  for (const { type, data } of events) {
    if (type === 'understood')
      for (const { type: kind, value, text } of data.entities ?? [])
        if (isPersonal(kind)) standIns.note(kind, String(value), String(text));
    if (type === 'called' && !PUBLIC.includes(data.action))
      for (const [kind, value] of personalIn(data.data)) standIns.note(kind, value);
    if (type === 'message.in' && data.input.kind === 'location') standIns.note('address', data.input.label);
  }
  return standIns;
}

/** The sandbox's customers in the order in which they are taken: the likest of each account first. */
function castFor(
  events: readonly Logged[],
  state: Recorded['state'],
  people: readonly Candidate[],
): Candidate[] {
  const free = [...people];
  const chosen: Candidate[] = [];
  for (const account of accountsIn(events, state)) {
    if (people.some((p) => p.account === account)) continue;
    const traits = traitsOf(events, account);
    const likeness = (p: Candidate) =>
      Object.entries(traits).filter(([name, holds]) => p.traits[name] === holds).length;
    const best = free.reduce<Candidate | undefined>(
      (a, b) => (a && likeness(a) >= likeness(b) ? a : b),
      undefined,
    );
    if (best) chosen.push(...free.splice(free.indexOf(best), 1));
  }
  return [...chosen, ...free];
}

/** The accounts of a conversation, the channel's first. */
function accountsIn(events: readonly Logged[], { user, identity }: Recorded['state']): string[] {
  const said = events.flatMap(({ type, data }) => {
    if (type === 'slot.filled' && data.slot === 'account' && data.value) return [String(data.value)];
    return type === 'called' && data.data?.account ? [String(data.data.account)] : [];
  });
  return [...new Set([...(user.call ? [user.call.account] : []), ...identity.bound, ...said])];
}

/** What actions told of an account by yes and no. */
function traitsOf(events: readonly Logged[], account: string): Record<string, boolean> {
  const told = events.flatMap(({ type, data }) =>
    type === 'called' && data.data && (data.data.account ?? account) === account ? [traitsIn(data.data)] : [],
  );
  return Object.assign({}, ...told);
}

/** The fields of an action's data that are told by yes and no. */
export function traitsIn(data: object | null): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(data ?? {}).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
  );
}

function personalIn(data: unknown): [Parameters<StandIns['note']>[0], string][] {
  if (data === null || typeof data !== 'object') return [];
  return Object.entries(data).flatMap(([key, value]) =>
    typeof value === 'string' && value && isPersonal(key) ? [[key, value]] : personalIn(value),
  );
}

/** What the channel knew at the beginning: what was proved in the conversation is proved in the suite again. */
function userOf({ events, state }: Recorded, standIns: StandIns): string {
  const { user, identity } = state;
  const taught = events.some(
    ({ type, data }) => type === 'called' && TEACHING.includes(data.action) && data.outcome === 'ok',
  );
  const said = accountsIn(events, { user, identity: { bound: [] } });
  const bound = identity.bound.filter((account) => !(taught && said.includes(account)));
  const parts = [
    user.call
      ? `call: outbound, campaign: ${user.call.campaign}, account: ${quote(standIns.mask(user.call.account))}`
      : '',
    user.phone ? `phone: ${quote(standIns.mask(user.phone))}` : '',
    bound.length ? `bound: ${JSON.stringify(bound.map((account) => standIns.mask(account)))}` : '',
    user.verifiedByChannel ? 'verified: true' : '',
  ];
  return `{${parts.filter(Boolean).join(', ')}}`;
}

function turnLines({ in: { input }, events, flow }: Turn, channel: string, standIns: StandIns): string[] {
  if (input.kind === 'rating') return [`    # rated: ${input.score}`];
  const called = events.flatMap(({ type, data }) => (type === 'called' ? [String(data.action)] : []));
  const handedOver = events.some((e) => e.type === 'handoff');
  const told = events.flatMap(({ type, data }) => (type === 'message.out' ? [data as MessageOut] : []));
  const says = told.flatMap(({ from, reply }) =>
    from === 'robot' ? sentences(channel === 'voice' ? reply.spoken : reply.text) : [],
  );
  return [
    ...inputLines(input, standIns),
    ...(input.kind === 'event' ? [] : [`      flow: ${flow}`]),
    ...(called.length ? [`      called: ${JSON.stringify([...new Set(called)])}`] : []),
    ...(handedOver ? ['      handoff: true'] : []),
    ...(says.length ? [`      # says: ${JSON.stringify(says.map((s) => standIns.mask(s)))}`] : []),
    ...told.flatMap(({ from, reply }) =>
      from === 'agent' ? [`      # an agent said: ${standIns.mask(reply.text).replace(/\s+/g, ' ')}`] : [],
    ),
    ...failuresIn(events).map((why) => `      # failed: ${why}`),
  ];
}

function sentences(text: string): string[] {
  return text
    .split(/(?<=[。！？\n])/)
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}

/** What went wrong in a turn. */
function failuresIn(events: readonly Logged[]): string[] {
  return events.flatMap(({ type, data }) => {
    if (type === 'not-understood') return [data.outOfScope ? 'taken for out of scope' : 'not understood'];
    const lost = type === 'called' && (data.outcome === 'failed' || data.outcome === 'unknown');
    return lost ? [`${data.action} ended ${data.outcome}; play it with \`faults\``] : [];
  });
}

function inputLines(input: TurnInput, standIns: StandIns): string[] {
  switch (input.kind) {
    case 'text':
      return [`    - user: ${quote(standIns.mask(input.text))}`];
    case 'choice':
      return [`    - choice: ${quote(standIns.mask(input.label ?? input.value))}`];
    case 'key':
      return [`    - key: ${quote(standIns.mask(input.keys))}`];
    case 'event':
      return [`    - event: ${input.name}`];
    case 'image':
      return ['    - image: photo.jpg'];
    case 'location': {
      const label = standIns.mask(input.label);
      return [`    - location: {latitude: 32.06, longitude: 118.79, label: ${quote(label)}}`];
    }
    case 'rating':
      return [];
  }
}

function wordsOf(input: TurnInput): string {
  return input.kind === 'text' ? input.text : input.kind === 'choice' ? (input.label ?? input.value) : '';
}

const quote = (text: string) => JSON.stringify(text);
