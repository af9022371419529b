/** For tests of deploys: customers of the conversation suites, and where each can be interrupted in the middle of a form. */
import { basename } from 'node:path';
import type { Flow } from '../../bot/dialog/program.ts';
import type { ReplyOption, TurnInput, TurnResult } from '../../bot/mod.ts';
import { readRelease } from '../../bot/release.ts';
import { loadSuite, type SuiteTurn } from '../../eval/suite.ts';
import type { EventRow } from '../../store/mod.ts';
import type { Built } from '../compose.ts';

const SUITES = new URL('../../eval/suites/dialog/', import.meta.url).pathname;

/** Flows that the suites do not reach in the middle, or not in words and choices alone: begun by their button. */
const MORE: [flow: string, says: string[]][] = [
  ['service-complaint', ['抄表员昨天在楼下骂人，态度很差', '13800000001', '确认']],
  ['service-feedback', ['建议', '希望缴费页面的字大一点', '确认']],
  ['service-order_progress', ['2611210000001']],
  ['service-theft', ['南京市鼓楼区云台路18号', '晚上从线路上私接', '不留', '确认']],
  ['energy-ev_station', ['南京市鼓楼区']],
  ['tariff-household', ['3201000000066', '246810', '5', '确认']],
  ['tariff-tou', ['3201000000108', '246810', '三成']],
  ['tariff-tier', ['3201000000108', '246810']],
  ['arrears-cutoff', ['3201000000108', '246810']],
  ['bill-due_date', ['3201000000108', '246810']],
  ['bill-late_fee', ['3201000000108', '246810']],
];

/** Customers of one flow after whom no more of it are looked for. */
const ENOUGH = 5;

export interface Customer {
  name: string;
  /** The business they come for. */
  flow: string;
  phone: string | undefined;
  bound: string[];
  turns: SuiteTurn[];
}

/** Everybody of the suites who uses nothing but words and buttons. */
export function customers(): Customer[] {
  const plain = loadSuite(SUITES).filter(
    (c) =>
      c.channel !== 'voice' &&
      !c.user.verified &&
      !c.now &&
      c.deskOpen &&
      !Object.keys(c.faults).length &&
      c.turns.every((t) => (t.user ?? t.choice) !== undefined && !t.faults),
  );
  return [
    ...MORE.map(([flow, says]) => ({
      name: 'by its button',
      flow,
      phone: undefined,
      bound: [],
      turns: [{ choice: `intent:${flow.replace('-', '.')}` }, ...says.map((user) => ({ user }))],
    })),
    ...plain.map(({ name, file, user, turns }) => ({
      name,
      flow: basename(file, '.yaml'),
      phone: user.phone,
      bound: user.bound,
      turns,
    })),
  ];
}

/** A robot in process with whom customers talk turn by turn, and what was said on both sides. */
export class Rehearsal {
  readonly #built: Built;
  readonly #talks = new Map<Customer, { inputs: TurnInput[]; options: readonly ReplyOption[] }>();

  constructor(built: Built) {
    this.#built = built;
  }

  /** What the customer has said so far. */
  inputs(customer: Customer): readonly TurnInput[] {
    return this.#talks.get(customer)?.inputs ?? [];
  }

  async greet(customer: Customer): Promise<void> {
    this.#talks.set(customer, { inputs: [], options: [] });
    await this.#receive(customer, 'start', { kind: 'event', name: 'start' });
  }

  /** The customer's next turn, or null when there is none. */
  async next(customer: Customer): Promise<TurnResult | null> {
    const talk = this.#talks.get(customer)!;
    const turn = customer.turns[talk.inputs.length];
    if (!turn) return null;
    const input = inputOf(turn, talk.options);
    talk.inputs.push(input);
    return this.#receive(customer, `t${talk.inputs.length}`, input);
  }

  events(customer: Customer): Promise<EventRow[]> {
    return this.#built.store.events(idOf(customer));
  }

  close(): Promise<void> {
    return this.#built.close();
  }

  async #receive(customer: Customer, id: string, input: TurnInput): Promise<TurnResult> {
    const { phone, bound } = customer;
    const result = await this.#built.robot.receive({
      id,
      conversationId: idOf(customer),
      channel: 'web',
      user: { id: 'dl_customer', bound, verified: false, ...(phone ? { phone } : {}) },
      input,
      at: this.#built.clock(),
    });
    if (result.replies.length)
      this.#talks.get(customer)!.options = result.replies.flatMap((r) => r.options ?? []);
    return result;
  }
}

const idOf = ({ flow, name }: Customer) => `${flow} ${name}`;

function inputOf({ user, choice }: SuiteTurn, options: readonly ReplyOption[]): TurnInput {
  if (user !== undefined) return { kind: 'text', text: user };
  const button = options.find((o) => o.label === choice) ?? options.find((o) => o.value === choice);
  return { kind: 'choice', value: button?.value ?? choice!, label: button?.label ?? choice! };
}

/**
 * Plays each customer's conversation to its end, to learn where it can be interrupted: after turns in which their
 * business waits for an answer and behind which the engine begins nothing anew (what begins after a deploy is new).
 * @returns such turns, counted from 1, by customer
 */
export async function interruptible(
  built: Built,
  all: readonly Customer[],
): Promise<Map<Customer, number[]>> {
  const rehearsal = new Rehearsal(built);
  const found = new Map<Customer, number[]>();
  for (const customer of all) {
    if ([...found.keys()].filter((c) => c.flow === customer.flow).length >= ENOUGH) continue;
    await rehearsal.greet(customer);
    const running: boolean[] = [];
    for (let r = await rehearsal.next(customer); r; r = await rehearsal.next(customer))
      running.push(r.flow === customer.flow);
    const last = beginnings(await rehearsal.events(customer)).at(-1)?.turn ?? 0;
    const turns = running.flatMap((runs, i) =>
      runs && i + 1 >= last && i + 1 < running.length ? [i + 1] : [],
    );
    if (turns.length) found.set(customer, turns);
  }
  return found;
}

/** Where, and in which turn counted from 1 after the greeting, a flow began other than as the part of another. */
export function beginnings(events: readonly EventRow[]): { at: number; turn: number }[] {
  let turn = -1;
  return events.flatMap(({ type }, at) => {
    if (type === 'message.in') turn++;
    return type === 'flow.started' && !isLink(events[at - 1]!) ? [{ at, turn }] : [];
  });
}

function isLink({ type, data }: EventRow): boolean {
  if (type !== 'step') return false;
  const { flow, node } = data as { flow: string; node: string };
  return shipped().get(flow)?.nodes.get(node)?.kind === 'link';
}

let read: ReadonlyMap<string, Flow> | undefined;
function shipped(): ReadonlyMap<string, Flow> {
  read ??= new Map(readRelease().flows.map((f) => [f.id, f]));
  return read;
}
