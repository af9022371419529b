/** What words mean where the robot has asked for a slot. */
import type { Command, Said } from './command.ts';
import type { Draft } from './context.ts';
import { additionsIn, correctionsIn, repeatsChoice } from './corrections.ts';
import { actOrRetry, digression } from './digress.ts';
import type { SlotSpec } from './flow.ts';
import { choicesHeard } from './reading/choice.ts';
import { fillOrRetry, strictly, type Waiting } from './waiting.ts';
import { asksRule, certainty, compact, isQuestion, isUnsure, nothingElse, pressesOn } from './words.ts';

export function decideAtQuestion(draft: Draft, said: Said, waiting: Waiting, slot: SlotSpec): Command {
  const { words, intent, understanding } = said;
  if (slot.type === 'phone' && MISTYPED_PHONE.test(words.trim())) return { do: 'retry' };
  const read = strictly(draft, waiting, slot, said);
  if (read?.exact) return fillOrRetry(draft, waiting, read.value, true);
  if (/^(不用|不要|不需要|不麻烦)(了|你了|您了|你们了)?(谢谢)?(啊|哈)?$/.test(compact(words)))
    return { do: 'cancel' };
  if (slot.type === 'image' && intent === 'chat.affirm') return fillOrRetry(draft, waiting, 'none');
  const meant = intent && slot.choices?.find((c) => c.intents?.includes(intent));
  if (meant)
    return fillOrRetry(draft, waiting, isPlainBusiness(draft, said) ? meant.id : (read?.value ?? meant.id));
  if (isUnsure(words) && slot.type !== 'account') return { do: 'unsure' };
  if (slot.unsure !== undefined && pressesOn(words)) return { do: 'unsure' };
  const corrections = correctionsIn(draft, waiting.frame, said);
  const early =
    slot.type !== 'text' &&
    corrections.every(({ name }) => waiting.frame.slots[name] === null) &&
    nothingElse(words, understanding?.entities ?? []);
  const values = corrections.every(({ name }) => waiting.flow.slots[name]!.type !== 'choice');
  const explicit = !isQuestion(words) && (PUT_RIGHT.test(words) || (values && ofSameKind(waiting, intent)));
  const listenedFor = !isQuestion(words) && corrections.every(({ name }) => waiting.flow.slots[name]?.listen);
  if (corrections.length && (early || listenedFor || explicit)) return { do: 'correct', slots: corrections };
  if (!read && repeatsChoice(draft, waiting.frame, words)) return { do: 'knownAlready' };
  const other = digression(draft, said, waiting);
  const closed = slot.type !== 'text';
  const told = choicesHeard([['', slot]], compact(words)).length > 0;
  const answers = read && closed && !isQuestion(words) && (told || certainty(understanding) < CLEARLY_OTHER);
  if (other && !answers) return other;
  if (read && !(closed && (isCourtesy(draft, said) || asksRule(words))))
    return fillOrRetry(draft, waiting, read.value);
  if (corrections.length) return { do: 'correct', slots: corrections };
  if (slot.unsure !== undefined && goesOn(said, waiting)) return { do: 'unsure' };
  const additions = additionsIn(draft, waiting.frame, said);
  if (additions.length) return { do: 'correct', slots: additions };
  return actOrRetry(draft, said);
}

/** Values told with words that look like business of the same kind: "单相就够了，8千瓦" while a meter is applied for. */
function ofSameKind({ flow }: Waiting, intent: string | null): boolean {
  return intent !== null && flow.triggers.some((t) => t.split('.')[0] === intent.split('.')[0]);
}

/** Words that put right what was told. */
const PUT_RIGHT = /改成|改为|改到|换成|说错|报错|看错|写错|打错|记错|不对|应该是/;

/** A mobile number with a digit too few or too many is no other number. */
const MISTYPED_PHONE = /^1[3-9]\d{6,8}$|^1[3-9]\d{10}$/;

/** Something else about the same business, and no question: what was asked can be done without. */
function goesOn({ words, intent, understanding }: Said, { flow }: Waiting): boolean {
  return (
    intent !== null && flow.triggers.includes(intent) && !isQuestion(words) && certainty(understanding) > 0.6
  );
}

/** Up to this probability words that can be the answer are the answer, and not another request. */
const CLEARLY_OTHER = 0.9;

/** "这两天忙，下礼拜五交行不行": what is wanted outweighs a word of another choice. */
function isPlainBusiness({ context }: Draft, { intent, understanding }: Said): boolean {
  const kind = intent && context.intents.get(intent)?.kind;
  return kind !== 'act' && certainty(understanding) >= CLEARLY_OTHER;
}

/** Thanks, goodbyes and cries that would pass for the name of a place. */
function isCourtesy(draft: Draft, { intent, understanding }: Said): boolean {
  const act = intent !== null && draft.context.intents.get(intent)?.kind === 'act';
  return act && !/^chat\.(affirm|deny)$/.test(intent) && certainty(understanding) >= 0.8;
}
