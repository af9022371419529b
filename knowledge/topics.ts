/** The topics that the knowledge base must answer: topics.yaml, parsed and checked. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ReadYaml } from './kept-yaml.ts';

const listSchema = z.array(
  z.strictObject({ id: z.string().min(1), intent: z.string().min(1), q: z.string().min(1) }),
);

/** Where the product's own topics lie. */
const topicsFile = new URL('./topics.yaml', import.meta.url);

/** Each topic's intent and standard question, by topic. Throws with the entry that is malformed or listed twice. */
export function loadTopics(
  file: URL | string = topicsFile,
  read: ReadYaml = parse,
): Map<string, { intent: string; question: string }> {
  const result = listSchema.safeParse(read(readFileSync(file, 'utf8')));
  if (!result.success) throw new Error(`${String(file)}: ${z.prettifyError(result.error)}`);
  const topics = new Map<string, { intent: string; question: string }>();
  for (const { id, intent, q } of result.data) {
    if (topics.has(id)) throw new Error(`${String(file)}: the topic ${id} is listed twice; remove one`);
    topics.set(id, { intent, question: q });
  }
  return topics;
}
