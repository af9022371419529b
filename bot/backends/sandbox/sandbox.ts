/** The sandbox utility: all backend ports on made-up customers, in process. */
import { readFileSync } from 'node:fs';
import type { Backends } from '../ports.ts';
import { deskOf, directoryOf, paymentsPortOf, smsOf } from './counters.ts';
import { Faults } from './faults.ts';
import { parseSandboxFile, type SandboxFile } from './file.ts';
import { Journal } from './journal.ts';
import { marketingOf } from './marketing.ts';
import { meteringOf, outagesOf, workOrdersOf } from './operations.ts';
import { shiftFile } from './shift.ts';
import { World } from './world.ts';

const FILE = new URL('./sandbox.yaml', import.meta.url);

interface SandboxOptions {
  clock: () => Date;
  /**
   * True (the demo): every date moves so that the file's `now` is the clock's now at the start.
   * False (a frozen clock): dates are as they are in the file.
   */
  shift: boolean;
  /** A data file's text in place of the shipped one. */
  data?: string | undefined;
  /** File in which writes outlast a restart; absent = they end with the process. */
  journal?: string | undefined;
}

/** One utility with its own state; two of them know nothing of each other. */
export class Sandbox {
  readonly backends: Backends;
  /** Faults to be injected: `faults.set('workOrders.createRepair', { kind: 'down' })`. */
  readonly faults = new Faults();
  /** Region code of articles and tariffs. */
  readonly region: string;
  /** Tariffs, late fee and commitments, shaped as in the file: what knowledge takes its figures from. */
  readonly tariffDocument: Pick<SandboxFile, 'tariffs' | 'lateFee' | 'commitments'>;
  private readonly world: World;
  private readonly journal: Journal | null;
  private replayed: Promise<void> = Promise.resolve();

  /** @throws Error that says where the data file is wrong. */
  constructor({ clock: given, shift, data, journal }: SandboxOptions) {
    let past: Date | null = null;
    const clock = () => past ?? given();
    const file = data === undefined ? dataFile() : parseSandboxFile(data, 'the given data');
    this.world = new World(shift ? shiftFile(file, clock()) : file, clock);
    const { world } = this;
    this.region = world.file.region;
    this.tariffDocument = world.file;
    const ports: Backends = {
      marketing: marketingOf(world),
      outages: outagesOf(world),
      workOrders: workOrdersOf(world),
      metering: meteringOf(world),
      payments: paymentsPortOf(world),
      sms: smsOf(world),
      directory: directoryOf(world),
      desk: deskOf(world),
    };
    this.journal = journal ? new Journal(journal) : null;
    if (this.journal) {
      this.replayed = this.journal.replay(ports, (at) => {
        past = at;
      });
    }
    this.backends = this.faults.around(this.journal?.around(ports, clock) ?? ports);
  }

  /** A sandbox whose noted writes are done over already. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    const sandbox = new Sandbox(options);
    await sandbox.replayed;
    return sandbox;
  }

  close(): void {
    this.journal?.close();
  }

  /** Money arrives, as when the customer pays behind the link: bills are paid, a prepaid balance grows. @param amount fen */
  settle(account: string, amount: number): void {
    const found = this.world.account(account);
    let left = amount;
    for (const bill of [...found.bills].reverse()) {
      if (bill.status === 'paid' || bill.amount > left) continue;
      left -= bill.amount;
      Object.assign(bill, { status: 'paid', paidAt: this.world.today(), dueAt: null, overdueSince: null });
    }
    found.balance += left;
  }
}

/** The shipped data file as it is written. */
export function sandboxText(): string {
  return readFileSync(FILE, 'utf8');
}

/** The moment at which the data file stands; conversation suites freeze the clock here. */
export function sandboxNow(): Date {
  return new Date(dataFile().now);
}

/** The made-up customers and the orders on record, as they stand in the data file. */
export function sandboxRecords(): Pick<SandboxFile, 'customers' | 'orders'> {
  return dataFile();
}

let parsed: SandboxFile | undefined;

/** Read and checked once; nobody changes it. */
function dataFile(): SandboxFile {
  parsed ??= parseSandboxFile(sandboxText(), 'sandbox.yaml');
  return parsed;
}
