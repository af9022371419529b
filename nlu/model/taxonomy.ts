/** Owns the list of intents: intents.yaml, parsed and checked once. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** The intent of an utterance that is out of scope; it has a corpus file but no entry in intents.yaml. */
export const NONE = 'none';

const intentSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+\.[a-z_]+$/),
  name: z.string().min(1),
  kind: z.enum(['query', 'guide', 'action', 'faq', 'act']),
  is: z.string().min(1),
  not: z.string().optional(),
  urgent: z.boolean().default(false),
});

export type IntentInfo = z.infer<typeof intentSchema>;

const listSchema = z.array(intentSchema).superRefine((intents, context) => {
  const seen = new Set<string>();
  for (const { id } of intents) {
    if (seen.has(id)) context.addIssue({ code: 'custom', message: `the intent ${id} is listed twice` });
    seen.add(id);
  }
});

/** Where the product's own taxonomy lies. */
export const taxonomyFile = new URL('../intents.yaml', import.meta.url);

/** Reads a taxonomy. Throws with the file and the offending entry when it is malformed. */
export function loadTaxonomy(file: URL | string = taxonomyFile): IntentInfo[] {
  const result = listSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new Error(`${String(file)}: ${z.prettifyError(result.error)}`);
  return result.data;
}
