/** Fixtures of the room's tests: an understander that needs no model, articles, and the sandbox's figures. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { normalise, type RankedIntent, type Understander, type Understanding } from '../nlu/mod.ts';
import { createFacts } from './facts.ts';
import type { Article } from './types.ts';

const DIMENSION = 64;

/** Counts character pairs in a few dozen buckets: texts that share pairs get near vectors. */
function hashedPairs(text: string): Float32Array {
  const vector = new Float32Array(DIMENSION);
  for (let i = 0; i + 1 < text.length; i++)
    vector[(text.charCodeAt(i) * 31 + text.charCodeAt(i + 1) * 17) % DIMENSION]! += 1;
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Understands nothing but the look of a text; `intents` and the acceptance may be told. */
export function understood(text: string, intents: RankedIntent[] = [], score = 0.5): Understanding {
  const normalised = normalise(text).text;
  const clause = { text, intents, score, decision: 'accept' as const };
  return {
    ...clause,
    raw: text,
    normalised,
    entities: [],
    clauses: [clause],
    vector: hashedPairs(normalised),
  };
}

export const hashing: Understander = {
  dimension: DIMENSION,
  understand: async (text) => understood(text),
  embed: async (texts) => texts.map((text) => understood(text).vector),
};

/** The day of the sandbox. */
export const NOW = new Date('2026-11-21T10:00:00+08:00');

export const tariffDocument: { tariffs: Record<string, unknown>[] } & Record<string, unknown> = parse(
  readFileSync(new URL('../bot/backends/sandbox/sandbox.yaml', import.meta.url), 'utf8'),
);

export const sandboxFacts = createFacts(tariffDocument, NOW);

/** A published article on the hours of the halls, unless told otherwise. */
export function article(changes: Partial<Article> = {}): Article {
  return {
    topic: 'hall.hours',
    intent: 'service.hall',
    question: '营业厅几点上下班、周末开门吗',
    similar: ['供电所几点关门', '礼拜天上班不'],
    region: 'CN',
    validFrom: '2020-01-01',
    validTo: null,
    source: [{ kind: 'guide', title: '营业厅公示' }],
    flow: null,
    offer: null,
    owner: '营销服务中心',
    status: 'published',
    version: 1,
    answer: { text: '营业厅每天9:00开门。', spoken: '营业厅每天九点开门。' },
    ...changes,
  };
}
