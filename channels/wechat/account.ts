/** Which accounts (户号) a follower has bound, kept by openid for as long as the official account lives. */
import { z } from 'zod';
import type { Store } from '../../store/mod.ts';

const NAMESPACE = 'binding';
const BINDS = 'account.bind';
const UNBINDS = 'account.unbind';

const bindingSchema = z.object({ accounts: z.array(z.string()) });
/** An action as the conversation's log tells of it. */
const called = z.object({
  action: z.string(),
  outcome: z.string(),
  data: z.looseObject({ account: z.string() }),
});

export interface Bindings {
  of(openid: string): Promise<string[]>;
  /** After a turn that performed `actions`: takes over what the log says of bindings made and ended. */
  learn(openid: string, conversationId: string, actions: readonly string[]): Promise<void>;
}

export function createBindings(store: Store): Bindings {
  async function of(openid: string): Promise<string[]> {
    const value = await store.get(NAMESPACE, openid);
    return value === undefined ? [] : bindingSchema.parse(value).accounts;
  }

  return {
    of,
    async learn(openid, conversationId, actions) {
      if (!actions.includes(BINDS) && !actions.includes(UNBINDS)) return;
      const accounts = new Set(await of(openid));
      for (const { type, data } of await store.events(conversationId)) {
        const act = type === 'called' ? called.safeParse(data).data : undefined;
        if (act?.action === BINDS && ['ok', 'exists'].includes(act.outcome)) accounts.add(act.data.account);
        if (act?.action === UNBINDS && act.outcome === 'ok') accounts.delete(act.data.account);
      }
      await store.put(NAMESPACE, openid, { accounts: [...accounts] });
    },
  };
}
