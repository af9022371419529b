/** All actions of the bot room by name. */
import type { Backends } from '../backends/ports.ts';
import { accountActions } from './account.ts';
import { applyActions } from './apply.ts';
import { arrangementActions } from './arrangement.ts';
import { arrearsActions } from './arrears.ts';
import { billActions } from './bill.ts';
import type { DocumentedAction } from './define.ts';
import { engineActions } from './engine.ts';
import { identityActions } from './identity.ts';
import { meterActions } from './meter.ts';
import { outageActions } from './outage.ts';
import { paymentActions } from './payment.ts';
import type { ActionSpec } from './port.ts';
import { repairActions } from './repair.ts';
import { serviceActions } from './service.ts';
import { tariffActions } from './tariff.ts';
import { usageActions } from './usage.ts';

const GROUPS = [
  billActions,
  paymentActions,
  arrangementActions,
  arrearsActions,
  tariffActions,
  usageActions,
  outageActions,
  repairActions,
  meterActions,
  applyActions,
  accountActions,
  serviceActions,
  identityActions,
  engineActions,
];

/** @param backends the utility's systems: the sandbox, or adapters to real ones */
export function createActions(backends: Backends): Map<string, DocumentedAction> {
  return new Map(GROUPS.flatMap((make) => make(backends)).map((action) => [action.name, action]));
}

/** What flows may call, for checking them: actions meet their backends only when they are performed. */
export function actionSpecs(): ReadonlyMap<string, ActionSpec> {
  return createActions({} as Backends);
}
