/** The taxonomy of intents as the dialog needs it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { IntentInfo } from './dialog/context.ts';

const INTENTS_FILE = new URL('../nlu/intents.yaml', import.meta.url).pathname;

const intentRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['query', 'guide', 'action', 'faq', 'act']),
  urgent: z.boolean().default(false),
});

/** Intents by id. @throws ZodError when the file has another shape. */
export function loadIntents(file = INTENTS_FILE): Map<string, IntentInfo> {
  const rows = z.array(intentRow).parse(parse(readFileSync(file, 'utf8')));
  return new Map(rows.map((row) => [row.id, row]));
}

/** What an intent belongs to: `bill` of `bill.query`. */
export function familyOf(intent: string): string {
  return intent.split('.')[0]!;
}
