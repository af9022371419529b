import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageOut, Reply } from '../../bot/mod.ts';
import { type Json, openStore, type Store } from '../../store/mod.ts';
import { createClient, type WeChatClient } from './client.ts';
import { createDispatcher, type Dispatcher } from './outbox.ts';
import { createQuota, type Quota } from './quota.ts';
import {
  type Answer,
  type Asked,
  handClock,
  keptLog,
  SEND,
  startPlatform,
  type TestPlatform,
} from './testing.ts';

const ANNA = 'o6_anna';
const BERT = 'o6_bert';
const BUSY = { errcode: -1, errmsg: 'system error' };

let dataDir: string;
let store: Store;
let platform: TestPlatform;
let clock: ReturnType<typeof handClock>;
let client: WeChatClient;
let quota: Quota;
let alerts: string[];
const running: Dispatcher[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wechat-outbox-'));
  store = await openStore({ dataDir });
  platform = await startPlatform();
  clock = handClock();
  alerts = [];
  begin();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((dispatcher) => dispatcher.close()));
  await platform.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

/** The outgoing side as a process has it; a second call stands for a restart, or for another node. */
function begin(more: Partial<Parameters<typeof createClient>[0]> = {}): void {
  const { base } = platform;
  const secret = 'a-secret';
  client = createClient({
    appId: 'wx01',
    secret,
    base,
    clock: clock.now,
    sleep: clock.sleep,
    log: keptLog(),
    ...more,
  });
  quota = createQuota({ store });
}

let turns = 0;
/** A turn as the robot commits it: the customer's message in the log, the bubbles in the outbox. */
async function turn(openid: string, ...replies: (string | Partial<Reply>)[]): Promise<void> {
  const at = clock.now().getTime();
  const conversationId = `wechat:gh_1:${openid}`;
  const inboxId = `turn-${++turns}`;
  await store.receive({ id: inboxId, conversationId, payload: null, receivedAt: at });
  const bubbles = replies.map((reply, i): MessageOut => {
    const given = typeof reply === 'string' ? { text: reply } : reply;
    return {
      id: `${inboxId}/${i}`,
      from: 'robot',
      reply: { text: '', spoken: '', ...given },
      replyToId: null,
      at: clock.now().toISOString(),
    };
  });
  const expectedVersion = (await store.conversation(conversationId))?.version ?? 0;
  await store.commitTurn({
    inboxId,
    conversation: { id: conversationId, channel: 'wechat', userId: openid, state: {}, expectedVersion },
    events: [{ type: 'message.in', data: { echo: { by: 'message' } } }],
    result: null,
    outbox: bubbles.map((payload) => ({ payload: payload as unknown as Json })),
    at,
  });
}

function dispatcher(): Dispatcher {
  const made = createDispatcher({
    store,
    client,
    quota,
    clock: clock.now,
    log: keptLog(),
    onAlert: (why) => alerts.push(why),
  });
  running.push(made);
  return made;
}

/** Lets a dispatcher look once and settle all that is due. */
async function dispatch(): Promise<void> {
  const one = dispatcher();
  one.nudge();
  await one.idle();
}

/** Looks again and again, as time passes. */
async function dispatchFor(ms: number, every: number): Promise<void> {
  for (let passed = 0; passed <= ms; passed += every) {
    await dispatch();
    clock.pass(every);
  }
}

/** What an answer to the customer's next message could carry. */
async function keptFor(openid: string): Promise<string[]> {
  const all = await store.carryOutbox(
    `wechat:gh_1:${openid}`,
    `answer-${++turns}`,
    clock.now().getTime(),
    (waiting) => waiting.length,
  );
  return all.map(({ payload }) => (payload as unknown as MessageOut).reply.text);
}

const sentTo = (openid: string): string[] =>
  platform
    .asked(SEND)
    .filter(({ body }) => body.touser === openid)
    .map(({ body }) => body.text?.content ?? body.msgmenu?.head_content ?? body.news.articles[0].title);

describe('the dispatcher', () => {
  it('sends the bubbles of a turn in order, once', async () => {
    await turn(ANNA, '一', '二', '三');
    await dispatch();
    await dispatch();
    expect(sentTo(ANNA)).toEqual(['一', '二', '三']);
  });

  it('looks by itself once started, and at once when nudged', async () => {
    const one = dispatcher();
    one.start();
    await turn(ANNA, '一');
    one.nudge();
    await vi.waitFor(() => expect(sentTo(ANNA)).toEqual(['一']));
  });

  it('holds back what stands behind a bubble that has to wait, but nobody else', async () => {
    await turn(ANNA, '一', '二');
    await turn(BERT, '三');
    platform.next(SEND, BUSY);
    await dispatch();
    expect(platform.asked(SEND)).toHaveLength(2);
    await dispatchFor(4_000, 1_000);
    const [first] = platform.asked(SEND).map(({ body }) => body.touser as string);
    const [refused, other] = first === ANNA ? [ANNA, BERT] : [BERT, ANNA];
    const all: Record<string, string[]> = { [ANNA]: ['一', '二'], [BERT]: ['三'] };
    expect(sentTo(refused)).toEqual([all[refused]![0], ...all[refused]!]);
    expect(sentTo(other)).toEqual(all[other]);
  });

  it('tries again later and later, then gives up and tells the operator; what stands behind goes on', async () => {
    await turn(ANNA, '一');
    platform.next(SEND, ...Array.from({ length: 12 }, () => BUSY));
    await dispatchFor(60_000, 1_000);
    const inAMinute = sentTo(ANNA).length;
    expect(inAMinute).toBeGreaterThanOrEqual(4);
    expect(inAMinute).toBeLessThanOrEqual(6);
    await turn(ANNA, '二');
    await dispatchFor(2 * 3_600_000, 300_000);
    expect(alerts).toEqual([`12 tries failed: ${SEND}: -1 system error`]);
    expect(sentTo(ANNA)).toEqual([...Array.from({ length: 12 }, () => '一'), '二']);
  });

  it('gives up at once what can never arrive', async () => {
    await turn(ANNA, '一');
    platform.next(SEND, { errcode: 43004, errmsg: 'require subscribe' });
    await dispatchFor(600_000, 60_000);
    expect(sentTo(ANNA)).toEqual(['一']);
    expect(alerts).toEqual([]);
  });

  it('keeps what the quota does not hold for the customer’s next message, in order', async () => {
    await turn(ANNA, '1', '2', '3', '4', '5', '6', '7');
    await dispatchFor(24 * 3_600_000, 6 * 3_600_000);
    expect(sentTo(ANNA)).toEqual(['1', '2', '3', '4', '5']);
    await turn(ANNA, '8');
    expect(await keptFor(ANNA)).toEqual(['6', '7', '8']);
  });

  it.each([
    [45015, []],
    [45047, []],
    [45009, [`${SEND}: 45009 told`]],
    [48001, [`${SEND}: 48001 told`]],
  ])(
    'keeps what the platform does not take now (%i) and tells the operator where they can help',
    async (errcode, told) => {
      await turn(ANNA, '一', '二');
      platform.next(SEND, { errcode, errmsg: 'told' });
      await dispatchFor(600_000, 60_000);
      expect(sentTo(ANNA)).toEqual(['一']);
      expect(alerts).toEqual(told);
      expect(await keptFor(ANNA)).toEqual(['一', '二']);
    },
  );

  it('keeps all where the account has no secret', async () => {
    begin({ secret: undefined });
    await turn(ANNA, '一');
    await dispatchFor(3_600_000, 600_000);
    expect(platform.asked()).toEqual([]);
    expect(await keptFor(ANNA)).toEqual(['一']);
  });

  it('does not keep for ever', async () => {
    begin({ secret: undefined });
    await turn(ANNA, '一');
    await dispatchFor(31 * 24 * 3_600_000, 24 * 3_600_000);
    expect(await keptFor(ANNA)).toEqual([]);
  });
});

describe('whatever the platform answers', () => {
  const errors = [-1, 40001, 42001, 40200, 43004, 45011, 45015, 45047, 47001].map((errcode) => ({
    errcode,
    errmsg: 'told',
  }));
  const answer = fc.constantFrom<Answer>({ errcode: 0, errmsg: 'ok' }, 502, ...errors);
  const menu = { text: '请选择', options: [{ label: '好', value: 'intent:chat.affirm' }] };

  it('it takes no bubble twice and none before an earlier one, and none is forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2), fc.boolean()), { minLength: 1, maxLength: 9 }),
        // Fewer than it takes to give a bubble up.
        fc.array(answer, { maxLength: 11 }),
        async (turns, answers) => {
          const run = `o6_${runs++}_`;
          const before = platform.asked(SEND).length;
          begin();
          platform.calm();
          platform.next(SEND, ...answers);
          for (const [i, [who, withMenu]] of turns.entries()) {
            await turn(`${run}${who}`, withMenu ? { ...menu, text: `bubble ${i}` } : `bubble ${i}`);
            await dispatch();
            clock.pass(2_000);
          }
          await dispatchFor(4 * 3_600_000, 900_000);
          const calls = platform.asked(SEND).slice(before);
          for (const who of [0, 1, 2].map((each) => `${run}${each}`)) {
            const mine = calls.filter(({ body }) => body.touser === who);
            const took = mine.filter(({ answer }) => errcodeOf(answer) === 0).map(bubble);
            const refused = mine.filter(isFinal).map(bubble);
            const kept = (await keptFor(who)).map((text) => Number(text.replace('bubble ', '')));
            const told = turns.flatMap(([each], i) => (`${run}${each}` === who ? [i] : []));
            expect(took).toEqual([...new Set(took)].sort((a, b) => a - b));
            expect([...took, ...refused, ...kept].sort((a, b) => a - b)).toEqual(told);
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  const bubble = ({ raw }: Asked) => Number(/bubble (\d+)/.exec(raw)?.[1]);
  const errcodeOf = (given: Answer | undefined) => (given as { errcode?: number } | undefined)?.errcode;
  /** Refused for good, as the table has it; a menu becomes links where menus are refused. */
  const isFinal = ({ answer: given, body }: Asked) => {
    const errcode = errcodeOf(given) ?? 0;
    return [43004, 47001].includes(errcode) || (errcode === 40200 && body.msgtype === 'text');
  };
  let runs = 0;
});

describe('a bubble of several messages', () => {
  const paragraph = '抢修人员已经到达现场，正在排查故障。'.repeat(60);

  it('goes on where it stopped, also after a restart', async () => {
    await turn(ANNA, `${paragraph}\n第二段`);
    platform.next(SEND, { errcode: 0 }, BUSY);
    await dispatch();
    const [first] = sentTo(ANNA);
    begin();
    clock.pass(10_000);
    await dispatch();
    const texts = sentTo(ANNA);
    expect(texts.filter((text) => text === first)).toHaveLength(1);
    expect([texts[0], ...texts.slice(2)].join('').replaceAll('\n', '')).toBe(`${paragraph}第二段`);
  });

  it('is cut further when the platform finds it too long', async () => {
    await turn(ANNA, '第一句。第二句。');
    platform.next(SEND, { errcode: 45002, errmsg: 'content size out of limit' });
    await dispatch();
    expect(sentTo(ANNA)).toEqual(['第一句。第二句。', '第一句。', '第二句。']);
  });

  it('leaves nothing behind in the store', async () => {
    await turn(ANNA, paragraph, '二');
    platform.next(SEND, { errcode: 0 }, BUSY);
    await dispatchFor(10_000, 1_000);
    expect(await store.list('wechat.progress')).toEqual([]);
  });
});

describe('several nodes', () => {
  it('send each bubble once', async () => {
    const people = Array.from({ length: 20 }, (_, i) => `o6_${i}`);
    for (const openid of people) await turn(openid, '一', '二');
    const nodes = [dispatcher(), dispatcher(), dispatcher()];
    for (const node of nodes) node.nudge();
    await Promise.all(nodes.map((node) => node.idle()));
    for (const openid of people) expect(sentTo(openid)).toEqual(['一', '二']);
  });

  it('take over what another left when it died', async () => {
    await turn(ANNA, '一');
    await store.takeOutbox('wechat', clock.now().getTime(), 10, 30_000);
    await dispatch();
    expect(sentTo(ANNA)).toEqual([]);
    clock.pass(30_001);
    await dispatch();
    expect(sentTo(ANNA)).toEqual(['一']);
  });

  it('begin nothing that might outlast the lease', async () => {
    await turn(ANNA, '一', '二');
    // The platform takes ten seconds for the first.
    platform.next(SEND, slowly());
    async function slowly() {
      await vi.waitFor(() => expect(platform.asked(SEND)).toHaveLength(1));
      clock.pass(10_000);
      return { errcode: 0, errmsg: 'ok' };
    }
    const one = dispatcher();
    one.nudge();
    await vi.waitFor(() => expect(platform.asked(SEND)).toHaveLength(1));
    await one.close();
    expect(sentTo(ANNA)).toEqual(['一']);
    await dispatch();
    expect(sentTo(ANNA)).toEqual(['一', '二']);
  });
});

describe('closing', () => {
  it('finishes what is being sent and leaves the rest to the next process', async () => {
    await turn(ANNA, '一', '二');
    let answer: (value: object) => void = () => {};
    platform.next(
      SEND,
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const one = dispatcher();
    one.nudge();
    await vi.waitFor(() => expect(platform.asked(SEND)).toHaveLength(1));
    const closed = one.close();
    answer({ errcode: 0, errmsg: 'ok' });
    await closed;
    expect(sentTo(ANNA)).toEqual(['一']);
    await dispatch();
    expect(sentTo(ANNA)).toEqual(['一', '二']);
  });
});
