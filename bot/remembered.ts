/** Remembers what was understood of short messages and what the search found for them: many customers say the same. */
import type { Hit, Knowledge } from '../knowledge/mod.ts';
import type { Understander, Understanding } from '../nlu/mod.ts';
import { isoDate } from './backends/time.ts';

/** Messages that are remembered, the last said first to stay: some five megabytes. */
const MESSAGES = 1_000;
/** Longer ones are hardly ever said twice, and hold more of a person than of a wish. Characters. */
const SHORT = 24;

/**
 * The same ears, faster with what they have heard before on the same day: understanding depends on the text and on the
 * day by which 上个月 is resolved, the search on what was understood and on the day. What is remembered is frozen, for
 * all who say it share it.
 */
export function remembering<Ears extends { understander: Understander; knowledge: Knowledge }>(
  ears: Ears,
): Ears {
  const { understander, knowledge } = ears;
  const understood = new Map<string, Promise<Understanding>>();
  const found = new WeakMap<Understanding, Map<string, Hit[]>>();

  function understand(text: string, options: { now: Date }): Promise<Understanding> {
    if (text.length > SHORT) return understander.understand(text, options);
    const key = `${isoDate(options.now)} ${text}`;
    const known = understood.get(key);
    const heard = known ?? understander.understand(text, options).then(shared);
    understood.delete(key);
    understood.set(key, heard);
    if (!known) heard.catch(() => understood.delete(key));
    if (understood.size > MESSAGES) understood.delete(understood.keys().next().value!);
    return heard;
  }

  /** Makes it fit for many, and its search worth remembering. */
  function shared(understanding: Understanding): Understanding {
    found.set(freeze(understanding), new Map());
    return understanding;
  }

  function search(understanding: Understanding, options: { limit: number; now: Date }): Hit[] {
    const searches = found.get(understanding);
    if (!searches) return knowledge.search(understanding, options);
    const key = `${isoDate(options.now)} ${options.limit}`;
    const hits = searches.get(key) ?? freeze(knowledge.search(understanding, options));
    searches.set(key, hits);
    return hits;
  }

  return {
    ...ears,
    understander: {
      dimension: understander.dimension,
      embed: (texts) => understander.embed(texts),
      understand,
    },
    knowledge: {
      threshold: knowledge.threshold,
      search,
      article: (topic, now) => knowledge.article(topic, now),
      render: (topic, now) => knowledge.render(topic, now),
    },
  };
}

/** All the way down, save vectors: these cannot be. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value))
    return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
