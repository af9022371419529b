/** Orders at a place: by account or by address, who to call back, and whether there is an open one already. */

import { BackendError } from '../backends/errors.ts';
import type { Backends } from '../backends/ports.ts';
import type { Customer, OrderKind, WorkOrder } from '../backends/schemas.ts';
import { holder } from './common.ts';
import { maskAddress, maskPhone } from './masks.ts';
import type { ActionContext } from './port.ts';

/** Documentation of `facts`. */
export const SITE = {
  address: 'as given, or null when the order goes by the account',
  addressMasked: 'of the account or as given, masked',
  phoneMasked: 'who is called back, or null',
};

interface SiteParams {
  account?: string | null | undefined;
  address?: string | null | undefined;
  phone?: string | null | undefined;
  description?: string | null | undefined;
}

interface Site {
  customer: Customer | null;
  /** An open order of this kind for the same account or the same address. */
  open: WorkOrder | undefined;
  where: {
    request: { account: string | null; address: string | null; phone: string | null; description: string };
    facts: Record<keyof typeof SITE, string | null>;
  };
}

/** @throws BackendError when neither an account nor an address says where. */
export async function site(
  backends: Backends,
  kind: OrderKind,
  params: SiteParams,
  context: ActionContext,
  what: string,
): Promise<Site> {
  const { account = null, address = null } = params;
  if (!account && !address) throw new BackendError('rejected', `${kind} needs an account or an address`);
  const customer = account ? await holder(backends, account) : null;
  const phone = params.phone ?? context.phone ?? customer?.phone ?? null;
  const place = address ?? customer!.address;
  return {
    customer,
    open: await openOrder(backends, kind, account, phone, place),
    where: {
      request: { account, address: place, phone, description: params.description || what },
      facts: { address, addressMasked: maskAddress(place), phoneMasked: phone && maskPhone(phone) },
    },
  };
}

/** The same place is the same address with a house number, or the same caller naming it again. */
async function openOrder(
  { workOrders }: Backends,
  kind: OrderKind,
  account: string | null,
  phone: string | null,
  place: string,
): Promise<WorkOrder | undefined> {
  const ofAccount = account ? await workOrders.find({ account, kind }) : [];
  const ofPlace = await workOrders.find({ address: place, kind });
  const samePlace = ofPlace.filter((o) => /\d/.test(place) || (phone !== null && o.phone === phone));
  return [...ofAccount, ...samePlace].find((o) => o.open);
}
