/** Owns what the answer to a message takes along when its turn is committed: the bubbles of most turns never wait. */
import type { Carrier, MessageOut } from '../../bot/mod.ts';
import type { OutboxEntry } from '../../store/mod.ts';
import { type PassiveReply, packPassive, pieceOf } from './passive.ts';

export interface AnswerCarrier extends Carrier {
  /** The answer has gone without them: what the commit gave it must be put back. */
  close(): void;
  /** What it carries; null when the turn's bubbles wait in the outbox, or there are none. */
  load(): { reply: PassiveReply; entries: OutboxEntry[] } | null;
}

/** @param mayFollow whether what it does not take can be sent afterwards */
export function createCarrier(answerId: string, mayFollow: () => boolean): AnswerCarrier {
  let isClosed = false;
  let reply: PassiveReply | null = null;
  let taken: OutboxEntry[] = [];
  return {
    answerId,
    takes(bubbles: readonly MessageOut[]) {
      if (isClosed) return false;
      const packed = packPassive(bubbles.map(pieceOf), mayFollow());
      reply = packed.reply;
      return reply !== null && packed.taken === bubbles.length;
    },
    took(entries) {
      taken = entries;
    },
    close() {
      isClosed = true;
    },
    load: () => (reply && taken.length > 0 ? { reply, entries: taken } : null),
  };
}
