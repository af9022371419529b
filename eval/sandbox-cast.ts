/** Owns the sandbox's customers as they stand in for real ones. */
import { createActions } from '../bot/actions/registry.ts';
import { Sandbox, sandboxNow, sandboxRecords } from '../bot/backends/sandbox/sandbox.ts';
import { type Candidate, type Cast, traitsIn } from './field.ts';

/** The one-time code of the sandbox. */
const CODE = '246810';

/** Every customer of the sandbox, with what is told of the account by yes and no. */
export async function sandboxCast(): Promise<Cast> {
  const now = sandboxNow();
  const sandbox = new Sandbox({ clock: () => now, shift: false });
  const read = createActions(sandbox.backends).get('arrears.read');
  const context = {
    key: '',
    now,
    conversationId: '',
    channel: 'web',
    userId: '',
    phone: undefined,
    accounts: [],
  };
  const { customers, orders } = sandboxRecords();
  const people = customers.map(async ({ account, name, phone, address, idLast4 }): Promise<Candidate> => {
    const { data } = (await read?.perform({ account }, context)) ?? { data: null };
    return { account, name, phone, address, idLast4, traits: traitsIn(data) };
  });
  return { people: await Promise.all(people), orders: orders.map((order) => order.id), code: CODE };
}
