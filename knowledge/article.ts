/** Articles as files: their schema, the rules they keep, and loading them with errors that say what to mend. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { isDate } from './date.ts';
import type { ReadYaml } from './kept-yaml.ts';
import { renderArticle } from './render.ts';
import type { Article, FactLookup } from './types.ts';

/** A sentence that is longer than this many characters cannot be followed on the telephone. */
const LONGEST_SENTENCE = 40;

const text = z.string().trim().min(1);
const date = z.string().refine(isDate, 'must be a date YYYY-MM-DD that exists');

const articleSchema = z
  .strictObject({
    topic: text,
    intent: text,
    question: text,
    similar: z.array(text),
    region: z.string().regex(/^[A-Z]{2}$/, 'must be CN or the two letters of a province, such as JS'),
    validFrom: date,
    validTo: date.nullable(),
    source: z
      .array(
        z.strictObject({
          kind: z.enum(['law', 'tariff', 'commitment', 'rule', 'guide']),
          title: text,
          clause: text.optional(),
        }),
      )
      .min(1, 'needs at least one source: where does the answer come from?'),
    flow: text.nullable(),
    offer: text.nullable(),
    owner: text,
    status: z.enum(['draft', 'review', 'published', 'retired']),
    version: z.int().positive(),
    answer: z.strictObject({ text, spoken: text }),
  })
  .superRefine((article, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (article.validTo !== null && article.validTo < article.validFrom)
      issue(['validTo'], `lies before validFrom ${article.validFrom}; put the later date, or null for open`);
    if (article.offer !== null && article.flow === null)
      issue(
        ['offer'],
        'offers something, but flow is null; name the flow that does it, or set offer to null',
      );
    const questions = [article.question, ...article.similar];
    article.similar.forEach((question, i) => {
      if (questions.indexOf(question) <= i)
        issue(['similar', i], `“${question}” stands there already; remove it`);
    });
  });

/** What articles are checked against. */
export interface Catalogue {
  /** The standard question of every topic, by topic. */
  topics: ReadonlyMap<string, { intent: string; question: string }>;
  intents: ReadonlySet<string>;
  /** With figures, every placeholder must have one and spoken sentences are measured as they will be said. */
  facts?: FactLookup | undefined;
}

/** One broken rule of one file. */
interface Problem {
  file: string;
  key: string;
  why: string;
}

class ArticleError extends Error {
  override readonly name = 'ArticleError';
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, key, why }) => `${file}: ${key}: ${why}`).join('\n'));
  }
}

/**
 * Reads every `*.yaml` of a directory as one article.
 * @param read how YAML is read, if not as it always is
 * @throws ArticleError with all that is wrong in all files: file, key, what, and how to mend it
 */
export function loadArticles(dir: string, catalogue: Catalogue, read: ReadYaml = parse): Article[] {
  const problems: Problem[] = [];
  const articles: Article[] = [];
  const files = readdirSync(dir).filter((name) => name.endsWith('.yaml'));
  for (const file of files.sort()) {
    const result = parseArticle(readFileSync(join(dir, file), 'utf8'), catalogue, read);
    if (Array.isArray(result)) problems.push(...result.map((problem) => ({ file, ...problem })));
    else articles.push(result);
  }
  if (problems.length > 0) throw new ArticleError(problems);
  return articles;
}

/** One article from its YAML text, or what is wrong with it. */
export function parseArticle(
  yaml: string,
  catalogue: Catalogue,
  read: ReadYaml = parse,
): Article | Omit<Problem, 'file'>[] {
  let document: unknown;
  try {
    document = read(yaml);
  } catch (error) {
    return [{ key: 'YAML', why: (error as Error).message }];
  }
  const result = articleSchema.safeParse(document);
  if (!result.success)
    return result.error.issues.map(({ path, message }) => ({
      key: path.join('.') || 'article',
      why: message,
    }));
  const problems = [...checkNames(result.data, catalogue), ...checkAnswer(result.data, catalogue.facts)];
  return problems.length > 0 ? problems : result.data;
}

function* checkNames(article: Article, { topics, intents }: Catalogue): Iterable<Omit<Problem, 'file'>> {
  const { topic, intent, question, flow } = article;
  const known = topics.get(topic);
  if (!known) yield { key: 'topic', why: `no topic is called ${topic}; add it to topics.yaml or correct it` };
  else if (known.question !== question)
    yield { key: 'question', why: `must be “${known.question}” as in topics.yaml` };
  if (!intents.has(intent))
    yield { key: 'intent', why: `no intent is called ${intent}; take one of intents.yaml` };
  else if (known && known.intent !== intent)
    yield { key: 'intent', why: `must be ${known.intent} as in topics.yaml` };
  if (flow !== null && !intents.has(flow.replace('-', '.')))
    yield {
      key: 'flow',
      why: `no intent has the flow ${flow}; write an intent id with “-” for “.”, or null`,
    };
}

/** A figure of no matter, where placeholders are only to be read. */
const ANY_FIGURE: FactLookup = (path) => (path.endsWith('hours') ? '08:00-21:00' : 1);

function* checkAnswer(article: Article, facts = ANY_FIGURE): Iterable<Omit<Problem, 'file'>> {
  let spoken: string;
  try {
    spoken = renderArticle(article, facts).spoken;
  } catch (error) {
    yield { key: 'answer', why: (error as Error).message };
    return;
  }
  const digits = /[0-9０-９]+/.exec(spoken);
  if (digits)
    yield {
      key: 'answer.spoken',
      why: `has the figure ${digits[0]}; write it in Chinese characters, as it is said`,
    };
  for (const sentence of spoken.split(/[。！？!?\n]/)) {
    if (sentence.length > LONGEST_SENTENCE)
      yield {
        key: 'answer.spoken',
        why: `the sentence “${sentence}” has ${sentence.length} characters; split it, ${LONGEST_SENTENCE} can be followed`,
      };
  }
}
