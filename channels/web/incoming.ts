/** Owns the way of a customer's activity to the robot: its deduplication key, its pictures, its turn. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, Robot, TurnInput, TurnResult } from '../../bot/mod.ts';
import { RobotBusy } from '../../bot/mod.ts';
import { type Activity, activityOfOut, type Echo, inputsOf, parseActivity } from '../activity.ts';
import { ChannelAdapter } from '../adapter.ts';
import { userContext } from './conversations.ts';
import { ApiError, type Log } from './http.ts';
import type { Subject } from './tokens.ts';

export type ImageInput = Extract<TurnInput, { kind: 'image' }>;

export class Incoming {
  readonly #robot: Robot;
  readonly #clock: () => Date;
  readonly #log: Log;
  readonly #adapter = new ChannelAdapter();

  constructor(robot: Robot, clock: () => Date, log: Log) {
    this.#robot = robot;
    this.#clock = clock;
    this.#log = log;
  }

  /** The conversation's first turn, in which the robot greets. Done once, however often it is asked for. */
  async start(subject: Subject): Promise<void> {
    await this.take({ type: 'event', name: 'start' }, subject);
  }

  /**
   * Performs the turns of one activity and its pictures; resolves when they are committed.
   * @returns the id under which the activity stands in the transcript
   * @throws ActivityError, RobotBusy, ApiError 502 when the robot failed
   */
  async take(json: unknown, subject: Subject, images: ImageInput[] = []): Promise<string> {
    const activity = parseActivity(json, subject.conversation, messageId(json));
    await this.#adapter.process(activity, async (seen) => {
      const inputs = [...(hasWords(seen) || !images.length ? inputsOf(seen) : []), ...images];
      return this.#turns(inputs, seen, subject);
    });
    return activity.id!;
  }

  async #turns(inputs: TurnInput[], activity: Activity, subject: Subject): Promise<Activity[]> {
    const replies: Activity[] = [];
    for (const [i, input] of inputs.entries()) {
      const message = this.#message(input, i, activity, subject);
      const result = await this.#perform(message);
      const place = { conversationId: subject.conversation, seq: 0, origin: 'urn:directline' };
      replies.push(
        ...result.replies.map((reply, n) =>
          activityOfOut(
            {
              id: `${message.id}/${n + 1}`,
              from: 'robot',
              reply,
              replyToId: message.id,
              at: message.at.toISOString(),
            },
            place,
          ),
        ),
      );
    }
    return replies;
  }

  #message(input: TurnInput, index: number, activity: Activity, subject: Subject): IncomingMessage {
    const clientActivityID = (activity.channelData as Echo).clientActivityID || undefined;
    const echo: Echo = {
      from: activity.from?.id,
      ...(index === 0 && clientActivityID ? { clientActivityID } : {}),
    };
    return {
      id: index === 0 ? activity.id! : `${activity.id}.${index}`,
      conversationId: subject.conversation,
      channel: 'web',
      user: userContext(subject),
      input,
      at: this.#clock(),
      echo,
    };
  }

  async #perform(message: IncomingMessage): Promise<TurnResult> {
    try {
      return await this.#robot.receive(message);
    } catch (error) {
      if (error instanceof RobotBusy) throw error;
      this.#log.error({ err: error, conversationId: message.conversationId }, 'the robot failed');
      throw new ApiError(502, 'BotError', 'The robot failed: send the same activity again.');
    }
  }
}

/**
 * The deduplication key within the conversation: the client's own id when it gave one, so that a message sent twice
 * is one message; the start of a conversation happens once.
 */
function messageId(json: unknown): string {
  const { type, name, channelData } = (json ?? {}) as {
    type?: unknown;
    name?: unknown;
    channelData?: Echo | null;
  };
  if (type === 'event' && name === 'start') return 'start';
  const own: unknown = channelData?.clientActivityID;
  if (typeof own !== 'string' || !own) return randomUUID();
  return `c-${createHash('sha256').update(own).digest('base64url').slice(0, 22)}`;
}

function hasWords(activity: Activity): boolean {
  return Boolean(activity.text?.trim()) || activity.value !== undefined;
}
