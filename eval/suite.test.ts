import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSuite, parseSuite } from './suite.ts';

const parse = (content: string) => parseSuite('s.yaml', content);

const WHOLE = `
- name: 查电费，中途问峰谷
  channel: wechat            # web | wechat | voice
  user: {phone: "13800000001", bound: ["3201000000017"], verified: false}
  turns:
    - user: 我上个月电费多少
      intent: bill.query
      says: ["243.45"]
      saysNot: 李秀英
      flow: bill-query
    - choice: 确认
      called: [meter.read]
      flow: null
    - user: 算了
      ends: true
- name: 打进来不说话
  channel: voice
  turns:
    - event: start
    - key: "1"
      notCalled: bill.read
      calledSoFar: bill.read
      handoff: false
`;

describe('parseSuite', () => {
  it('reads a conversation as it is written', () => {
    const [first, second] = parse(WHOLE);
    expect(first).toMatchObject({
      name: '查电费，中途问峰谷',
      channel: 'wechat',
      user: { phone: '13800000001', bound: ['3201000000017'], verified: false },
      line: 2,
    });
    expect(first?.turns[0]).toMatchObject({ says: ['243.45'], saysNot: ['李秀英'], flow: 'bill-query' });
    expect(first?.turns[1]).toMatchObject({ choice: '确认', called: ['meter.read'], flow: null });
    expect(second).toMatchObject({ user: { bound: [], verified: false }, line: 16 });
    expect(second?.turns[1]).toEqual({
      key: '1',
      notCalled: ['bill.read'],
      calledSoFar: ['bill.read'],
      handoff: false,
    });
  });

  it('keeps unquoted figures as they are written', () => {
    const [c] = parse(
      '- {name: a, channel: voice, user: {phone: 013800000001}, turns: [{key: 08, says: [243.40, 08:00]}]}',
    );
    expect(c?.user.phone).toBe('013800000001');
    expect(c?.turns[0]).toMatchObject({ key: '08', says: ['243.40', '08:00'] });
  });

  it('takes the campaign of an outbound call, photos and places', () => {
    const [c] = parse(`
- name: 催费
  channel: voice
  user: {call: outbound, campaign: arrears, account: "3201000000025"}
  turns: [{event: start}, {image: 电表.jpg}, {location: {latitude: 32.06, longitude: 118.79, label: 云台路}}]`);
    expect(c?.user).toMatchObject({ call: 'outbound', campaign: 'arrears', account: '3201000000025' });
    expect(c?.turns[2]?.location).toEqual({ latitude: 32.06, longitude: 118.79, label: '云台路' });
  });

  it('takes a scene: the time, the desk, and what fails from which turn on', () => {
    const [scene, plain] = parse(`
- name: 后台时好时坏
  now: 2026-11-21T22:30:00+08:00
  deskOpen: false
  faults: {marketing.bills: down, workOrders: timeoutAfterEffect}
  turns: [{user: a}, {user: b, faults: {}}, {user: c}]
- {name: 平常, turns: [{user: a}]}`);
    expect(scene).toMatchObject({
      now: new Date('2026-11-21T22:30:00+08:00'),
      deskOpen: false,
      faults: { 'marketing.bills': 'down', workOrders: 'timeoutAfterEffect' },
    });
    expect(scene?.turns.map((t) => t.faults)).toEqual([undefined, {}, undefined]);
    expect(plain).toMatchObject({ deskOpen: true, faults: {} });
    expect(plain?.now).toBeUndefined();
  });

  it('takes what is otherwise in the sandbox, figures as figures and accounts as text', () => {
    const [c] = parse(
      '- {name: a, sandbox: {customers: {"3201000000132": {supply: cut, cutAt: 2026-11-20, persons: 3}}}, turns: [{user: b}]}',
    );
    expect(c?.sandbox?.customers).toEqual({
      '3201000000132': { supply: 'cut', cutAt: '2026-11-20', persons: 3 },
    });
  });

  it.each([
    [
      '- name: a\n  sandbox: {customers: {"3201000000999": {supply: cut}}}\n  turns: [{user: b}]',
      's.yaml:2: conversation 1: sandbox: the sandbox has no customer 3201000000999',
    ],
    [
      '- name: a\n  sandbox: {customers: {"3201000000132": {suply: cut}}}\n  turns: [{user: b}]',
      's.yaml:2: conversation 1: sandbox: ',
    ],
    [
      '- name: a\n  faults: {marketing.bill: down}\n  turns: [{user: b}]',
      's.yaml:2: conversation 1: faults.marketing.bill: there is no port or method "marketing.bill"',
    ],
    [
      '- name: a\n  turns:\n    - user: b\n      faults: {metering: slow}',
      's.yaml:4: conversation 1, turn 1: faults.metering: ',
    ],
    [
      '- name: a\n  turns:\n    - user: b\n      paid: {"3201000000025": 全部}',
      's.yaml:4: conversation 1, turn 1: paid.3201000000025: ',
    ],
    ['- name: a\n  now: 十点\n  turns: [{user: b}]', 's.yaml:2: conversation 1: now: a time such as'],
    [
      '- name: a\n  channel: web\n  turns:\n    - user: b\n      say: [c]',
      's.yaml:4: conversation 1, turn 1: Unrecognized key: "say"',
    ],
    ['- name: a\n  channel: fax\n  turns: [{user: b}]', 's.yaml:2: conversation 1: channel: '],
    [
      '- name: a\n  channel: web\n  turns:\n    - says: [b]',
      's.yaml:4: conversation 1, turn 1: a turn begins with one of user, key',
    ],
    [
      '- name: a\n  channel: web\n  turns:\n    - user: b\n    - {user: c, key: "1"}',
      's.yaml:5: conversation 1, turn 2: a turn has one input, not user and key',
    ],
    [
      '- name: a\n  channel: web\n  turns:\n    - user: b\n      ends: maybe',
      's.yaml:5: conversation 1, turn 1: ends: true or false is wanted',
    ],
    [
      '- name: a\n  channel: voice\n  user: {campaign: arrears}\n  turns: [{event: start}]',
      's.yaml:3: conversation 1: user: campaign and account need',
    ],
    ['name: a', 's.yaml:1: a suite is a list of conversations'],
    [
      '- name: a\n  channel: web\n  turns: []',
      's.yaml:3: conversation 1: turns: a conversation has at least one turn',
    ],
    ['- name: "a\n  channel', 's.yaml:'],
    ['', 's.yaml: holds no conversations'],
  ])('says of %j: %s', (content, message) => {
    expect(() => parse(content)).toThrow(message);
  });
});

describe('loadSuite', () => {
  const dir = mkdtempSync(join(tmpdir(), 'suite-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('reads a directory file by file', () => {
    mkdirSync(join(dir, 'b'));
    writeFileSync(join(dir, 'b', 'z.yaml'), '- {name: 二, channel: web, turns: [{user: b}]}');
    writeFileSync(join(dir, 'a.yml'), '- {name: 一, channel: web, turns: [{user: b}]}');
    writeFileSync(join(dir, 'README.md'), 'not a suite');
    expect(loadSuite(dir).map((c) => c.name)).toEqual(['一', '二']);
  });

  it('says when there is nothing', () => {
    mkdirSync(join(dir, 'empty'));
    expect(() => loadSuite(join(dir, 'empty'))).toThrow('holds no *.yaml file');
    expect(() => loadSuite(join(dir, 'none.yaml'))).toThrow('there is no such file');
  });
});
