import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Sandbox } from './sandbox.ts';

const clock = () => new Date('2026-11-21T10:00:00+08:00');
let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(dir, 'sandbox.jsonl');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = () => Sandbox.open({ clock, shift: false, journal: path });
const repair = {
  account: null,
  address: '南京市鼓楼区云台路20号',
  phone: '13800000099',
  description: '没电',
  priority: false,
};

it('a write is still there after a restart, with its number, and its key does not act again', async () => {
  const before = await open();
  const order = await before.backends.workOrders.createRepair(repair, 'k1');
  before.close();
  const after = await open();
  expect(await after.backends.workOrders.find({ id: order.id })).toEqual([order]);
  expect(await after.backends.workOrders.createRepair(repair, 'k1')).toEqual(order);
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
  const next = await after.backends.workOrders.createRepair({ ...repair, address: '别处' }, 'k2');
  expect(Number(next.id)).toBe(Number(order.id) + 1);
});

it('a line cut off by a crash is dropped, and what comes after it is kept', async () => {
  const before = await open();
  await before.backends.workOrders.createRepair(repair, 'k1');
  before.close();
  appendFileSync(path, '{"name":"workOrders.createRe');
  const after = await open();
  await after.backends.workOrders.createRepair({ ...repair, address: '别处' }, 'k2');
  after.close();
  expect(
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((l) => (JSON.parse(l) as { key: string }).key),
  ).toEqual(['k1', 'k2']);
});
