/** `npm run bench -- knowledge [--questions N] [--model DIR]`: understanding and search on one thread, in large bases. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadArticles } from '../../knowledge/article.ts';
import { readTalk } from '../../knowledge/corpus.ts';
import { eligibleOn } from '../../knowledge/eligible.ts';
import { buildSearch, searchArticles } from '../../knowledge/search.ts';
import { loadTopics } from '../../knowledge/topics.ts';
import type { Article } from '../../knowledge/types.ts';
import { ensureModel, loadTaxonomy, loadUnderstander } from '../../nlu/mod.ts';
import { corpusDir, loadCorpus } from '../../nlu/model/corpus.ts';
import { latencyUs } from '../metrics/latency.ts';

const { values } = parseArgs({
  options: {
    questions: { type: 'string', default: '2000,10000' },
    model: { type: 'string', default: '.model' },
  },
});
/** Texts asked in a base that does not have them; each once to warm up, once to be timed. */
const ASKED = 1000;
const NOW = new Date('2026-11-21T10:00:00+08:00');

await ensureModel(values.model);
const understander = await loadUnderstander(values.model);
const intents = loadTaxonomy().map(({ id }) => id);
const shipped = loadArticles(fileURLToPath(new URL('../../knowledge/articles', import.meta.url)), {
  topics: loadTopics(),
  intents: new Set(intents),
});
const talk = readTalk(new Set(shipped.map(({ intent }) => intent)));
const lines = loadCorpus(corpusDir, intents).examples.filter(({ intent }) => intent !== 'none');
const asked = lines.filter((_, i) => i % Math.floor(lines.length / ASKED) === 0).map(({ text }) => text);
const known = new Set(asked);

for (const size of values.questions.split(',').map(Number)) await bench(size);

async function bench(size: number): Promise<void> {
  const articles = baseOf(size);
  const start = performance.now();
  const index = await buildSearch(articles, understander, { talk: () => talk, now: NOW, known: null });
  const seconds = (performance.now() - start) / 1000;
  const eligible = eligibleOn(articles, NOW);
  const [understood, searched, both]: [number[], number[], number[]] = [[], [], []];
  let processor = process.cpuUsage();
  for (const texts of [asked, asked]) {
    for (const times of [understood, searched, both]) times.length = 0;
    processor = process.cpuUsage();
    for (const text of texts) {
      const t0 = performance.now();
      const understanding = await understander.understand(text, { now: NOW });
      const t1 = performance.now();
      searchArticles(index, understanding, eligible, 10);
      const t2 = performance.now();
      understood.push(t1 - t0);
      searched.push(t2 - t1);
      both.push(t2 - t0);
    }
  }
  const { user, system } = process.cpuUsage(processor);
  const show = (times: number[]) => {
    const { p50, p99 } = latencyUs(times);
    return `p50 ${(p50 / 1000).toFixed(3)} ms, p99 ${(p99 / 1000).toFixed(3)} ms`;
  };
  const count = articles.reduce((sum, { similar }) => sum + similar.length + 1, 0);
  console.log(
    `${count} questions of ${articles.length} articles, indexed and learned in ${seconds.toFixed(1)} s`,
  );
  console.log(`  understanding             ${show(understood)}`);
  console.log(`  search                    ${show(searched)}`);
  console.log(`  understanding and search  ${show(both)}; bar: p50 0.3 ms, p99 2 ms at 10,000 questions`);
  console.log(`  processor time for both   mean ${((user + system) / 1000 / asked.length).toFixed(3)} ms`);
}

/** The shipped articles, and corpus lines of one intent made into articles of the same size, up to `size` questions. */
function baseOf(size: number): Article[] {
  const articles: Article[] = [];
  let left = size;
  for (const article of shipped) {
    if (left <= 0) return articles;
    const similar = article.similar.slice(0, left - 1);
    articles.push({ ...article, similar });
    left -= similar.length + 1;
  }
  const rest = lines.filter(({ text }) => !known.has(text));
  const [model] = shipped;
  for (let at = 0; model && left > 0 && at < rest.length; ) {
    const intent = rest[at]?.intent ?? '';
    let end = at;
    while (end < rest.length && rest[end]?.intent === intent && end - at < Math.min(17, left)) end++;
    const [question = '', ...similar] = rest.slice(at, end).map(({ text }) => text);
    articles.push({ ...model, topic: `${intent}.${at}`, intent, question, similar });
    left -= end - at;
    at = end;
  }
  return articles;
}
