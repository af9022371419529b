/** How customers talk: the corpus of the understanding room, parted into what articles answer and what they do not. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusDir, parseCorpusFile } from '../nlu/model/corpus.ts';

export interface Talk {
  /** Utterances of the intents under which articles are asked. */
  ours: readonly string[];
  /** Utterances out of scope, and acts of a conversation (`chat.*`) that no article answers. */
  foreign: readonly string[];
}

/** @param asked intents of the articles */
export function readTalk(asked: ReadonlySet<string>, dir: string = corpusDir): Talk {
  const lines = (belongs: (intent: string) => boolean) =>
    readdirSync(dir)
      .filter((file) => file.endsWith('.txt'))
      .map((file) => file.slice(0, -'.txt'.length))
      .filter(belongs)
      .sort()
      .flatMap((intent) => {
        const file = join(dir, `${intent}.txt`);
        return parseCorpusFile(file, readFileSync(file, 'utf8'), intent).map(({ text }) => text);
      });
  return {
    ours: lines((intent) => asked.has(intent)),
    foreign: lines((intent) => !asked.has(intent) && (intent === 'none' || intent.startsWith('chat.'))),
  };
}
