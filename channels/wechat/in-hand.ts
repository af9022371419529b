/** Owns the messages in hand: each is recorded, waits for its turn and has it, however often the platform brings it. */
import type {
  Carrier,
  IncomingMessage,
  Recorded,
  Robot,
  RunningRobot,
  TurnInput,
  TurnResult,
} from '../../bot/mod.ts';
import { RobotBusy } from '../../bot/mod.ts';
import type { Store } from '../../store/mod.ts';
import type { Log } from '../web/http.ts';
import type { Bindings } from './account.ts';
import type { Hearing } from './hearing.ts';
import type { Act, Meaning } from './inbound.ts';
import type { Load, Place } from './load.ts';
import type { Received } from './message.ts';
import { createTurnstile } from './turnstile.ts';
import type { WordsName } from './words.ts';

/** What asks for a turn. */
export type Asking = Extract<Meaning, { do: 'turn' | 'fetch' | 'greet' }>;
/** `late`: it will come, though nobody can say when. */
export type Outcome = { result: TurnResult } | { words: WordsName } | 'late';
export type Written = { recorded: Recorded; conversationId: string } | { words: WordsName };

/** A message that waits for its turn or has it. */
export interface Work {
  /** Resolves when it stands in the inbox, or with the words why it does not. */
  written: Promise<Written>;
  isWritten: boolean;
  outcome: Promise<Outcome>;
  /** Its customer is told that the answer follows. */
  follows: boolean;
}

export interface InHandParts {
  robot: Robot & Pick<RunningRobot, 'agentActs'>;
  store: Store;
  hearing: Hearing;
  bindings: Bindings;
  /** Notes that a click, a follow or a scan lets us send for a minute. */
  opened(openid: string, by: Exclude<Act, 'message'>, at: Date): Promise<void>;
  conversationOf(message: Received): string;
  load: Load;
  /** For how long the bubbles are left to the answers of a message, in milliseconds. */
  replyWindow(): number;
  clock: () => Date;
  log: Log;
}

export interface InHand {
  find(messageId: string): Work | undefined;
  /** Where a new message would stand. */
  place(): Place;
  /** Takes a new message in hand. @param carrier the answer to it; null: the turn's bubbles go by customer service */
  begin(message: Received, asking: Asking, carrier: Carrier | null): Work;
}

export function createInHand(parts: InHandParts): InHand {
  const { robot, store, hearing, bindings, load, clock, log } = parts;
  const inHand = new Map<string, Work>();
  const inTurn = createTurnstile();

  function begin(message: Received, asking: Asking, carrier: Carrier | null): Work {
    const follows = carrier === null;
    const written = write(message, asking, follows);
    const outcome = written
      .then((done) => ('words' in done ? done : perform(message, done, carrier)))
      .finally(() => {
        inHand.delete(message.id);
        load.finished();
      });
    const work = { written, isWritten: false, outcome, follows };
    inHand.set(message.id, work);
    void written.then(() => {
      work.isWritten = true;
    });
    return work;
  }

  /** Records the message, so that its turn will be performed whatever happens to this process. */
  async function write(message: Received, asking: Asking, follows: boolean): Promise<Written> {
    try {
      const heard = await inputOf(message, asking);
      if ('words' in heard) return heard;
      const { by } = heard;
      const incoming = await incomingOf(message, heard.input, by, follows);
      const opened = by === 'message' ? null : parts.opened(message.openid, by, clock());
      const [recorded] = await Promise.all([robot.record(incoming), opened]);
      return { recorded, conversationId: incoming.conversationId };
    } catch (err) {
      if (err instanceof RobotBusy) return { words: 'busy' };
      log.error({ err }, 'a WeChat message could not be recorded');
      return { words: 'fault' };
    }
  }

  /** Has the turn performed. A known message gives what its turn gave, and acts no second time. */
  async function perform(
    { openid }: Received,
    { recorded, conversationId }: Exclude<Written, { words: WordsName }>,
    carrier: Carrier | null,
  ): Promise<Outcome> {
    try {
      const result = await inTurn(() => recorded.turn(carrier ?? undefined), carrier !== null);
      await bindings.learn(openid, conversationId, result.called);
      return { result };
    } catch (err) {
      // The robot stops: the turn is performed after the next start.
      if (err instanceof RobotBusy) return 'late';
      log.error({ err }, 'the robot failed on a WeChat message');
      return { words: 'fault' };
    }
  }

  async function inputOf(
    message: Received,
    asking: Asking,
  ): Promise<{ input: TurnInput; by: Act } | { words: WordsName }> {
    if (asking.do === 'turn') return asking;
    if (asking.do === 'greet') {
      const known = await store.conversation(parts.conversationOf(message));
      // The robot greets once by itself; who follows again is greeted as one who says hello.
      return {
        input: known ? { kind: 'text', text: '你好' } : { kind: 'event', name: 'start' },
        by: 'follow',
      };
    }
    const heard = await hearing.hear(message.id, asking);
    return 'words' in heard ? heard : { input: heard.input, by: 'message' };
  }

  async function incomingOf(
    message: Received,
    input: TurnInput,
    by: Act,
    follows: boolean,
  ): Promise<IncomingMessage> {
    return {
      id: message.id,
      conversationId: parts.conversationOf(message),
      channel: 'wechat',
      user: { id: message.openid, bound: await bindings.of(message.openid), verified: false },
      input,
      at: clock(),
      replyWindowMs: follows ? 0 : parts.replyWindow(),
      echo: { by },
    };
  }

  return { find: (messageId) => inHand.get(messageId), place: () => load.place(inHand.size), begin };
}
