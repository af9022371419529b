/** The same text in one written form without moving a character, so that offsets stay. */

import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 't', to: 'cn' });
const PLAIN = /^[\u0020-\u007e\u3000-\u303f\u4e00-\u9fff]*$/;

/** Half-width, simplified, lower case; what would change the length stays. */
export function fold(text: string): string {
  const narrow = PLAIN.test(text) ? text : Array.from(text, narrowed).join('');
  const simplified = toSimplified(narrow);
  return (simplified.length === narrow.length ? simplified : narrow).toLowerCase();
}

function narrowed(char: string): string {
  const form = char.normalize('NFKC');
  return form.length === char.length ? form : char;
}
