/** The few sentences of the channel itself, from words.yaml. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const sentence = z.string().min(1).max(200);
const schema = z.strictObject({
  /** The robot takes no more messages now. */
  busy: sentence,
  /** The message is kept, and its answer follows by itself. */
  later: sentence,
  /** The robot failed. */
  fault: sentence,
  /** A kind of message that nobody here reads: a video, a sticker, a link. */
  unread: sentence,
  voiceUnread: sentence,
  imageLost: sentence,
});

export type Words = z.infer<typeof schema>;
export type WordsName = keyof Words;

/** @throws ZodError when the file has another shape */
export function readWords(): Words {
  return schema.parse(parse(readFileSync(new URL('./words.yaml', import.meta.url), 'utf8')));
}
