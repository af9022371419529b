import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadTaxonomy } from '../nlu/mod.ts';
import { type Catalogue, loadArticles, parseArticle } from './article.ts';
import { article, sandboxFacts } from './fixtures.ts';
import { loadTopics } from './topics.ts';

const topics = loadTopics();
const catalogue: Catalogue = {
  topics,
  intents: new Set(loadTaxonomy().map(({ id }) => id)),
  facts: sandboxFacts,
};
const shipped = loadArticles(new URL('./articles', import.meta.url).pathname, catalogue);

describe('the shipped base', () => {
  it('has a published article for every topic', () => {
    const answered = new Set(
      shipped.filter(({ status }) => status === 'published').map(({ topic }) => topic),
    );
    expect([...topics.keys()].filter((topic) => !answered.has(topic))).toEqual([]);
  });

  it('asks no question under two topics', () => {
    const owners = new Map<string, string>();
    const shared = shipped.flatMap(({ topic, question, similar }) =>
      [question, ...similar].filter((text) => {
        const owner = owners.get(text);
        owners.set(text, topic);
        return owner !== undefined && owner !== topic;
      }),
    );
    expect(shared).toEqual([]);
  });
});

/** The problems of the fixture article with these changes, as `key: why`. */
function problems(changes: Record<string, unknown>): string[] {
  const result = parseArticle(stringify({ ...article(), ...changes }), catalogue);
  return Array.isArray(result) ? result.map(({ key, why }) => `${key}: ${why}`) : [];
}

describe('an article', () => {
  it('that keeps all rules has no problems', () => {
    expect(problems({})).toEqual([]);
    expect(parseArticle(stringify(article()), catalogue)).toEqual(article());
  });

  const bad: [string, Record<string, unknown>, RegExp][] = [
    ['with an unknown topic', { topic: 'hall.parking' }, /^topic: no topic is called hall\.parking; add it/],
    ['with an unknown intent', { intent: 'service.dance' }, /^intent: no intent is called service\.dance/],
    ['under another intent than its topic', { intent: 'bill.pay' }, /^intent: must be service\.hall/],
    ['with another question than its topic', { question: '几点开门' }, /^question: must be “营业厅几点/],
    ['without a source', { source: [] }, /^source: needs at least one source/],
    ['with a date that does not exist', { validFrom: '2026-02-30' }, /^validFrom: must be a date/],
    ['that ends before it begins', { validTo: '2019-12-31' }, /^validTo: lies before validFrom 2020-01-01/],
    ['in an unknown region', { region: '江苏' }, /^region: must be CN or/],
    ['with a repeated similar question', { similar: ['几点开', '几点开'] }, /^similar\.1: .*remove it/],
    ['that offers what no flow does', { offer: '要我帮您查吗？' }, /^offer: .*flow is null/],
    ['with a flow that no intent has', { flow: 'hall.dance' }, /^flow: no intent has the flow/],
    ['with a misspelt key', { owners: '中心' }, /owners/],
    [
      'with a figure that the data lack',
      { answer: { text: '每度{RES_TIER.prize|yuan}', spoken: '好' } },
      /^answer: \{RES_TIER\.prize\|yuan\}: no figure “RES_TIER\.prize” on 2026-11-21; there are .*RES_TIER\.price/,
    ],
    [
      'with an unknown filter',
      { answer: { text: '{RES_TIER.price|dollar}', spoken: '好' } },
      /^answer: .*no filter is called dollar; use yuan/,
    ],
    [
      'that speaks digits',
      { answer: { text: '好', spoken: '请打95598。' } },
      /^answer\.spoken: has the figure 95598; write it/,
    ],
    [
      'with a spoken sentence that is too long',
      { answer: { text: '好', spoken: `${'好'.repeat(41)}。` } },
      /^answer\.spoken: .*has 41 characters; split it/,
    ],
  ];
  for (const [name, changes, expected] of bad) {
    it(`${name} is refused`, () => {
      expect(problems(changes)).toEqual([expect.stringMatching(expected)]);
    });
  }

  it('is measured as it will be spoken, figures filled in', () => {
    const spoken = `${'好'.repeat(28)}{RES_TIER.tier3.price|yuan}，{RES_TIER.tier2.upTo|num}度。`;
    expect(problems({ answer: { text: '好', spoken } })).toEqual([
      expect.stringMatching(/has 41 characters/),
    ]);
  });
});

describe('loading a directory', () => {
  const dir = mkdtempSync(join(tmpdir(), 'articles-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('tells all that is wrong in all files, by file', () => {
    writeFileSync(join(dir, 'a.yaml'), stringify(article({ region: '江苏' })));
    writeFileSync(join(dir, 'b.yaml'), 'topic: [unclosed');
    writeFileSync(join(dir, 'c.yaml'), stringify(article()));
    expect(() => loadArticles(dir, catalogue)).toThrow(/^a\.yaml: region: [\s\S]*\nb\.yaml: YAML: /);
  });
});

it('a file is read as YAML 1.2 data: dates stay text', () => {
  expect(parse('validFrom: 2012-07-01')).toEqual({ validFrom: '2012-07-01' });
});
