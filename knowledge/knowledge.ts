/** The opened knowledge base: articles loaded, understood, indexed; ready to be searched and rendered. */

import { fileURLToPath } from 'node:url';
import { loadTaxonomy, type Understander, type Understanding } from '../nlu/mod.ts';
import { loadArticles } from './article.ts';
import { readTalk } from './corpus.ts';
import { shanghaiDate } from './date.ts';
import { articlesFor, eligibleOn } from './eligible.ts';
import type { ReadYaml } from './kept-yaml.ts';
import { keyOf, readKnown, writeKnown } from './learned-file.ts';
import { renderArticle } from './render.ts';
import { buildSearch, searchArticles } from './search.ts';
import { loadTopics } from './topics.ts';
import type { Article, FactLookup, Hit, RenderedAnswer } from './types.ts';

export interface KnowledgeOptions {
  /** Directory of article files; the shipped ones when none is named. */
  dir?: string | undefined;
  understander: Understander;
  /** The figures that hold at an instant. Without it, only articles without figures can be rendered. */
  facts?: ((at: Date) => FactLookup) | undefined;
  /** Two letters of the province that is served. */
  region: string;
  clock: () => Date;
  /** How YAML is read, if not as it always is. */
  yaml?: ReadYaml | undefined;
  /** File that keeps what the search learns, and what names the model it is learnt with; absent = learnt anew. */
  keep?: { file: string; model: string } | undefined;
}

export interface Knowledge {
  /** A hit whose score is at or above this may be shown. */
  readonly threshold: number;
  /** Best first; also hits below the threshold, which must not be shown without another reason. */
  search(understanding: Understanding, options: { limit: number; now: Date }): Hit[];
  /** The article of a topic that holds at `now`. */
  article(topic: string, now: Date): Article | null;
  /** The same with its figures. Throws when a figure is missing on that day. */
  render(topic: string, now: Date): RenderedAnswer | null;
}

const SHIPPED = fileURLToPath(new URL('./articles', import.meta.url));

/**
 * Loads, checks and indexes the articles; takes about a second for 2,500 questions.
 * @throws ArticleError when articles are wrong
 */
export async function openKnowledge(options: KnowledgeOptions): Promise<Knowledge> {
  const { understander, region, clock, facts } = options;
  const catalogue = {
    topics: loadTopics(undefined, options.yaml),
    intents: new Set(loadTaxonomy().map(({ id }) => id)),
    facts: facts?.(clock()),
  };
  const loaded = loadArticles(options.dir ?? SHIPPED, catalogue, options.yaml);
  const articles = articlesFor(loaded, region);
  const key = options.keep ? keyOf(articles, options.keep.model) : '';
  const known = options.keep ? readKnown(options.keep.file, key) : null;
  const talk = () => readTalk(new Set(articles.map(({ intent }) => intent)));
  const index = await buildSearch(articles, understander, { talk, now: clock(), known });
  // What was known but does not hold any more is not what the index was built of.
  if (options.keep && index.learned !== known?.learned) writeKnown(options.keep.file, key, index);
  const eligible = byDay((at) => eligibleOn(articles, at));
  const inForce = byDay((at) => {
    const marks = eligible(at);
    // From the last to the first: of two articles on one topic the first counts.
    return new Map(articles.flatMap((a, i) => (marks[i] === 1 ? [[a.topic, a] as const] : [])).reverse());
  });
  const find = (topic: string, now: Date) => inForce(now).get(topic) ?? null;
  const figures = facts ? byDay(facts) : () => noFigure;
  return {
    threshold: index.learned.threshold,
    search: (understanding, { limit, now }) => searchArticles(index, understanding, eligible(now), limit),
    article: find,
    render(topic, now) {
      const article = find(topic, now);
      return article && renderArticle(article, figures(now));
    },
  };
}

/** Keeps the last day's value: almost all calls are for today. */
function byDay<T>(compute: (at: Date) => T): (at: Date) => T {
  let known: { day: string; value: T } | undefined;
  return (at) => {
    const day = shanghaiDate(at);
    if (known?.day !== day) known = { day, value: compute(at) };
    return known.value;
  };
}

function noFigure(path: string): never {
  throw new Error(`no figure for ${path}: hand facts to openKnowledge`);
}
