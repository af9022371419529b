import { expect, it } from 'vitest';
import type { Hit, Knowledge } from '../knowledge/mod.ts';
import type { Understander, Understanding } from '../nlu/mod.ts';
import { remembering } from './remembered.ts';

const MORNING = new Date('2026-11-21T10:00:00+08:00');
const EVENING = new Date('2026-11-21T23:59:00+08:00');
const TOMORROW = new Date('2026-11-22T00:01:00+08:00');

/** Ears that count how often they listened and looked. */
function counting() {
  const heard: string[] = [];
  let searched = 0;
  let trouble = false;
  const understander: Understander = {
    dimension: 1,
    embed: async () => [],
    async understand(text, { now }) {
      heard.push(text);
      if (trouble) throw new Error('no model');
      const intents = [{ id: 'bill.query', probability: 1 }];
      const clause = { text, intents, score: 1, decision: 'accept' as const };
      const entity = {
        type: 'date' as const,
        value: now.toISOString(),
        text,
        start: 0,
        end: 1,
        source: 'test',
      };
      const vector = new Float32Array(1);
      return { ...clause, raw: text, normalised: text, entities: [entity], clauses: [clause], vector };
    },
  };
  const knowledge: Knowledge = {
    threshold: 0.5,
    search: (_understanding, { limit }): Hit[] =>
      Array.from({ length: limit }, () => ({ topic: `t${++searched}`, score: 1, similarity: 1 })),
    article: () => null,
    render: () => null,
  };
  return {
    ...remembering({ understander, knowledge }),
    heard,
    searched: () => searched,
    fail: (fails: boolean) => {
      trouble = fails;
    },
  };
}

it('what was said before on the same day is neither understood nor searched again', async () => {
  const { understander, knowledge, heard, searched } = counting();
  for (const now of [MORNING, EVENING]) {
    const understanding = await understander.understand('查电费', { now });
    expect(knowledge.search(understanding, { limit: 1, now })).toMatchObject([{ topic: 't1' }]);
  }
  expect([heard, searched()]).toEqual([['查电费'], 1]);
});

it('another day has other dates and other articles', async () => {
  const { understander, knowledge } = counting();
  const early = await understander.understand('查电费', { now: EVENING });
  const late = await understander.understand('查电费', { now: TOMORROW });
  expect(late.entities[0]!.value).not.toBe(early.entities[0]!.value);
  const hits = (now: Date) => knowledge.search(early, { limit: 1, now });
  expect(hits(TOMORROW)).not.toEqual(hits(EVENING));
});

it('a search for more is another search', async () => {
  const { understander, knowledge } = counting();
  const understanding = await understander.understand('查电费', { now: MORNING });
  for (const limit of [1, 10])
    expect(knowledge.search(understanding, { limit, now: MORNING })).toHaveLength(limit);
});

it('what was understood in another way is searched for itself', async () => {
  const { understander, knowledge, searched } = counting();
  const understanding: Understanding = await understander.understand('查电费', { now: MORNING });
  knowledge.search(understanding, { limit: 1, now: MORNING });
  knowledge.search({ ...understanding, intents: [] }, { limit: 1, now: MORNING });
  expect(searched()).toBe(2);
});

it('nobody can change what others will be given', async () => {
  const { understander } = counting();
  const { entities, clauses } = await understander.understand('查电费', { now: MORNING });
  expect(() => entities.pop()).toThrow();
  expect(() => Object.assign(clauses[0]!.intents[0]!, { probability: 0 })).toThrow();
});

it('a failure is not remembered', async () => {
  const { understander, fail } = counting();
  fail(true);
  await expect(understander.understand('查电费', { now: MORNING })).rejects.toThrow('no model');
  fail(false);
  await expect(understander.understand('查电费', { now: MORNING })).resolves.toBeDefined();
});

it('long messages and those not said for long are forgotten', async () => {
  const { understander, heard } = counting();
  const say = (text: string) => understander.understand(text, { now: MORNING });
  const long = '我家在城南路幸福小区三栋二单元一零一室从昨天晚上起就没有电';
  for (const text of [long, long, '查电费', ...Array.from({ length: 1_000 }, (_, i) => `第${i}句`), '查电费'])
    await say(text);
  expect(heard.filter((text) => text === long)).toHaveLength(2);
  expect(heard.filter((text) => text === '查电费')).toHaveLength(2);
});
