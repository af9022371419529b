import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cast } from '../conformance/check.ts';
import { CHECKS } from '../conformance.ts';
import { BackendError } from '../errors.ts';
import { Sandbox, sandboxNow } from '../sandbox/sandbox.ts';
import { type HttpBackendsOptions, httpBackends } from './adapter.ts';
import { backendRouter } from './server.ts';

const CAST: Cast = {
  today: '2026-11-21',
  resident: { account: '3201000000017', phone: '13800000001', idLast4: '1234' },
  debtor: { account: '3201000000025' },
  dark: { account: '3201000000074', area: 'YZ-GL-001', address: '扬州市广陵区文昌里' },
  code: '246810',
  stranger: '3201999999999',
  hallText: '鼓楼区',
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(app: RequestListener): Promise<string> {
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function overHttp(
  sandbox = new Sandbox({ clock: sandboxNow, shift: false }),
  options: Partial<HttpBackendsOptions> = {},
) {
  const baseUrl = await listen(express().use(backendRouter(sandbox.backends)));
  return httpBackends({ baseUrl, pause: 1, ...options });
}

describe('backends over HTTP keep the contract', () => {
  it.each(CHECKS)('$name', async ({ run }) => run(await overHttp(), CAST));
});

const repair = {
  account: null,
  address: '南京市鼓楼区云台路20号',
  phone: '13800000099',
  description: '没电',
  priority: false,
};

describe('a middleware that fails', () => {
  it('for a moment is asked again, with the same key, and acts once', async () => {
    const sandbox = new Sandbox({ clock: sandboxNow, shift: false });
    sandbox.faults.set('workOrders.createRepair', { kind: 'flaky', n: 2 });
    const { workOrders } = await overHttp(sandbox);
    const order = await workOrders.createRepair(repair, 'k');
    expect(await sandbox.backends.workOrders.find({ id: order.id })).toHaveLength(1);
  });

  it('after it has acted leaves the outcome open', async () => {
    const sandbox = new Sandbox({ clock: sandboxNow, shift: false });
    sandbox.faults.set('workOrders.createRepair', { kind: 'timeoutAfterEffect' });
    const { workOrders } = await overHttp(sandbox);
    await expect(workOrders.createRepair(repair, 'k')).rejects.toMatchObject({
      kind: 'timeout',
      outcomeUnknown: true,
    });
  });

  it('by silence is given up in time', async () => {
    const baseUrl = await listen(() => {});
    const { marketing } = httpBackends({ baseUrl, timeout: 50, pause: 1, tries: 2 });
    await expect(marketing.tariffs({})).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('again and again is left alone for a while', async () => {
    let asked = 0;
    const baseUrl = await listen((_request, response) => {
      asked++;
      response.statusCode = 503;
      response.end('{}');
    });
    const { marketing } = httpBackends({ baseUrl, pause: 1, tries: 1, breakAfter: 3, coolDown: 60_000 });
    for (let i = 0; i < 10; i++) await expect(marketing.tariffs({})).rejects.toBeInstanceOf(BackendError);
    expect(asked).toBe(3);
  });

  it('by refusing is not asked again', async () => {
    let asked = 0;
    const baseUrl = await listen((_request, response) => {
      asked++;
      response.statusCode = 422;
      response.end(JSON.stringify({ code: 'rejected', message: 'no such account' }));
    });
    const { marketing } = httpBackends({ baseUrl, pause: 1 });
    await expect(marketing.tariffs({})).rejects.toMatchObject({
      kind: 'rejected',
      message: 'no such account',
    });
    expect(asked).toBe(1);
  });

  it('by an answer against the contract is a fault, not a value', async () => {
    const baseUrl = await listen((_request, response) => void response.end('{"amount":"1"}'));
    const { marketing } = httpBackends({ baseUrl, pause: 1, tries: 1 });
    await expect(marketing.tariffs({})).rejects.toThrow('against the contract');
  });
});
