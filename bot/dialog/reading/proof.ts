/** Reads what proves an identity: a code from a message, or the last four of an identity card. */
import type { Reading } from './reading.ts';

const SPOKEN_DIGITS: Record<string, string> = {
  零: '0',
  〇: '0',
  洞: '0',
  幺: '1',
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/** Four or six characters, in figures or spoken. */
export function readProof(words: string): Reading {
  const m = /(?<![\dA-Za-z])(\d{6}|\d{3}[\dXx])(?![\dA-Za-z])/.exec(
    words.normalize('NFKC').replace(/\s+/g, ' '),
  );
  if (m) return { value: m[1]!.toUpperCase(), exact: words.trim().length <= m[1]!.length + 8 };
  const spoken = words
    .replace(/[\s，。]/g, '')
    .replace(/[零〇洞幺一二两三四五六七八九]/g, (c) => SPOKEN_DIGITS[c]!);
  const s = /(?<!\d)(\d{6}|\d{3}[\dXx叉])(?!\d)/.exec(spoken);
  return s ? { value: s[1]!.replace(/[x叉]/i, 'X'), exact: true } : undefined;
}
