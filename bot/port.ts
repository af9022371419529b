/** The robot as channels see it: a message in, a committed turn out; and the shapes of the conversation's log. */
import type { OutboxEntry } from '../store/mod.ts';
import type { IncomingMessage, Reply, TurnInput, TurnResult } from './types.ts';

export interface Robot {
  /**
   * Records the message durably and performs its turn; resolves when the turn is committed. A message id that is
   * known returns the stored result and acts no second time. Turns of one conversation run one at a time.
   * @throws RobotBusy when more turns wait than the robot will take on; the channel answers with a clear reply.
   */
  receive(message: IncomingMessage): Promise<TurnResult>;
  /**
   * The first half of `receive`, for a channel that says when the turn comes: resolves when the message is recorded.
   * Its turn is performed even if nobody asks for it again: after the next start.
   * @throws RobotBusy as `receive` does; the turn itself does so only when the robot stops.
   */
  record(message: IncomingMessage): Promise<Recorded>;
  /** Calls `listener` after every commit that added to the conversation's log. Returns the unsubscriber. */
  onCommit(listener: (conversationId: string) => void): () => void;
}

/** A message that is written down. */
export interface Recorded {
  /** The other half of {@link Robot.receive}. */
  turn(carrier?: Carrier): Promise<TurnResult>;
}

/** The answer to the message itself, where it can take the bubbles of the turn along: these need not wait in the outbox. */
export interface Carrier {
  /** The same for every try of the message. */
  answerId: string;
  /** Asked when the turn is committed: whether it still goes, and holds all of these. */
  takes(bubbles: readonly MessageOut[]): boolean;
  /** Told when they count as delivered by it; not told where others wait before them. */
  took(entries: OutboxEntry[]): void;
}

export class RobotBusy extends Error {
  override readonly name = 'RobotBusy';
}

/** `message.in` in the conversation's log: what the customer sent, as the channel parsed it. */
export interface MessageIn {
  id: string;
  input: TurnInput;
  /** ISO time at which the channel received it. */
  at: string;
  /** What the channel keeps with the message for its own transcript (Direct Line: clientActivityID). */
  echo?: unknown;
}

/** `message.out` in the conversation's log: one bubble, of the robot or of a human agent. */
export interface MessageOut {
  /** Unique: the inbox id of the turn and the bubble's place, or an agent's own id. */
  id: string;
  from: 'robot' | 'agent';
  reply: Reply;
  replyToId: string | null;
  at: string;
}
