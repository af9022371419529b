/** How the tests of this folder write what was read: `month=2026-10 amount=30000`, in order. */

import type { Entity, EntityType } from '../types.ts';
import { extractEntities } from './extract.ts';

/** Saturday 21 November 2026, ten in the morning in Shanghai: the day of the sandbox. */
export const NOW = new Date('2026-11-21T10:00:00+08:00');

/** What is read from the text; `only` keeps the named types. */
export function reading(text: string, only?: EntityType[], now = NOW): string {
  return extractEntities(text, { now })
    .filter((entity) => !only || only.includes(entity.type))
    .map(written)
    .join(' ');
}

function written({ type, value }: Entity): string {
  return `${type}=${typeof value === 'object' ? `${value.from}..${value.to}` : value}`;
}
