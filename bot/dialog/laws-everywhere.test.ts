/** The engine's laws, held at every place where a shipped flow waits for a customer, however it was reached. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../backends/sandbox/sandbox.ts';
import {
  answersAt,
  context,
  explore,
  flows,
  intents,
  nameOf,
  type Place,
  type Said,
  settled,
  type Turn,
  take,
  text,
  waitingAt,
} from '../laws-world.ts';
import type { TurnInput } from '../types.ts';
import { step } from './engine.ts';
import { type ConversationState, type Frame, newState } from './state.ts';

let places: Place[];
/** The turns of every conversation, those that ended too; each beginning of one stands here by itself. */
let conversations: Turn[][];
let failures: string[];

beforeAll(async () => {
  ({ places, turns: conversations, failures } = await explore());
}, 120_000);

/** Holds at every place; names those where it does not. */
async function everywhere(check: (place: Place) => Promise<string | null>): Promise<void> {
  const broken = new Set<string>();
  for (const place of places) {
    const fault = await check(place).catch((error: unknown) => String(error));
    if (fault) broken.add(`${nameOf(place.state)}: ${fault}`);
  }
  expect([...broken]).toEqual([]);
}

const lastTurns = () => conversations.map((turns) => turns.at(-1)!);
const isPattern = (flow: string) => context.flows.latest(flow)?.pattern ?? false;
/** The business on top, under whatever pattern asks something for it. */
const business = (state: ConversationState): Frame | undefined =>
  state.stack.findLast((f) => !isPattern(f.flow));
const words = (turn: Turn) => turn.replies.map((r) => r.text).join('\n');
const handedOver = (turn: Turn) =>
  turn.state.handoff !== null || turn.log.some((e) => e.data.flow === 'service-human');

it('no sensible answer breaks a flow', () => {
  expect(failures).toEqual([]);
});

it('the places are many, and no flow that asks is left out', () => {
  const asking = (id: string) =>
    [...context.flows.latest(id)!.nodes.values()].some((n) => n.kind === 'ask' || n.kind === 'confirm');
  const reached = new Set(places.flatMap((p) => p.state.stack.map((f) => f.flow)));
  const started = flows.filter((f) => f.triggers.length && !f.pattern && asking(f.id));
  expect(started.map((f) => f.id).filter((id) => !reached.has(id))).toEqual([]);
  expect(places.length).toBeGreaterThan(300);
});

describe('no path without exit', () => {
  it('giving up again and again ends everything', () =>
    everywhere(async ({ state, perform }) => {
      let now = state;
      for (let i = 0; i < 6 && now.stack.length; i++) now = (await take(now, text('取消'), perform)).state;
      return now.stack.length ? nameOf(now) : null;
    }));

  it('who answers every question comes to an end', () =>
    everywhere(async ({ state, person, perform }) => {
      let now = state;
      for (let i = 0; i < 40 && waitingAt(now); i++) {
        const answers = answersAt(now, person);
        now = (await take(now, answers[i % answers.length]!, perform)).state;
      }
      return waitingAt(now) ? `still at ${nameOf(now)} after 40 answers` : null;
    }));

  it('an answer that does not do is not asked for for ever', () =>
    everywhere(async ({ state, person, perform }) => {
      const [answer] = answersAt(state, person);
      let now = state;
      for (let i = 0; i < 6; i++) {
        now = (await take(now, answer!, perform)).state;
        if (nameOf(now) !== nameOf(state)) return null;
      }
      return `asked seven times: ${now.lastReplies.map((r) => r.text).join(' ')}`;
    }));

  it('a human is brought whenever asked for', () =>
    everywhere(async ({ state, perform }) => {
      const turn = await take(state, text('转人工', { intent: 'service.human' }), perform);
      return handedOver(turn) ? null : words(turn);
    }));
});

describe('no side effect without confirmation', () => {
  it('what is done is what was read out and agreed to, unless its waiver is given', () => {
    for (const turns of conversations)
      for (const { call, state } of turns.at(-1)!.calls) {
        const spec = context.actions.get(call.action)!;
        const waived = spec.unconfirmed || (spec.waiver !== undefined && call.params[spec.waiver] === true);
        if (!spec.effect || waived) continue;
        const agreed = turns.findLast((t) => t.log.some((e) => e.type === 'confirmed'))?.before.stack.at(-1);
        const frame = state.stack.at(-1)!;
        expect(agreed?.flow, `${call.action} at ${nameOf(state)}`).toBe(frame.flow);
        expect(frame.slots, `${call.action} at ${nameOf(state)}`).toEqual(agreed!.slots);
      }
  });
});

describe('no private figure below the needed level of identity', () => {
  const world = new Sandbox({ clock: () => new Date(context.now), shift: false });
  const ownWords = ({ said, before }: Turn) => JSON.stringify([said.input, before.user]);

  it('an account is held only by the word of the channel or by a proof that passed', () => {
    for (const turns of conversations)
      for (const { before, state, calls, events } of turns) {
        const proved = calls.flatMap(({ call }, i) => {
          const result = events[i + 1] as { outcome?: string };
          const proof = call.action === 'identity.verifyCode' || call.action === 'account.bind';
          return proof && result.outcome === 'ok' ? [call.params.account] : [];
        });
        for (const level of ['bound', 'verified'] as const)
          for (const account of state.identity[level])
            expect([...before.identity[level], ...proved], `${level} at ${nameOf(before)}`).toContain(
              account,
            );
      }
  });

  it('an action reads or changes an account only for who holds it at the level it needs', () => {
    for (const { call, state } of lastTurns().flatMap((t) => t.calls)) {
      const { identity } = context.actions.get(call.action)!;
      const { account } = call.params;
      if (identity === 'anonymous' || typeof account !== 'string') continue;
      const held = identity === 'verified' ? state.identity.verified : state.identity.bound;
      expect(held, `${call.action} at ${nameOf(state)}`).toContain(account);
    }
  });

  it('nobody hears the address, phone, bills or balance of an account that they do not hold', async () => {
    const secrets = new Map<string, string[]>();
    for (const account of new Set(places.map((p) => p.person.account))) {
      const customer = (await world.backends.marketing.customer({ account }))!;
      const bills = await world.backends.marketing.bills({ account });
      secrets.set(account, [
        customer.phone,
        customer.address,
        ...bills.map((b) => `${(b.amount / 100).toFixed(2)}元`),
      ]);
    }
    for (const turns of conversations) {
      const { state, replies } = turns.at(-1)!;
      const said = JSON.stringify(replies);
      for (const [account, hidden] of secrets)
        for (const secret of hidden) {
          if (state.identity.bound.includes(account) || !said.includes(secret)) continue;
          const given = turns.map(ownWords).join();
          expect(given, `${secret} of ${account} at ${nameOf(state)}`).toContain(secret);
        }
    }
  });
});

it('no question is put more than twice in the same way: other words, then without or with help, then a human', () =>
  everywhere(async ({ state, perform }) => {
    const asked = [state.lastReplies.map((r) => r.text).join('\n')];
    let now = state;
    for (let i = 1; i <= 3; i++) {
      const turn = await take(now, text('……'), perform);
      if (!turn.log.some((e) => e.type === 'not-understood')) return null;
      if (i === 3) return handedOver(turn) ? null : `no human after three misses: ${words(turn)}`;
      const goesOnWithout = turn.log.some((e) => e.type === 'slot.filled');
      if (i === 2 && goesOnWithout) return asked.includes(words(turn)) ? `asked again: ${words(turn)}` : null;
      if (i === 2 && !turn.state.options.some((o) => o.value === 'intent:service.human'))
        return `no help after two misses: ${words(turn)}`;
      if (asked.includes(words(turn))) return `the same again: ${words(turn)}`;
      asked.push(words(turn));
      now = turn.state;
    }
    return null;
  }));

describe('after a digression the form goes on where it was, with all its slots', () => {
  const kept = (place: Place, after: ConversationState): string | null => {
    const before = business(place.state);
    const now = business(after);
    if (!before) return null;
    if (now?.flow !== before.flow || now.because !== before.because) return `now at ${nameOf(after)}`;
    if (now.node !== before.node || !waitingAt(after)) return `now at ${nameOf(after)}`;
    for (const [name, value] of Object.entries(before.slots))
      if (value !== null && JSON.stringify(now.slots[name]) !== JSON.stringify(value))
        return `${name} was ${JSON.stringify(value)}, is ${JSON.stringify(now.slots[name])}`;
    return null;
  };
  const faq = [...intents.values()].find(
    (i) => i.kind === 'faq' && !i.urgent && !context.flows.byIntent(i.id),
  )!.id;

  it('when a question was answered in between', () =>
    everywhere(async (place) => {
      const question = text('居民用电多少钱一度是怎么规定的？', { intent: faq, probability: 0.99 }, faq);
      const turn = await take(place.state, question, place.perform);
      if (!words(turn).includes(faq)) return `not answered: ${words(turn)}`;
      return kept(place, turn.state);
    }));

  it.each([
    ['was given up', '取消'],
    ['was seen through', null],
  ])('when another business %s', async (_, leaving) =>
    everywhere(async (place) => {
      const other = business(place.state)?.flow === 'tariff-calc' ? 'outage.query' : 'tariff.calc';
      const begun = await take(
        place.state,
        text('能不能先看看另外那件事？', { intent: other, probability: 0.99 }),
        place.perform,
      );
      if (!begun.log.some((e) => e.type === 'flow.started' && e.data.flow === other.replace('.', '-')))
        return `not begun: ${words(begun)}`;
      let now = begun.state;
      const there = () => now.stack.some((f) => f.flow === other.replace('.', '-'));
      for (let i = 0; i < 12 && there(); i++) {
        const said = leaving ? text(leaving) : (answersAt(now, place.person)[0] ?? text('取消'));
        now = (await take(now, said, place.perform)).state;
      }
      return kept(place, now);
    }),
  );
});

describe('danger comes first from everywhere', () => {
  const urgent = [...intents.values()].filter((i) => i.urgent).map((i) => i.id);
  const cry = (intent: string) => text('快来人啊，出大事了', { intent, probability: 0.98 }, intent);

  it.each(urgent)('%s', (intent) =>
    everywhere(async ({ state, perform }) => {
      const flow = context.flows.byIntent(intent);
      const turn = await take(state, cry(intent), perform);
      if (!flow) return words(turn).includes(intent) ? null : `not answered: ${words(turn)}`;
      if (state.stack.some((f) => f.flow === flow.id)) return null;
      return turn.log.some((e) => e.type === 'flow.started' && e.data.flow === flow.id)
        ? null
        : `not begun: ${words(turn)}`;
    }),
  );

  it.each(['safety.shock', 'outage.hazard'])('%s at the desk of a human', async (intent) => {
    const begin = newState('web', { id: 'u', bound: [], verified: false });
    const { perform } = places[0]!;
    const { state } = await take(begin, text('转人工', { intent: 'service.human' }), perform);
    const turn = await take(state, cry(intent), perform);
    expect(turn.replies.length).toBeGreaterThan(0);
  });
});

describe('every place answers every kind of input', () => {
  const INPUTS: TurnInput[] = [
    { kind: 'text', text: '嗯' },
    { kind: 'text', text: '' },
    { kind: 'choice', value: '确认', label: '确认' },
    { kind: 'choice', value: 'intent:bill.query', label: '查电费' },
    { kind: 'choice', value: 'intent:no.such', label: '旧按钮' },
    { kind: 'key', keys: '1' },
    { kind: 'key', keys: '9' },
    { kind: 'key', keys: '#' },
    { kind: 'image', name: 'a.jpg', url: '/u/a.jpg', contentType: 'image/jpeg' },
    { kind: 'location', latitude: 32, longitude: 118, label: '南京市鼓楼区云台路' },
    { kind: 'event', name: 'silence' },
    { kind: 'rating', score: 5 },
  ];
  const said = (input: TurnInput): Said => ({ input, meaning: null });

  it.each(['web', 'wechat', 'voice'] as const)('on %s', (channel) =>
    everywhere(async ({ state, perform }) => {
      for (const input of INPUTS) {
        const { replies } = await take({ ...state, channel }, said(input), perform);
        const spoken = channel === 'voice';
        if (!replies.length || replies.some((r) => !(spoken ? r.spoken : r.text).trim()))
          return `no word on ${JSON.stringify(input)}`;
      }
      return null;
    }),
  );
});

it('replaying the events of a conversation, from storage, gives its state', () => {
  const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value));
  for (const { turns, state: reached } of places) {
    let state = turns[0]!.before;
    for (const { events } of turns) {
      const replies = [];
      for (const event of stored(events)) {
        const result = step(stored(state), event, context);
        state = result.state;
        replies.push(...result.replies);
      }
      state = settled(state, replies);
    }
    expect(stored(state)).toEqual(stored(reached));
  }
});
