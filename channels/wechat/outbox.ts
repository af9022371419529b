/** The dispatcher: takes due bubbles from the outbox and sends them by customer service, each conversation in order. */
import type { MessageOut } from '../../bot/mod.ts';
import type { OutboxEntry, Store } from '../../store/mod.ts';
import type { Log } from '../web/http.ts';
import type { NotSent, SendOutcome, WeChatClient } from './client.ts';
import type { OutgoingMessage } from './outgoing.ts';
import { forgetProgress, keepProgress, type Progress, progressOf } from './progress.ts';
import type { Customer, Quota } from './quota.ts';

export interface Dispatcher {
  /** Begins to look for due bubbles. */
  start(): void;
  /** Looks now: something has become due. */
  nudge(): void;
  /** Resolves when all that has been taken is settled. */
  idle(): Promise<void>;
  /** Takes nothing more; resolves when what is being sent is settled. */
  close(): Promise<void>;
}

export interface DispatcherParts {
  store: Store;
  client: WeChatClient;
  quota: Quota;
  clock: () => Date;
  log: Log;
  /** What an operator has to see: the account may not send, a bubble was given up. */
  onAlert?: (why: string) => void;
}

const CHANNEL = 'wechat';
const LOOK_EVERY = 1_000;
/** Conversations in hand at once; a crash may double a message of each, for it leaves open what the platform took. */
const AT_ONCE = 16;
/** For so long no other node takes the bubbles, in milliseconds; so long they wait when this one dies. */
const LEASE = 30_000;
/** A message is not begun so late that its calls (each with its own time limit) might outlast the lease. */
const LEASE_MARGIN = 24_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 600_000;
/** With pauses that double, the last try is some forty minutes after the first. */
const MOST_TRIES = 12;
/** For so long a bubble waits for the customer's next message. */
const KEPT = 30 * 24 * 3_600_000;

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { store, client, quota, clock, log, onAlert } = parts;
  const inHand = new Set<Promise<void>>();
  const now = () => clock().getTime();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let closing = false;

  function nudge(): void {
    if (closing) return;
    lookAgain = true;
    looking ??= look()
      .catch((err: unknown) => log.error({ err }, 'the WeChat outbox cannot be read'))
      .finally(() => {
        looking = null;
      });
  }

  async function look(): Promise<void> {
    while (lookAgain && !closing) {
      lookAgain = false;
      while (inHand.size < AT_ONCE && !closing) {
        const until = now() + LEASE;
        const entries = await store.takeOutbox(CHANNEL, now(), AT_ONCE - inHand.size, LEASE);
        if (entries.length === 0) break;
        for (const each of byConversation(entries)) hold(each, until - LEASE_MARGIN);
      }
    }
  }

  function hold(entries: OutboxEntry[], beginBefore: number): void {
    const work = deliverInOrder(entries, beginBefore)
      // The lease ends by itself; whoever takes the bubbles then goes on where this stopped.
      .catch((err: unknown) => log.error({ err }, 'a WeChat bubble could not be settled'))
      .finally(() => {
        inHand.delete(work);
        if (inHand.size === AT_ONCE - 1) nudge();
      });
    inHand.add(work);
  }

  /** Bubbles of one conversation: behind one that has to wait, all wait. */
  async function deliverInOrder(entries: OutboxEntry[], beginBefore: number): Promise<void> {
    const rest = [...entries];
    const mayGoOn = () => !closing && now() < beginBefore;
    let goesOn = true;
    while (goesOn && rest.length > 0 && mayGoOn()) goesOn = await deliver(rest.shift()!, mayGoOn);
    for (const each of rest) await store.undelivered(each.id, 'behind another', each.dueAt);
  }

  /** @returns false when the conversation has to wait */
  async function deliver(entry: OutboxEntry, mayGoOn: () => boolean): Promise<boolean> {
    const conversation = await store.conversation(entry.conversationId);
    if (!conversation)
      throw new Error(`conversation ${entry.conversationId} of bubble ${entry.id} does not exist`);
    const customer = { openid: conversation.userId, conversationId: entry.conversationId };
    const progress = await progressOf(store, entry, { menus: client.mayMenu });
    if (progress.left.length === 0) await record(entry, progress);
    while (progress.left.length > 0) {
      if (!mayGoOn()) {
        await store.undelivered(entry.id, 'interrupted', entry.dueAt);
        return false;
      }
      const outcome = await send(customer, progress.left[0]!);
      if (outcome.status !== 'sent' && outcome.status !== 'split') return settle(entry, progress, outcome);
      progress.left.splice(0, 1, ...(outcome.status === 'split' ? outcome.parts : []));
      await record(entry, progress);
      if (outcome.status === 'sent') await quota.used(customer, clock());
    }
    return true;
  }

  /** At once after sending: what a crash in between leaves unrecorded is sent twice. */
  async function record(entry: OutboxEntry, progress: Progress): Promise<void> {
    if (progress.left.length > 0) return keepProgress(store, entry, progress);
    await store.delivered(entry.id, now());
    await forgetProgress(store, entry, progress);
  }

  async function send(customer: Customer, message: OutgoingMessage): Promise<SendOutcome> {
    if (client.maySend && !(await quota.room(customer, clock())))
      return { status: 'wait', why: 'no message is left until the customer writes', alert: false };
    return client.send(customer.openid, message);
  }

  async function settle(entry: OutboxEntry, progress: Progress, outcome: NotSent): Promise<boolean> {
    const { status, why } = outcome;
    if (status !== 'retry' && outcome.alert) onAlert?.(why);
    if (status === 'stop') return giveUp(entry, progress, why, false);
    if (status === 'wait') {
      const { at } = entry.payload as unknown as MessageOut;
      if (now() - Date.parse(at) >= KEPT) return giveUp(entry, progress, `kept too long: ${why}`, false);
      await store.undelivered(entry.id, why, now() + KEPT);
      return false;
    }
    progress.tries += 1;
    if (progress.tries >= MOST_TRIES)
      return giveUp(entry, progress, `${MOST_TRIES} tries failed: ${why}`, true);
    await keepProgress(store, entry, progress);
    const pause = Math.max(outcome.afterMs, pauseAfter(progress.tries, entry.id));
    await store.undelivered(entry.id, why, now() + pause);
    return false;
  }

  /** The bubble stays in the outbox, dead, with the reason. @returns true: those behind it go on */
  async function giveUp(entry: OutboxEntry, progress: Progress, why: string, alert: boolean): Promise<true> {
    log.error(
      { outboxId: entry.id, conversationId: entry.conversationId, why },
      'a WeChat bubble was given up',
    );
    if (alert) onAlert?.(why);
    await store.undelivered(entry.id, why, null);
    await forgetProgress(store, entry, progress);
    return true;
  }

  async function idle(): Promise<void> {
    while (looking || inHand.size > 0) await Promise.all([looking, ...inHand]);
  }

  return {
    start() {
      timer = setInterval(nudge, LOOK_EVERY);
      nudge();
    },
    nudge,
    idle,
    async close() {
      closing = true;
      clearInterval(timer);
      await idle();
    },
  };
}

function byConversation(entries: OutboxEntry[]): OutboxEntry[][] {
  const groups = new Map<string, OutboxEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.conversationId);
    if (group) group.push(entry);
    else groups.set(entry.conversationId, [entry]);
  }
  return [...groups.values()];
}

/** Doubles with each try; spread by the entry's id, so that what failed together is not tried again together. */
function pauseAfter(tries: number, id: number): number {
  const spread = ((Math.imul(id, 0x9e3779b1) ^ Math.imul(tries, 0x85ebca6b)) >>> 0) / 2 ** 32;
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1)) * (0.75 + spread / 2);
}
