/** What the knowledge room gives to the others: articles, and the hits of a search. */

export interface Source {
  kind: 'law' | 'tariff' | 'commitment' | 'rule' | 'guide';
  title: string;
  clause?: string | undefined;
}

export interface ArticleAnswer {
  /** Written text for web and WeChat, with `{path|filter}` placeholders for figures. */
  text: string;
  /** Spoken text for the telephone, likewise. */
  spoken: string;
}

export type ArticleStatus = 'draft' | 'review' | 'published' | 'retired';

export interface Article {
  topic: string;
  intent: string;
  question: string;
  similar: string[];
  /** `CN` holds everywhere; a province code (`JS`) only there. */
  region: string;
  /** Dates YYYY-MM-DD in Asia/Shanghai, both inclusive; null = open. */
  validFrom: string;
  validTo: string | null;
  source: Source[];
  /** The flow that can do the next useful act, and the short question that offers it. */
  flow: string | null;
  offer: string | null;
  owner: string;
  status: ArticleStatus;
  version: number;
  answer: ArticleAnswer;
}

export interface Hit {
  topic: string;
  /** 0..1; at or above the search's threshold the hit may be shown. */
  score: number;
  /** 0..1: likeness of the text itself to the nearest of the article's questions, without regard to the intent. */
  similarity: number;
}

/** Figures by path, taken from effective-dated data: `RES_TIER.price` -> 0.5283. Throws on an unknown path. */
export type FactLookup = (path: string) => string | number;

export interface RenderedAnswer {
  topic: string;
  version: number;
  text: string;
  spoken: string;
  source: Source[];
  /** The sources as people read them: 《电力供应与使用条例》第二十七条. */
  sourceLine: string;
  flow: string | null;
  offer: string | null;
}
