import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { SHIPPED_FLOWS } from '../bot/release.ts';
import { loadUnderstander } from '../nlu/mod.ts';
import { openShippedKnowledge } from './product.ts';

const NOW = new Date('2026-11-21T10:00:00+08:00');

/** What the quick replies of all steps mean that start no intent: words, understood as if they had been typed. */
function spokenReplies(node: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(node)) for (const part of node) spokenReplies(part, found);
  else if (node && typeof node === 'object')
    for (const [key, value] of Object.entries(node)) {
      if (key === 'slots') continue;
      if (key === 'options' && Array.isArray(value))
        for (const o of value) if (!o.intent) found.add(o.say ?? o.label);
      if (key === 'options' && typeof value === 'string')
        for (const [, words] of value.matchAll(/'value': '([^':]+)'/g)) found.add(words!);
      spokenReplies(value, found);
    }
  return found;
}

it('every quick reply that stands for words is understood', async () => {
  const understander = await loadUnderstander('./.model');
  const knowledge = await openShippedKnowledge(understander, NOW);
  const replies = new Set<string>();
  for (const file of readdirSync(SHIPPED_FLOWS).filter((f) => f.endsWith('.yaml')))
    spokenReplies(parse(readFileSync(join(SHIPPED_FLOWS, file), 'utf8')), replies);
  const lost: string[] = [];
  for (const words of replies) {
    const understanding = await understander.understand(words, { now: NOW });
    const hit = knowledge.search(understanding, { limit: 1, now: NOW })[0];
    const answered = hit !== undefined && hit.score >= knowledge.threshold;
    if (understanding.decision !== 'accept' && !answered) lost.push(words);
  }
  expect(lost).toEqual([]);
  expect(replies.size).toBeGreaterThan(40);
});
