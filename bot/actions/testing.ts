/** For tests: a fresh sandbox with its actions, and one call of one of them. */
import type { Backends } from '../backends/ports.ts';
import { Sandbox, sandboxNow } from '../backends/sandbox/sandbox.ts';
import type { ActionContext, ActionResult } from './port.ts';
import { createActions } from './registry.ts';

/** Accounts of the sandbox by what is special about them. */
export const PEOPLE = {
  tou: '3201000000017',
  cut: '3201000000025',
  prepaid: '3201000000033',
  shop: '3201000000041',
  factory: '3201000000058',
  planned: '3201000000066',
  dark: '3201000000074',
  charger: '3201000000082',
  rural: '3201000000090',
  jump: '3201000000108',
  due: '3201000000116',
  second: '3201000000124',
  lifeSupport: '3201000000132',
  overdue: '3201000000140',
} as const;

export class Utility {
  now = sandboxNow();
  readonly sandbox = new Sandbox({ clock: () => this.now, shift: false });
  /** Replaces ports for the calls that follow. */
  replaced: Partial<Backends> = {};
  private calls = 0;

  /** @param context what the channel knows; the key is new for each call unless given */
  perform(name: string, params: unknown, context: Partial<ActionContext> = {}): Promise<ActionResult> {
    const action = createActions({ ...this.sandbox.backends, ...this.replaced }).get(name);
    if (!action) throw new Error(`no action ${name}`);
    const known = {
      key: `key-${++this.calls}`,
      now: this.now,
      conversationId: 'c-1',
      channel: 'web',
      userId: 'user-1',
      phone: undefined,
      accounts: [],
    };
    return action.perform(params, { ...known, ...context });
  }
}
