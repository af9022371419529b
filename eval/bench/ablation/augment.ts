/** Owns the rules that make further training texts of one: politeness around it, a slip within it. */
import { prepare } from '../../../nlu/model/features.ts';
import { randomFrom as trainersChance } from '../../../nlu/model/random.ts';
import { slipsAmong } from '../../../nlu/model/slips.ts';
import { NONE } from '../../kinds/intent.ts';
import { corpusExamples } from '../../model.ts';
import { homophonesOf } from '../../perturb/homophones.ts';
import { randomFrom } from '../../random.ts';

const BEFORE = ['你好', '请问', '我想问一下', '那个', '喂', '麻烦您', '不好意思'];
const AFTER = ['', '', '谢谢', '好吧', '啊'];
/** Shorter texts are answers. */
const SHORTEST = 6;
/** One request in so many gets a further text, and every text out of scope. */
const ONE_IN = 4;

/** A polite one or one with a slip, by turns. */
export function augmented(prepared: string, intent: string, at: number): string[] {
  const random = randomFrom(at);
  if (prepared.length < SHORTEST || (intent !== NONE && random.below(ONE_IN) > 0)) return [];
  if (at % 2 === 0) return [prepare(`${random.pick(BEFORE)}${prepared}${random.pick(AFTER)}`)];
  const place = random.below(prepared.length);
  const others = ['', ...homophonesOf(prepared[place]!)];
  return [prepare(`${prepared.slice(0, place)}${random.pick(others)}${prepared.slice(place + 1)}`)];
}

const slip = slipsAmong(corpusExamples().map(({ text }) => prepare(text)));
/** As the recipe does where the thresholds are learned. */
const SLIP_EVERY = 3;

/** Every third text again with slips in it. */
export function withSlips(prepared: string, _intent: string, at: number): string[] {
  return at % SLIP_EVERY === 0 ? [prepare(slip(prepared, trainersChance(at)))] : [];
}
