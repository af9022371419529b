import { describe, expect, it } from 'vitest';
import type { IncomingMessage, Reply, TurnResult } from '../../bot/mod.ts';
import { parseSuite } from '../suite.ts';
import { playSuite, type Theatre } from './dialog.ts';
import { faultsOf } from './dialog-checks.ts';
import { rendered } from './dialog-render.ts';

const now = new Date('2026-11-21T10:00:00+08:00');
const reply = (text: string, more: Partial<Reply> = {}): Reply => ({ text, spoken: `说${text}`, ...more });
const turnResult = (more: Partial<TurnResult> = {}): TurnResult => ({
  replies: [],
  flow: null,
  ended: true,
  handoff: false,
  called: [],
  intent: null,
  ...more,
});

/** A robot that knows one bill, asks before it reads, and remembers what it was sent. */
function theatre(received: IncomingMessage[] = [], noted: unknown[] = []): Theatre {
  return {
    now,
    flows: [
      { flow: 'bill-query', node: '1' },
      { flow: 'bill-query', node: '2' },
      { flow: 'meter-read', node: '1' },
    ],
    open: async (scene) => {
      noted.push(scene);
      const steps: { flow: string; node: string }[] = [];
      return {
        dialled: '13800000009',
        fail: (faults) => noted.push(faults),
        pay: (account, yuan) => noted.push({ account, yuan }),
        receive: async (message) => {
          received.push(message);
          const { input } = message;
          if (input.kind === 'text' && input.text === '坏') throw new Error('no such table');
          if (input.kind === 'text') {
            steps.push({ flow: 'bill-query', node: '1' });
            const options = [{ label: '好', value: 'intent:bill.query' }];
            return turnResult({
              replies: [reply('查吗？', { options })],
              flow: 'bill-query',
              ended: false,
              intent: 'bill.query',
            });
          }
          steps.push({ flow: 'bill-query', node: '2' });
          return turnResult({ replies: [reply('电费 243.45元')], called: ['bill.read'] });
        },
        steps: async () => steps,
        close: async () => {},
      };
    },
  };
}

const play = (yaml: string, received?: IncomingMessage[], noted?: unknown[]) =>
  playSuite(parseSuite('s.yaml', yaml), theatre(received, noted));

describe('playSuite', () => {
  it('begins with the keys of the contract', async () => {
    const result = await play('- {name: a, channel: web, turns: [{user: b}]}');
    expect(Object.keys(result).slice(0, 5)).toEqual([
      'conversations',
      'passed',
      'failed',
      'turns',
      'coverage',
    ]);
  });

  it('passes a conversation whose checks hold, and measures its coverage', async () => {
    const result = await play(`
- name: 查电费
  channel: web
  turns:
    - {user: 电费, intent: bill.query, says: 查吗, flow: bill-query, ends: false}
    - {choice: 好, says: ["电费243.45 元"], called: bill.read, flow: null, ends: true, handoff: false}`);
    expect(result).toMatchObject({ conversations: 1, passed: 1, failed: [], turns: 2 });
    expect(result.coverage).toEqual({
      flows: { 'bill-query': 1, 'meter-read': 0 },
      steps: 2 / 3,
      unvisited: { 'meter-read': ['1'] },
    });
  });

  it('stops a conversation at the first turn that fails and says why', async () => {
    const result = await play(`
- {name: 错, channel: web, turns: [{user: 电费}, {key: "1", says: [80元], notCalled: bill.read}, {user: 再来}]}
- {name: 对, channel: web, turns: [{user: 电费}]}`);
    expect(result).toMatchObject({ conversations: 2, passed: 1, turns: 3 });
    expect(result.failed).toEqual([
      {
        name: '错',
        turn: 2,
        why: 'says “80元” is missing in “电费 243.45元”; bill.read was called',
        file: 's.yaml',
        line: 2,
        transcript: [
          { customer: '电费', robot: '查吗？\n好' },
          { customer: '[key 1]', robot: '电费 243.45元' },
        ],
      },
    ]);
  });

  it('counts a robot that throws as a failed turn', async () => {
    const { failed } = await play('- {name: a, channel: web, turns: [{user: 坏}]}');
    expect(failed[0]).toMatchObject({ turn: 1, why: 'the robot failed: no such table' });
  });

  it('presses the button that is shown, and an old one by its name', async () => {
    const received: IncomingMessage[] = [];
    await play('- {name: a, channel: web, turns: [{user: 电费}, {choice: 好}, {choice: 好}]}', received);
    expect(received.map((m) => m.input)).toEqual([
      { kind: 'text', text: '电费' },
      { kind: 'choice', value: 'intent:bill.query', label: '好' },
      { kind: 'choice', value: '好', label: '好' },
    ]);
  });

  it('tells the robot what the channel knows, and keeps conversations apart', async () => {
    const received: IncomingMessage[] = [];
    await play(
      `
- {name: a, channel: wechat, user: {phone: "138", bound: ["32"], verified: true}, turns: [{user: 一}]}
- {name: b, channel: voice, turns: [{event: start}, {image: 表.jpg}]}`,
      received,
    );
    expect(received[0]).toMatchObject({
      channel: 'wechat',
      user: { phone: '138', bound: ['32'], verified: true },
      at: now,
    });
    expect(received[1]).toMatchObject({ channel: 'voice', input: { kind: 'event', name: 'start' } });
    expect(received[2]?.input).toMatchObject({ kind: 'image', name: '表.jpg' });
    expect(new Set(received.map((m) => m.conversationId)).size).toBe(2);
    expect(received[1]?.id).not.toBe(received[2]?.id);
  });

  it('sets the scene, and what fails from which turn on', async () => {
    const received: IncomingMessage[] = [];
    const noted: unknown[] = [];
    await play(
      `
- name: a
  now: 2026-11-21T22:30:00+08:00
  deskOpen: false
  faults: {metering: down}
  turns: [{user: 一}, {user: 二, faults: {}}, {user: 三, faults: {workOrders.createRepair: timeoutAfterEffect}}]
- {name: b, turns: [{user: 一}]}`,
      received,
      noted,
    );
    const late = new Date('2026-11-21T22:30:00+08:00');
    expect(noted).toEqual([
      { now: late, deskOpen: false, sandbox: undefined, callee: null },
      { metering: 'down' },
      {},
      { 'workOrders.createRepair': 'timeoutAfterEffect' },
      { now, deskOpen: true, sandbox: undefined, callee: null },
      {},
    ]);
    expect(received.map((m) => m.at)).toEqual([late, late, late, now]);
  });

  it('lets money arrive before a turn', async () => {
    const noted: unknown[] = [];
    await play('- {name: a, turns: [{user: 一}, {user: 二, paid: {"3201000000025": 161.85}}]}', [], noted);
    expect(noted.at(-1)).toEqual({ account: '3201000000025', yuan: 161.85 });
  });

  it('tells the robot whom it has called, on the number on record', async () => {
    const received: IncomingMessage[] = [];
    const noted: unknown[] = [];
    const user = '{call: outbound, campaign: arrears, account: "3201000000025"}';
    await play(`- {name: a, channel: voice, user: ${user}, turns: [{event: start}]}`, received, noted);
    expect(noted[0]).toMatchObject({ callee: '3201000000025' });
    expect(received[0]?.user).toMatchObject({
      phone: '13800000009',
      bound: [],
      call: { campaign: 'arrears', account: '3201000000025' },
    });
  });
});

describe('faultsOf', () => {
  const turn = (yaml: string) =>
    parseSuite('s', `- {name: a, channel: web, turns: [{user: x, ${yaml}}]}`)[0]!.turns[0]!;
  const observed = {
    result: turnResult({ called: ['a.b'], flow: 'f' }),
    said: '好 的',
    calledSoFar: new Set(['a.b', 'c.d']),
  };

  it.each([
    ['says: [好的]'],
    ['saysNot: [不好]'],
    ['called: a.b'],
    ['notCalled: c.d'],
    ['calledSoFar: [c.d, a.b]'],
    ['flow: f'],
    ['ends: true'],
    ['handoff: false'],
    ['intent: none'],
  ])('lets pass %s', (yaml) => {
    expect(faultsOf(turn(yaml), observed)).toEqual([]);
  });

  it.each([
    ['says: [好吗]', '“好吗” is missing'],
    ['saysNot: [好的]', '“好的” occurs'],
    ['called: c.d', 'c.d was not called'],
    ['notCalled: a.b', 'a.b was called'],
    ['calledSoFar: e.f', 'e.f has not been called so far'],
    ['flow: null', 'flow should be null, is f'],
    ['flow: g', 'flow should be g, is f'],
    ['ends: false', 'ends should be false'],
    ['handoff: true', 'handoff should be true'],
    ['intent: bill.pay', 'intent should be bill.pay, is none'],
  ])('finds fault with %s', (yaml, fault) => {
    expect(faultsOf(turn(yaml), observed)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('rendered', () => {
  const whole = reply('电费', {
    card: { kind: 'bill', title: '账单', rows: [{ label: '电量', value: '512度' }], status: '已结清' },
    options: [{ label: '交费', value: 'intent:bill.pay' }],
    link: { label: '去交费', url: 'https://pay.example' },
    source: { topic: 't', version: 1, label: '来源：条例' },
  });

  it('is all that can be read in writing, and only the spoken words on the phone', () => {
    expect(rendered([whole], 'wechat').split('\n')).toEqual([
      '电费',
      '账单',
      '电量：512度',
      '已结清',
      '去交费',
      'https://pay.example',
      '来源：条例',
      '交费',
    ]);
    expect(rendered([whole, reply('好')], 'voice')).toBe('说电费\n说好');
  });
});
