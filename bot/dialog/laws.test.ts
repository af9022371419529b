/** The engine's laws, tried on random conversations over all shipped flows with the sandbox behind them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActions } from '../actions/registry.ts';
import { loadIntents } from '../assemble.ts';
import { Sandbox } from '../backends/sandbox/sandbox.ts';
import { bookOf, loadFlows, loadReplies } from '../flowbook.ts';
import type { Reply, TurnInput } from '../types.ts';
import type { DialogContext, DialogEvent, LogEvent } from './context.ts';
import { step } from './engine.ts';
import { type ConversationState, newState, type PendingCall } from './state.ts';
import { type Meaning, understood } from './testing.ts';

const clock = () => new Date('2026-11-21T10:00:00+08:00');
const FLOWS_DIR = new URL('../flows/', import.meta.url).pathname;
const flows = loadFlows(FLOWS_DIR);
const intents = loadIntents();
const context: DialogContext = {
  flows: bookOf(flows),
  actions: createActions(new Sandbox({ clock, shift: false }).backends),
  replies: loadReplies(FLOWS_DIR),
  intents,
  article: (topic) => ({
    topic,
    version: 1,
    text: '这是一篇文章。',
    spoken: '这是一篇文章。',
    source: [],
    sourceLine: '',
    flow: null,
    offer: null,
  }),
  articleIntent: () => null,
  searchThreshold: 0.5,
  now: '2026-11-21T10:00:00+08:00',
};
const business = flows.filter((f) => !f.pattern && f.triggers.length);
const ACCOUNTS = [
  '3201000000017',
  '3201000000025',
  '3201000000033',
  '3201000000041',
  '3201000000108',
  '3201000000116',
  '3201000000132',
  '3201000000140',
];
const LABELS = [
  ...new Set(
    flows.flatMap((f) => Object.values(f.slots).flatMap((s) => s.choices?.map((c) => c.label) ?? [])),
  ),
];

type Said = { input: TurnInput; meaning: Meaning | null };
const text = (words: string, meaning: Meaning = {}): Said => ({
  input: { kind: 'text', text: words },
  meaning,
});
const said: fc.Arbitrary<Said> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...business.map((f) => text(`我要${f.name}`, { intent: f.triggers[0]! }))),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        '是',
        '好的',
        '确认',
        '不是',
        '取消',
        '不对',
        '返回',
        '等一下',
        '再说一遍',
        '没有',
        '都可以',
      )
      .map((w) => text(w)),
  },
  { weight: 5, arbitrary: fc.constantFrom(...LABELS).map((w) => text(w)) },
  { weight: 2, arbitrary: fc.constantFrom(...ACCOUNTS).map((a) => text(a, { entities: [['account', a]] })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('13800000001', '13800000099')
      .map((p) => text(p, { entities: [['phone', p]] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('2026-10', '2026-09', '2026-11')
      .map((m) => text(m, { entities: [['month', m]] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('2026-11-25', '2026-12-31', '2026-11-20')
      .map((d) => text(d, { entities: [['date', d]] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('云台路18号', '扬州市广陵区文昌里', '火星路1号')
      .map((a) => text(a, { entities: [['address', a]] })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 5, 300, 99999).map((n) => text(String(n), { entities: [['number', n]] })),
  },
  { weight: 2, arbitrary: fc.constantFrom('1234', '2345', '246810', '000000').map((w) => text(w)) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        '张小明',
        '空调',
        '啊吧啊吧',
        '<script>alert(1)</script>',
        '{bill.amount}',
        '/session_start',
      )
      .map((w) => text(w)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('chat.thanks', 'chat.greet', 'chat.abuse', 'chat.bye', 'chat.who')
      .map((i) => text('嗯呢', { intent: i })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<TurnInput>(
        { kind: 'key', keys: '1' },
        { kind: 'key', keys: '2' },
        { kind: 'key', keys: '*' },
        { kind: 'event', name: 'silence' },
        { kind: 'image', name: 'a.jpg', url: '/u/a.jpg', contentType: 'image/jpeg' },
        { kind: 'location', latitude: 32, longitude: 118, label: '南京市鼓楼区云台路' },
        { kind: 'rating', score: 2 },
      )
      .map((input) => ({ input, meaning: null })),
  },
);

const user = fc.record({ bound: fc.subarray(ACCOUNTS, { maxLength: 2 }), verified: fc.boolean() });

interface Turn {
  said: Said;
  before: ConversationState;
  state: ConversationState;
  replies: Reply[];
  log: LogEvent[];
  calls: { call: PendingCall; identity: ConversationState['identity'] }[];
  events: DialogEvent[];
}

/** Runs one turn with the sandbox; `failing` says which of its calls fail. */
async function turn(
  before: ConversationState,
  one: Said,
  key: string,
  failing: (n: number) => boolean,
  actions: DialogContext['actions'],
): Promise<Turn> {
  const understanding =
    one.meaning && one.input.kind === 'text' ? understood(one.input.text, one.meaning) : null;
  const events: DialogEvent[] = [{ type: 'input', input: one.input, understanding, hits: [] }];
  let result = step(before, events[0]!, context);
  const replies = [...result.replies];
  const log = [...result.log];
  const calls: Turn['calls'] = [];
  for (let n = 0; result.call; n++) {
    calls.push({ call: result.call, identity: structuredClone(result.state.identity) });
    const action = actions.get(result.call.action) as unknown as {
      perform(p: unknown, c: unknown): Promise<{ outcome: string; data: unknown }>;
    };
    const done = failing(n)
      ? { outcome: 'failed', data: null }
      : await action.perform(result.call.params, {
          key: `${key}:${n}`,
          now: clock(),
          conversationId: 'c',
          channel: 'web',
          userId: 'u',
          phone: undefined,
          accounts: result.state.identity.bound,
        });
    const event: DialogEvent = {
      type: 'result',
      outcome: done.outcome,
      data: JSON.parse(JSON.stringify(done.data)),
    };
    events.push(event);
    result = step(result.state, event, context);
    replies.push(...result.replies);
    log.push(...result.log);
  }
  const state = replies.length
    ? { ...result.state, lastReplies: replies, options: replies.flatMap((r) => r.options ?? []) }
    : result.state;
  return { said: one, before, state, replies, log, calls, events };
}

async function converse(
  who: { bound: string[]; verified: boolean },
  lines: readonly Said[],
  faults: readonly number[],
): Promise<Turn[]> {
  const actions = createActions(new Sandbox({ clock, shift: false }).backends);
  let state = newState('web', { id: 'u', ...who });
  const turns: Turn[] = [];
  for (const [i, line] of lines.entries()) {
    const one = await turn(state, line, `c:${i}`, (n) => faults.includes(i * 3 + n), actions);
    turns.push(one);
    state = one.state;
  }
  return turns;
}

const conversation = fc.tuple(
  user,
  fc.array(said, { minLength: 3, maxLength: 14 }),
  fc.array(fc.nat(40), { maxLength: 4 }),
);

/** Every law is tried on so many random conversations. */
const RUNS = { numRuns: 150, seed: 20261121 };
const law = (name: string, check: (turns: Turn[]) => void | Promise<void>) =>
  it(name, { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(conversation, async ([who, lines, faults]) =>
        check(await converse(who, lines, faults)),
      ),
      RUNS,
    ),
  );

describe('in every conversation', () => {
  law('every input is answered, whatever state it meets, unless a human has taken over', (turns) => {
    for (const t of turns) {
      if (t.before.handoff || t.said.input.kind === 'rating') continue;
      expect(t.replies.length, JSON.stringify(t.said)).toBeGreaterThan(0);
      for (const reply of t.replies) expect(reply.text.trim()).not.toBe('');
    }
  });

  law('nothing is changed without a yes since the last change of a slot', (turns) => {
    const confirmed = new Map<string, boolean>();
    for (const event of turns.flatMap((t) => t.log)) {
      const flow = String(event.data.flow);
      if (event.type === 'confirmed') confirmed.set(flow, true);
      if (event.type === 'flow.started' || event.type === 'slot.filled') confirmed.set(flow, false);
      if (event.type !== 'action') continue;
      const spec = context.actions.get(String(event.data.action))!;
      if (spec.effect && !spec.unconfirmed && !spec.waiver)
        expect(confirmed.get(flow), `${event.data.action} in ${flow}`).toBe(true);
    }
  });

  law('no figure of an account is read or changed below the level it needs', (turns) => {
    for (const { call, identity } of turns.flatMap((t) => t.calls)) {
      const spec = context.actions.get(call.action)!;
      const account = call.params.account;
      if (spec.identity === 'anonymous' || typeof account !== 'string') continue;
      expect(spec.identity === 'verified' ? identity.verified : identity.bound, call.action).toContain(
        account,
      );
    }
  });

  law('the customer can always leave: giving up again and again ends everything', async (turns) => {
    let { state } = turns.at(-1)!;
    if (state.handoff) return;
    const actions = createActions(new Sandbox({ clock, shift: false }).backends);
    for (let i = 0; i < 6 && state.stack.length; i++)
      state = (await turn(state, text('取消'), `x:${i}`, () => false, actions)).state;
    expect(state.stack.map((f) => f.flow)).toEqual([]);
  });

  law('danger pre-empts from everywhere', async (turns) => {
    const { state } = turns.at(-1)!;
    if (state.handoff) return;
    const actions = createActions(new Sandbox({ clock, shift: false }).backends);
    const after = await turn(
      state,
      text('我家没电了', { intent: 'outage.report' }),
      'u',
      () => false,
      actions,
    );
    const began = after.log.some((e) => e.type === 'flow.started' && e.data.flow === 'outage-report');
    expect(began || state.stack.some((f) => f.flow === 'outage-report')).toBe(true);
  });

  law('an interrupted form goes on with all its slots', (turns) => {
    for (const t of turns) {
      const below = t.before.stack.at(-1);
      if (!below || !t.log.some((e) => e.type === 'digressed')) continue;
      const later = t.state.stack.find((f) => f.flow === below.flow && f.because === below.because);
      if (!later) continue;
      for (const [name, value] of Object.entries(below.slots))
        if (value !== null) expect(later.slots[name], `${below.flow}.${name}`).toEqual(value);
    }
  });

  law('no question is put more than twice in the same way in a row', (turns) => {
    let last = '';
    let times = 0;
    for (const t of turns) {
      const question = t.replies.map((r) => r.text).join('\n');
      const repeated = t.log.some(
        (e) =>
          e.type === 'decided' &&
          ['repeat', 'wait', 'silence', 'back', 'start', 'act', 'cancel', 'correct', 'fill'].includes(
            String(e.data.command),
          ),
      );
      times = question === last && !repeated ? times + 1 : 1;
      last = question;
      if (t.before.stack.length && !t.before.handoff) expect(times, question).toBeLessThanOrEqual(2);
    }
  });

  law('the same events give the same state again', (turns) => {
    for (const t of turns) {
      let state = t.before;
      for (const event of t.events) state = step(state, event, context).state;
      expect(
        t.replies.length
          ? { ...state, lastReplies: t.replies, options: t.replies.flatMap((r) => r.options ?? []) }
          : state,
      ).toEqual(t.state);
    }
  });
});
