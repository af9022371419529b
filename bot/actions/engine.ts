/** Actions that the engine's own patterns call: which account is meant, and a call back when the desk is closed. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { holder, PROGRESS, param, progress } from './common.ts';
import { type DocumentedAction, defineAction, ok } from './define.ts';
import { maskPhone } from './masks.ts';

const accountList = (backends: Backends) =>
  defineAction({
    name: 'account.list',
    about:
      'The customer’s own accounts as quick replies; called by the engine with the accounts it knows to be bound.',
    identity: 'anonymous',
    params: z.object({ accounts: z.array(param.account).describe('accounts known to be the customer’s') }),
    returns: {
      ok: {
        options: 'list of {label, value}: "后街（尾号0116）", the account',
        list: '"第一个，后街；第二个，竹山路"',
      },
    },
    async perform({ accounts }) {
      const customers = await Promise.all(accounts.map((account) => holder(backends, account)));
      const streets = customers.map((c) => streetOf(c.address));
      return ok({
        options: customers.map((c, i) => ({
          label: `${streets[i]}（尾号${c.account.slice(-4)}）`,
          value: c.account,
        })),
        list: streets.map((street, i) => `第${'一二三四五六七八九'[i] ?? i + 1}个，${street}`).join('；'),
      });
    },
  });

/** The street alone: enough to know one's own homes apart. */
function streetOf(address: string): string {
  return /(?:市|^)(?:[^市区县]+[区县市])?([^\d（]+)/.exec(address)?.[1] ?? address.slice(0, 6);
}

const callbackCreate = (backends: Backends) =>
  defineAction({
    name: 'callback.create',
    about: 'Takes a request to be called back by an agent.',
    identity: 'anonymous',
    effect: true,
    params: z.object({
      phone: z.string().describe('phone to call back'),
      reason: z.string().describe('what it is about'),
    }),
    returns: { ok: { ...PROGRESS, phoneMasked: 'who is called' } },
    async perform({ phone, reason }, { key }) {
      const order = await backends.workOrders.createCallback({ phone, description: reason }, key);
      return ok({ ...progress(order), phoneMasked: maskPhone(phone) });
    },
  });

/** @param backends the utility's systems */
export function engineActions(backends: Backends): DocumentedAction[] {
  return [accountList, callbackCreate].map((make) => make(backends));
}
