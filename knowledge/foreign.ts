/** Texts that no article answers: the corpus lines that are out of scope, and the acts of a conversation. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusDir, parseCorpusFile } from '../nlu/model/corpus.ts';

/**
 * The lines of `none` and of those `chat.*` intents under which no article is asked.
 * @param asked intents of the articles
 */
export function foreignTexts(asked: ReadonlySet<string>, dir: string = corpusDir): string[] {
  return readdirSync(dir)
    .filter((file) => file === 'none.txt' || (file.startsWith('chat.') && file.endsWith('.txt')))
    .map((file) => file.slice(0, -'.txt'.length))
    .filter((intent) => !asked.has(intent))
    .sort()
    .flatMap((intent) => {
      const file = join(dir, `${intent}.txt`);
      return parseCorpusFile(file, readFileSync(file, 'utf8'), intent).map(({ text }) => text);
    });
}
