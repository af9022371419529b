/** Yes and no, where they answer: at the head of what was said. */

import type { Found, Utterance } from './found.ts';
import { answerAtHead } from './recognise/booleans.ts';

export function yesNo({ folded }: Utterance): Found[] {
  const answer = answerAtHead(folded);
  return answer ? [{ type: 'yesno', ...answer, source: 'yesno' }] : [];
}
