/**
 * Owns the five seconds: has a message's turn performed and decides what its request is answered with.
 *
 * The robot puts every bubble into the outbox when it commits the turn. An answer in time carries them from there: they
 * count as delivered by it before it is written, and the platform's next try of the same message carries the same
 * again, on any node and after a crash. What no answer has carried when the window ends is the dispatcher's, or waits
 * for the customer's next message where the account may not send.
 *
 * A message is recorded before its turn comes. When too many wait for theirs, the customer is told at once that the
 * answer follows, and it is sent like one that took too long; when even that would take too long, or nothing can be
 * sent, the customer is asked to write again and nothing is recorded.
 */
import type { MessageOut, TurnResult } from '../../bot/mod.ts';
import type { OutboxEntry } from '../../store/mod.ts';
import { type AnswerCarrier, createCarrier } from './carrier.ts';
import type { WeChatClient } from './client.ts';
import { type Asking, createInHand, type InHandParts, type Outcome, type Work } from './in-hand.ts';
import { type Meaning, meaningOf } from './inbound.ts';
import type { Received } from './message.ts';
import { type PassiveReply, type Piece, packPassive, pieceOf, pieceOfRest } from './passive.ts';
import { progressOf } from './progress.ts';
import type { Words, WordsName } from './words.ts';

/** How long a request waits for its turn, in milliseconds; the platform cuts at five seconds. */
const BUDGET = 4_500;
/** When the dispatcher may take what no answer has carried: no answer of this try is written later. */
const WINDOW = 5_000;
/** From when on the customer sees that something is being done, in milliseconds. */
const TYPING_AFTER = 1_200;
/** The platform tries three times, five seconds apart. */
const TRIES = 3;
const BETWEEN_TRIES = 5_000;

export type Answer =
  | { with: 'reply'; reply: PassiveReply; lost(): void }
  /** `success`: taken, and nothing to say now. */
  | { with: 'success' }
  /** Nothing at all: the platform cuts the connection and tries once more. */
  | { with: 'silence' };

export interface AnswerParts extends Omit<InHandParts, 'conversationOf' | 'replyWindow'> {
  client: Pick<WeChatClient, 'maySend' | 'send' | 'typing'>;
  words: Words;
  noticeFinished(msgId: string, status: string, at: Date): Promise<void>;
  /** Something may have become due in the outbox. */
  nudge(): void;
  /** Whose agents take over: ours, or those of the platform's customer service. */
  desk: 'own' | 'platform';
  /** Names the conversations; the account's original id where it is not known. */
  appId?: string | undefined;
  /** Milliseconds that a request waits for its turn; {@link BUDGET} unless told. */
  budget?: number;
}

const SUCCESS: Answer = { with: 'success' };
const SILENCE: Answer = { with: 'silence' };

/** @returns how a message is answered; never rejects */
export function createAnswering(parts: AnswerParts): (message: Received) => Promise<Answer> {
  const { robot, store, client, words, clock, log } = parts;
  const inHand = createInHand({ ...parts, conversationOf, replyWindow });
  const lateTries = new Map<string, number>();

  async function answer(message: Received): Promise<Answer> {
    const meaning = meaningOf(message);
    try {
      switch (meaning.do) {
        case 'turn':
        case 'fetch':
        case 'greet':
          return await answerInTime(message, meaning);
        case 'say':
          return saying(meaning.words);
        case 'note':
          await note(message, meaning);
          return SUCCESS;
        case 'notices':
          await Promise.all(
            meaning.outcomes.map((each) => parts.noticeFinished(each.msgId, each.status, clock())),
          );
          return SUCCESS;
        case 'nothing':
          return SUCCESS;
      }
    } catch (err) {
      log.error({ err }, 'a WeChat message could not be answered');
      return meaning.do === 'turn' || meaning.do === 'fetch' ? saying('fault') : SUCCESS;
    }
  }

  async function answerInTime(message: Received, asking: Asking): Promise<Answer> {
    const known = inHand.find(message.id);
    const place = known ? 'soon' : inHand.place();
    if (place === 'full' || (place === 'late' && !client.maySend)) return saying('busy');
    const carrier =
      known || place === 'late' ? null : createCarrier(answerIdOf(message), () => client.maySend);
    // The platform's own desk gets the customer, and not the answer.
    if (parts.desk === 'platform') carrier?.close();
    const work = known ?? inHand.begin(message, asking, carrier);
    if (work.follows) return promise(message, work, !known);
    const typing = setTimeout(() => void client.typing(message.openid, true), TYPING_AFTER);
    const outcome = await withinBudget(work.outcome);
    clearTimeout(typing);
    if (outcome === 'late') {
      carrier?.close();
      if (!known) void work.outcome.then((done) => finishLate(message, done, carrier));
      return work.isWritten ? lateAnswer(message) : SILENCE;
    }
    if ('words' in outcome) return saying(outcome.words);
    const loaded = carrier?.load();
    return loaded ? replying(message, loaded.reply, loaded.entries) : carry(message, outcome.result);
  }

  /** Said once the message stands in the inbox, and not before: whatever happens now, it will be answered. */
  async function promise(message: Received, work: Work, isFirst: boolean): Promise<Answer> {
    const done = await work.written;
    if ('words' in done) return saying(done.words);
    if (isFirst) void work.outcome.then((outcome) => finishLate(message, outcome, null));
    return saying('later');
  }

  function withinBudget(work: Promise<Outcome>): Promise<Outcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('late'), parts.budget ?? BUDGET);
      void work.then((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  /** What cannot be sent is left to all tries: an answer carries nothing that a deliverer holds. */
  function replyWindow(): number {
    return client.maySend ? WINDOW : TRIES * BETWEEN_TRIES + WINDOW;
  }

  /** The answer with the bubbles that wait: this turn's, behind what could not be sent before. */
  async function carry(message: Received, { handoff }: TurnResult): Promise<Answer> {
    if (handoff && parts.desk === 'platform' && message.type !== 'event') {
      return { with: 'reply', reply: { type: 'transfer' }, lost: () => {} };
    }
    const { maySend } = client;
    let waiting = 0;
    const [conversationId, answerId] = [conversationOf(message), answerIdOf(message)];
    const carried = await store.carryOutbox(conversationId, answerId, clock().getTime(), (entries) => {
      waiting = entries.length;
      return packPassive(entries.map(wholePiece), maySend).taken;
    });
    if (waiting > carried.length) parts.nudge();
    const { reply } = packPassive(await Promise.all(carried.map(piece)), maySend);
    return reply ? replying(message, reply, carried) : SUCCESS;
  }

  function replying(message: Received, reply: PassiveReply, carried: OutboxEntry[]): Answer {
    return { with: 'reply', reply, lost: () => putBack(message, carried) };
  }

  function putBack(message: Received, carried: OutboxEntry[]): void {
    void store
      .answerLost(answerIdOf(message), carried, clock().getTime())
      .then(parts.nudge, (err: unknown) => log.error({ err }, 'a lost answer could not be put back'));
  }

  /** The turn goes on. Where nothing can be sent afterwards, the platform's next try takes its answer along. */
  function lateAnswer(message: Received): Answer {
    if (client.maySend) return SUCCESS;
    return isLastTry(message) ? SUCCESS : SILENCE;
  }

  /** By the count of tries seen here, or by the message's age when others saw them. */
  function isLastTry({ id, createTime }: Received): boolean {
    const seen = (lateTries.get(id) ?? 0) + 1;
    lateTries.set(id, seen);
    setTimeout(() => lateTries.delete(id), TRIES * 2 * BETWEEN_TRIES).unref();
    const age = clock().getTime() - createTime * 1000;
    return seen >= TRIES || age > TRIES * BETWEEN_TRIES - 1_000;
  }

  function finishLate(message: Received, outcome: Outcome, carrier: AnswerCarrier | null): void {
    const loaded = carrier?.load();
    // The commit was under way when the answer went.
    if (loaded) putBack(message, loaded.entries);
    else parts.nudge();
    // Nobody waits for these words any more; without them the customer would wait for ever.
    if (outcome !== 'late' && 'words' in outcome && client.maySend)
      void client.send(message.openid, { type: 'text', text: words[outcome.words] });
  }

  async function note(message: Received, { type, data }: Extract<Meaning, { do: 'note' }>): Promise<void> {
    const at = clock();
    const conversationId = conversationOf(message);
    const mark = { at: at.toISOString(), by: crypto.randomUUID() };
    const first = await store.putIfAbsent('wechat.noted', `${conversationId}:${message.id}`, mark);
    if ((first as typeof mark).by !== mark.by) return;
    await store.appendEvents(conversationId, [{ type, data }], at.getTime());
    if (type === 'wechat.desk.closed' && parts.desk === 'platform')
      await robot
        .agentActs(conversationId, data.agent || '客服', { do: 'handBack' }, message.id)
        .catch(() => {});
  }

  /** A bubble of which the dispatcher has sent a part before goes on where it stopped. */
  async function piece(entry: OutboxEntry): Promise<Piece> {
    if (entry.attempts === 1) return wholePiece(entry);
    const progress = await progressOf(store, entry, { menus: false });
    return progress.kept ? pieceOfRest(progress.left) : wholePiece(entry);
  }

  function saying(name: WordsName): Answer {
    return { with: 'reply', reply: { type: 'text', text: words[name] }, lost: () => {} };
  }

  /** The same for every try, on every node. */
  function answerIdOf(message: Received): string {
    return `${conversationOf(message)}:${message.id}`;
  }

  function conversationOf({ to, openid }: Received): string {
    return `wechat:${parts.appId ?? to}:${openid}`;
  }

  return answer;
}

function wholePiece({ payload }: OutboxEntry): Piece {
  return pieceOf(payload as unknown as MessageOut);
}
