/** Which articles hold on a day, in a region: at most one for each topic. */

import { shanghaiDate } from './date.ts';
import type { Article } from './types.ts';

const EVERYWHERE = 'CN';

/** The published articles for a region and for the whole country. */
export function articlesFor(articles: readonly Article[], region: string): Article[] {
  return articles.filter(
    (article) =>
      article.status === 'published' && (article.region === region || article.region === EVERYWHERE),
  );
}

/** Marks with 1 the articles that hold on the day: of one topic the region's own before the country's, then the newest. */
export function eligibleOn(articles: readonly Article[], now: Date): Uint8Array {
  const today = shanghaiDate(now);
  const chosen = new Map<string, number>();
  articles.forEach((article, i) => {
    if (article.validFrom > today || (article.validTo !== null && article.validTo < today)) return;
    const rival = chosen.get(article.topic);
    if (rival === undefined || precedes(article, articles[rival] as Article)) chosen.set(article.topic, i);
  });
  const marks = new Uint8Array(articles.length);
  for (const i of chosen.values()) marks[i] = 1;
  return marks;
}

function precedes(a: Article, b: Article): boolean {
  if (a.region !== b.region) return b.region === EVERYWHERE;
  return a.validFrom !== b.validFrom ? a.validFrom > b.validFrom : a.version > b.version;
}
