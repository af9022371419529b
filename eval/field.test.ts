import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleRobot } from '../bot/assemble.ts';
import { Sandbox, sandboxNow } from '../bot/backends/sandbox/sandbox.ts';
import type { IncomingMessage, TurnInput } from '../bot/mod.ts';
import { loadUnderstander } from '../nlu/mod.ts';
import { openStore, type Store } from '../store/mod.ts';
import { type Cast, type Logged, type Recorded, suiteOf } from './field.ts';
import { playSuite } from './kinds/dialog.ts';
import { openShippedKnowledge, openTheatre } from './product.ts';
import { sandboxCast } from './sandbox-cast.ts';
import { parseSuite } from './suite.ts';

const person = (n: number, traits: Record<string, boolean>) => ({
  account: `320100000000${n}`,
  name: `替身${n}`,
  phone: `1380000000${n}`,
  address: `替身路${n}号`,
  idLast4: `000${n}`,
  traits,
});
const cast: Cast = {
  people: [person(1, { prepaid: false }), person(2, { prepaid: true })],
  orders: ['2026112100071'],
  code: '246810',
};

const said = (text: string, entities: object[] = []): Logged[] => [
  { type: 'message.in', data: { id: 'm', input: { kind: 'text', text }, at: '' } },
  { type: 'understood', data: { entities } },
];
const replied = (text: string): Logged => ({
  type: 'message.out',
  data: { id: 'o', from: 'robot', reply: { text, spoken: text } },
});
const recorded = (events: Logged[], bound: string[] = []): Recorded => ({
  channel: 'web',
  state: { user: { phone: null, verifiedByChannel: false }, identity: { bound } },
  events,
  unfinished: [],
});

describe('suiteOf', () => {
  it('puts stand-ins in the place of everything personal, the same for the same', () => {
    const suite = suiteOf(
      recorded(
        [
          ...said('我叫钱大壮，电话18651234567，住在桂花苑9栋', [
            { type: 'name', value: '钱大壮', text: '钱大壮' },
            { type: 'phone', value: '18651234567', text: '18651234567' },
            { type: 'address', value: '桂花苑9栋', text: '桂花苑9栋' },
          ]),
          {
            type: 'called',
            data: { action: 'account.read', outcome: 'ok', data: { account: '3209876543210' } },
          },
          replied('钱大壮，户号3209876543210，派到桂花苑9栋，欠1234.50元。'),
          ...said('卡号6222021234567890123，证件32010219800101123X，发a.b@qq.com，后四位1234', [
            { type: 'idLast4', value: '1234', text: '1234' },
          ]),
        ],
        ['3209876543210'],
      ),
      cast,
    );
    expect(suite).toContain('我叫替身1，电话13800000001，住在替身路1号');
    expect(suite).toContain('替身1，户号3201000000001，派到替身路1号，欠1234.50元。');
    expect(suite).toContain(
      '卡号0000000000000000000，证件000000000000000000，发mail@example.com，后四位0001',
    );
    for (const personal of ['钱大壮', '1865', '桂花苑', '32098', '6222', 'qq.com'])
      expect(suite).not.toContain(personal);
  });

  it('casts the customer of the sandbox that is most like the real one', () => {
    const facts = { account: '3209876543210', prepaid: true };
    const suite = suiteOf(
      recorded(
        [
          ...said('还剩多少钱'),
          { type: 'called', data: { action: 'balance.read', outcome: 'ok', data: facts } },
        ],
        ['3209876543210'],
      ),
      cast,
    );
    expect(parseSuite('s', suite)[0]?.user.bound).toEqual(['3201000000002']);
  });

  it('marks what went wrong', () => {
    const suite = suiteOf(
      {
        ...recorded([
          ...said('阿巴阿巴'),
          { type: 'not-understood', data: { flow: null, outOfScope: false } },
          ...said('查电费'),
          { type: 'called', data: { action: 'bill.read', outcome: 'failed', data: null } },
        ]),
        unfinished: [{ input: { kind: 'text', text: '在吗' } }],
      },
      cast,
    );
    expect(suite).toContain('# failed: not understood');
    expect(suite).toContain('# failed: bill.read ended failed');
    expect(suite).toMatch(/- user: "在吗"\n {6}# failed: the turn was not committed/);
  });
});

describe('a conversation of the real robot', () => {
  const dir = mkdtempSync(join(tmpdir(), 'field-'));
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ dataDir: dir });
  });
  afterAll(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });

  it('is exported as a suite that passes, and keeps its flows and actions', async () => {
    const understander = await loadUnderstander('./.model');
    const now = sandboxNow();
    const knowledge = await openShippedKnowledge(understander, now);
    const clock = () => now;
    const { backends } = new Sandbox({ clock, shift: false });
    const robot = await assembleRobot({ store, understander, knowledge, backends, clock });
    const inputs: TurnInput[] = [
      { kind: 'text', text: '我上个月电费多少' },
      { kind: 'text', text: '3201000000017' },
      { kind: 'text', text: '246810' },
      { kind: 'text', text: '我家停电了，云台路18号3幢502室' },
    ];
    for (const [i, input] of inputs.entries()) {
      const message: IncomingMessage = {
        id: `m${i}`,
        conversationId: 'c',
        channel: 'web',
        user: { id: 'u', bound: [], verified: false },
        input,
        at: now,
      };
      await robot.receive(message);
    }
    const row = await store.conversation('c');
    const suite = suiteOf(
      {
        channel: 'web',
        state: row?.state as unknown as Recorded['state'],
        events: await store.events('c'),
        unfinished: [],
      },
      await sandboxCast(),
    );
    const conversations = parseSuite('field.yaml', suite);
    expect(conversations[0]?.user.bound).toEqual([]);
    expect(conversations[0]?.turns[2]).toMatchObject({ user: '246810', flow: null });
    expect(conversations[0]?.turns[2]?.called).toContain('bill.read');
    const { failed } = await playSuite(conversations, openTheatre({ understander, knowledge, now }));
    expect(failed).toEqual([]);
  });
});
