/** Owns what a conversation changes in the sandbox's data: a customer otherwise, an outage or an order more. */
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { sandboxText } from '../bot/backends/sandbox/sandbox.ts';

// A suite's scalars are text; what reads as a figure or a truth is one in the data file, but for numbers of accounts.
type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string().transform(asWritten), z.array(value), z.record(z.string(), value)]),
);
const entry = z.record(z.string(), value);

/** Accounts with the fields that differ, and entries that are added to the lists of the file. */
export const sandboxChange = z.strictObject({
  customers: z.record(z.string(), entry).default({}),
  outages: z.array(entry).default([]),
  orders: z.array(entry).default([]),
  applications: z.array(entry).default([]),
  halls: z.array(entry).default([]),
  evStations: z.array(entry).default([]),
});
export type SandboxChange = z.infer<typeof sandboxChange>;

function asWritten(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(0|[1-9]\d{0,8})(\.\d+)?$/.test(text) ? Number(text) : text;
}

type Lists = Record<Exclude<keyof SandboxChange, 'customers'>, unknown[]>;
type Data = Lists & { customers: { account: string }[] };

/** The sandbox's data file with the change in it. @throws Error when a customer is not in the file */
export function changedSandbox({ customers, ...added }: SandboxChange): string {
  const data = parse(sandboxText()) as Data;
  for (const [account, fields] of Object.entries(customers)) {
    const customer = data.customers.find((c) => c.account === account);
    if (!customer) throw new Error(`the sandbox has no customer ${account}`);
    Object.assign(customer, fields);
  }
  for (const [list, entries] of Object.entries(added)) data[list as keyof Lists].push(...entries);
  return stringify(data, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}
