/** Actions by which a person proves to hold an account or a phone. */
import { z } from 'zod';
import type { Backends } from '../backends/ports.ts';
import { account as accountNo } from '../backends/schemas.ts';
import { type DocumentedAction, defineAction, ok, other } from './define.ts';
import { maskName, maskPhone } from './masks.ts';

const sendCode = (backends: Backends) =>
  defineAction({
    name: 'identity.sendCode',
    about: 'Sends a one-time code to the phone on record of an account, or to a phone.',
    identity: 'anonymous',
    effect: true,
    unconfirmed: true,
    params: z.object({
      account: accountNo.nullish().describe('the code goes to the phone on record'),
      phone: z.string().nullish().describe('instead of an account'),
    }),
    returns: {
      ok: {
        phoneMasked: 'where it went',
        expiresAt: 'time until which it counts',
        minutes: 'minutes it counts',
      },
      tooOften: { phoneMasked: 'wait a minute and try again, or use the ID’s last four' },
      notFound: {},
    },
    async perform({ account, phone }, { key, now }) {
      const to = account ? (await backends.marketing.customer({ account }))?.phone : phone;
      if (!to) return other('notFound');
      const { sent, expiresAt } = await backends.sms.sendCode({ phone: to }, key);
      const phoneMasked = maskPhone(to);
      if (!sent) return other('tooOften', { phoneMasked });
      return ok({
        phoneMasked,
        expiresAt,
        minutes: Math.round((Date.parse(expiresAt) - now.getTime()) / 60_000),
      });
    },
  });

const verifyCode = (backends: Backends) =>
  defineAction({
    name: 'identity.verifyCode',
    about: 'Checks a proof for an account: the one-time code or the last four characters of the holder’s ID.',
    identity: 'anonymous',
    effect: true,
    unconfirmed: true,
    params: z.object({ account: accountNo, proof: z.string() }),
    returns: {
      ok: { account: '户号', nameMasked: '张*', by: 'code or id' },
      wrong: { left: 'tries left' },
      locked: { until: 'time until which no try counts', minutes: 'minutes until then' },
      notFound: {},
    },
    async perform({ account, proof }, { key, now }) {
      const customer = await backends.marketing.customer({ account });
      if (!customer) return other('notFound');
      const { result, by, left, lockedUntil } = await backends.sms.verify(
        { account, proof: proof.trim().toUpperCase() },
        key,
      );
      if (result === 'ok') return ok({ account, nameMasked: maskName(customer.name), by });
      if (result === 'wrong') return other('wrong', { left });
      const minutes = lockedUntil ? Math.ceil((Date.parse(lockedUntil) - now.getTime()) / 60_000) : null;
      return other('locked', { until: lockedUntil, minutes });
    },
  });

export const identityActions = (backends: Backends): DocumentedAction[] => [
  sendCode(backends),
  verifyCode(backends),
];
