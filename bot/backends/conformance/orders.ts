/** Checks of work orders, the same for each kind. */
import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import type { Backends } from '../ports.ts';
import type { WorkOrder } from '../schemas.ts';
import type { Cast, Check } from './check.ts';

/** Each kind of order, entered for an account. */
const ORDERS: Record<string, (b: Backends, c: Cast, key: string) => Promise<WorkOrder>> = {
  repair: ({ workOrders }, c, key) => workOrders.createRepair({ ...site(c), priority: false }, key),
  hazard: ({ workOrders }, c, key) => workOrders.createHazard(site(c), key),
  voltage: ({ workOrders }, c, key) => workOrders.createVoltage(site(c), key),
  meter_fault: ({ workOrders }, c, key) => workOrders.createMeterFault(site(c), key),
  complaint: ({ workOrders }, c, key) => workOrders.createComplaint(site(c), key),
  feedback: ({ workOrders }, c, key) => workOrders.createFeedback(site(c), key),
  theft: ({ workOrders }, c, key) => workOrders.createTheft(site(c), key),
  meter_check: ({ workOrders }, c, key) => workOrders.createMeterCheck(about(c), key),
  damage: ({ workOrders }, c, key) => workOrders.createDamage({ ...about(c), date: c.today }, key),
  payment: ({ workOrders }, c, key) =>
    workOrders.createPaymentTrace({ ...about(c), amount: 100, date: null }, key),
};

export const orders: Check[] = Object.entries(ORDERS).map(([kind, create]) => ({
  name: `an order of kind ${kind} is entered once for a key, and is found again`,
  async run(backends, cast) {
    const { workOrders } = backends;
    const before = await workOrders.find({ account: cast.resident.account });
    const order = await create(backends, cast, 'one');
    deepEqual(await create(backends, cast, 'one'), order);
    equal(order.kind, kind);
    equal(order.open, true);
    const after = await workOrders.find({ account: cast.resident.account });
    equal(after.length, before.length + 1);
    equal(after[0]?.id, order.id, 'newest first');
    deepEqual(
      (await workOrders.find({ id: order.id })).map((o) => o.id),
      [order.id],
    );
    ok(
      (await workOrders.find({ phone: cast.resident.phone, kind: order.kind })).some(
        (o) => o.id === order.id,
      ),
    );
    if (order.address)
      ok(
        (await workOrders.find({ address: `${order.address} `, kind: order.kind })).some(
          (o) => o.id === order.id,
        ),
      );
    notEqual((await create(backends, cast, 'two')).id, order.id);
  },
}));

function site({ resident: { account, phone } }: Cast) {
  return { account, address: null, phone, description: '试' };
}

function about({ resident: { account, phone } }: Cast) {
  return { account, phone, description: '试' };
}
