import { beforeAll, describe, expect, it } from 'vitest';
import { loadTaxonomy } from '../nlu/mod.ts';
import { loadArticles } from './article.ts';
import { createFacts } from './facts.ts';
import { hashing, NOW, tariffDocument, understood } from './fixtures.ts';
import { type Knowledge, openKnowledge } from './mod.ts';
import { loadTopics } from './topics.ts';

const topics = loadTopics();
let knowledge: Knowledge;
beforeAll(async () => {
  knowledge = await openKnowledge({
    understander: hashing,
    facts: (at) => createFacts(tariffDocument, at),
    region: 'JS',
    clock: () => NOW,
  });
}, 60_000);

describe('the shipped base, opened', () => {
  it('renders every topic, without a placeholder left and without a digit to be spoken', () => {
    for (const topic of topics.keys()) {
      const answer = knowledge.render(topic, NOW);
      expect([topic, answer?.text]).toEqual([topic, expect.stringMatching(/^[^{}]+$/)]);
      expect([topic, answer?.spoken]).toEqual([topic, expect.stringMatching(/^[^{}\d]+$/)]);
    }
  });

  it('finds every standard question, even with no model to understand it', () => {
    const lost = [...topics].filter(([topic, { question }]) => {
      const [hit] = knowledge.search(understood(question), { limit: 1, now: NOW });
      return hit?.topic !== topic || hit.score < knowledge.threshold;
    });
    expect(lost).toEqual([]);
  });

  it('does not show an answer to what is none of our business', () => {
    const shown = [
      '今天天气怎么样',
      '给我讲个笑话',
      '快递什么时候到',
      '红烧肉怎么做',
      '机票改签要多少钱',
    ].filter(
      (text) =>
        (knowledge.search(understood(text), { limit: 1, now: NOW })[0]?.score ?? 0) >= knowledge.threshold,
    );
    expect(shown).toEqual([]);
  });

  it('knows an article by its topic, and only while it holds', () => {
    expect(knowledge.article('tier.levels', NOW)).toMatchObject({
      intent: 'tariff.tier',
      status: 'published',
    });
    expect(knowledge.article('tier.levels', new Date('2012-06-30T12:00:00+08:00'))).toBeNull();
    expect(knowledge.render('no.topic', NOW)).toBeNull();
  });
});

describe('elsewhere', () => {
  it('articles of another province are neither found nor told', async () => {
    const abroad = await openKnowledge({ understander: hashing, region: 'ZJ', clock: () => NOW });
    const dir = new URL('./articles', import.meta.url).pathname;
    const own = loadArticles(dir, {
      topics,
      intents: new Set(loadTaxonomy().map(({ id }) => id)),
    })
      .filter(({ region }) => region === 'JS')
      .map(({ topic }) => topic);
    expect(own.length).toBeGreaterThan(0);
    for (const topic of own) expect(abroad.article(topic, NOW)).toBeNull();
    const found = abroad
      .search(understood('阶梯电价分几档'), { limit: 12, now: NOW })
      .map(({ topic }) => topic);
    expect(found.filter((topic) => own.includes(topic))).toEqual([]);
  });
});
