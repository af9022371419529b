import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFacts, openKnowledge } from '../knowledge/mod.ts';
import { loadUnderstander } from '../nlu/mod.ts';
import { type OutboxEntry, openStore, type Store } from '../store/mod.ts';
import { assembleRobot } from './assemble.ts';
import { Sandbox } from './backends/sandbox/sandbox.ts';
import { type IncomingMessage, type MessageOut, RobotBusy, type RunningRobot } from './mod.ts';

const NOW = new Date('2026-11-21T10:00:00+08:00');
const clock = () => NOW;
const understander = await loadUnderstander('./.model');
const sandboxForFacts = new Sandbox({ clock, shift: false });
const knowledge = await openKnowledge({
  understander,
  facts: (at) => createFacts(sandboxForFacts.tariffDocument, at),
  region: 'JS',
  clock,
});

let dir: string;
let store: Store;
let sandbox: Sandbox;
let robot: RunningRobot;

async function build(maxWaiting = 0): Promise<RunningRobot> {
  return assembleRobot({ store, understander, knowledge, backends: sandbox.backends, clock, maxWaiting });
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'robot-test-'));
  store = await openStore({ dataDir: dir });
  sandbox = new Sandbox({ clock, shift: false });
  robot = await build();
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

let count = 0;
function message(text: string, more: Partial<IncomingMessage> = {}): IncomingMessage {
  return {
    id: `m${++count}`,
    conversationId: 'c1',
    channel: 'web',
    user: { id: 'u1', bound: ['3201000000017'], verified: false },
    input: { kind: 'text', text },
    at: NOW,
    ...more,
  };
}

const orders = () => sandbox.backends.workOrders.find({ account: '3201000000017', kind: 'repair' });

async function reportOutage(): Promise<IncomingMessage> {
  for (const text of ['我家没电了', '邻居也停了', '13800000001']) await robot.receive(message(text));
  const confirmation = message('确认');
  await robot.receive(confirmation);
  return confirmation;
}

describe('a message', () => {
  it('is answered, and everything of its turn stands in the log', async () => {
    const { replies, flow } = await robot.receive(message('我上个月电费多少'));
    expect(replies.map((r) => r.text).join()).toContain('243.45元');
    expect(flow).toBeNull();
    const types = (await store.events('c1')).map((e) => e.type);
    expect(types[0]).toBe('message.in');
    expect(types).toContain('understood');
    expect(types.at(-1)).toBe('message.out');
  });

  it('that comes twice gets the same answer and acts once', async () => {
    const confirmation = await reportOutage();
    const before = await store.events('c1');
    const again = await robot.receive(confirmation);
    expect(again.called).toEqual(['repair.create']);
    expect(await store.events('c1')).toEqual(before);
    expect(await orders()).toHaveLength(1);
  });

  it('that comes twice at once is one turn', async () => {
    const one = message('我上个月电费多少');
    const [a, b] = await Promise.all([robot.receive(one), robot.receive(one)]);
    expect(a).toEqual(b);
    expect((await store.events('c1')).filter((e) => e.type === 'message.in')).toHaveLength(1);
  });

  it('that is recorded is answered when its turn is asked for, once', async () => {
    const recorded = await robot.record(message('我上个月电费多少'));
    expect(await store.unfinished(10)).toHaveLength(1);
    const [first, again] = [await recorded.turn(), await recorded.turn()];
    expect(first.replies.map((r) => r.text).join()).toContain('243.45元');
    expect(again).toEqual(first);
    expect((await store.events('c1')).filter((e) => e.type === 'message.in')).toHaveLength(1);
  });

  it('that is recorded when the robot stops is answered after the next start', async () => {
    const recorded = await robot.record(message('我上个月电费多少'));
    await robot.drain();
    await expect(recorded.turn()).rejects.toBeInstanceOf(RobotBusy);
    expect(await (await build()).recover()).toBe(1);
    expect((await store.events('c1')).at(-1)?.type).toBe('message.out');
  });

  it('whose answer takes the bubbles along leaves none in the outbox, unless the answer is lost', async () => {
    const recorded = await robot.record(message('我上个月电费多少', { channel: 'wechat' }));
    const asked: MessageOut[] = [];
    const took: OutboxEntry[] = [];
    const takes = (bubbles: readonly MessageOut[]) => asked.push(...bubbles) > 0;
    await recorded.turn({ answerId: 'answer', takes, took: (entries) => took.push(...entries) });
    expect(took.map(({ payload }) => payload)).toEqual(asked);
    const far = Date.now() + 1_000_000;
    expect(await store.takeOutbox('wechat', far, 10, 1)).toEqual([]);
    await store.answerLost('answer', took, 0);
    const waiting = await store.takeOutbox('wechat', far, 10, 1);
    expect(waiting.map(({ id, payload }) => ({ id, payload }))).toEqual(
      took.map(({ id, payload }) => ({ id, payload })),
    );
  });

  it('whose answer cannot take the bubbles along leaves them in the outbox', async () => {
    const recorded = await robot.record(message('你好', { channel: 'wechat' }));
    const took: OutboxEntry[] = [];
    await recorded.turn({ answerId: 'answer', takes: () => false, took: (entries) => took.push(...entries) });
    expect(took).toEqual([]);
    expect(await store.takeOutbox('wechat', Date.now() + 1_000_000, 10, 1)).not.toEqual([]);
  });

  it('is refused with a word of its own when too many wait', async () => {
    robot = await build(1);
    const first = robot.receive(message('你好'));
    await expect(robot.receive(message('在吗', { conversationId: 'c2' }))).rejects.toBeInstanceOf(RobotBusy);
    await first;
  });
});

it('a proof holds for the conversation, and not for the next day', async () => {
  const said = async (text: string, at = NOW) =>
    (await robot.receive(message(text, { at }))).replies.map((r) => r.text).join();
  await said('查一下户号3201000000140的欠费');
  await said('3579');
  expect(await said('户号3201000000140欠多少')).toContain('211.32');
  const tomorrow = new Date(Date.now() + 24 * 3_600_000);
  expect(await said('户号3201000000140欠多少', tomorrow)).not.toContain('211.32');
});

it('turns of one conversation do not overlap, whatever comes at once', async () => {
  const texts = ['你好', '我上个月电费多少', '那9月呢', '谢谢', '营业厅几点上班'];
  await Promise.all(texts.map((text) => robot.receive(message(text))));
  const events = await store.events('c1');
  expect(
    events
      .filter((e) => e.type === 'message.in')
      .map((e) => (e.data as { input: { text: string } }).input.text),
  ).toEqual(texts);
  expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => i + 1));
});

describe('after a crash', () => {
  it('a message that was received and not answered is answered at the next start', async () => {
    const lost = message('我上个月电费多少');
    await store.receive({
      id: `web:c1:${lost.id}`,
      conversationId: 'c1',
      payload: JSON.parse(JSON.stringify(lost)),
      receivedAt: NOW.getTime(),
    });
    const next = await build();
    expect(await next.recover()).toBe(1);
    expect(await next.recover()).toBe(0);
    expect((await next.receive(lost)).replies[0]?.text).toContain('243.45元');
  });

  it('an action that was done before the commit is not done again', async () => {
    for (const text of ['我家没电了', '邻居也停了', '13800000001']) await robot.receive(message(text));
    const broken = new Proxy(store, {
      get: (target, name: keyof Store) =>
        name === 'commitTurn' ? () => Promise.reject(new Error('the power went')) : target[name].bind(target),
    });
    const dying = await assembleRobot({
      store: broken,
      understander,
      knowledge,
      backends: sandbox.backends,
      clock,
    });
    const confirmation = message('确认');
    await expect(dying.receive(confirmation)).rejects.toThrow('the power went');
    expect(await orders()).toHaveLength(1);
    const next = await build();
    await next.recover();
    expect((await next.receive(confirmation)).replies.map((r) => r.text).join()).toContain('报修好了');
    expect(await orders()).toHaveLength(1);
  });
});

describe('when a back end fails', () => {
  it('the customer hears that nothing was done', async () => {
    sandbox.faults.set('marketing', { kind: 'down' });
    const { replies } = await robot.receive(message('我上个月电费多少'));
    expect(replies.map((r) => r.text).join()).toContain('没有办成');
  });

  it('after it has acted, the customer hears that the result is open, and is not told to repeat', async () => {
    for (const text of ['我家没电了', '邻居也停了', '13800000001']) await robot.receive(message(text));
    sandbox.faults.set('workOrders.createRepair', { kind: 'timeoutAfterEffect' });
    const { replies } = await robot.receive(message('确认'));
    expect(replies.map((r) => r.text).join()).toContain('请不要重复提交');
  });
});
