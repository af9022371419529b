/** Articles put into words: placeholders filled from figures, for reading and for the telephone. */

import { sayCount, sayMoney, sayTime } from '../nlu/mod.ts';
import type { Article, FactLookup, RenderedAnswer, Source } from './types.ts';

type Form = 'text' | 'spoken';
type Filter = (value: string | number, form: Form) => string;

const FILTERS: Readonly<Record<string, Filter>> = {
  yuan: (value, form) => (form === 'text' ? `${number(value)}元` : sayYuan(number(value))),
  num: (value, form) => (form === 'text' ? String(number(value)) : sayCount(number(value))),
  permille: (value) => sayPermille(number(value)),
  hours: (value, form) => hours(String(value), form),
};

const PLACEHOLDER = /\{([^{}]*)\}/g;
const INNER = /^([A-Za-z][\w.]*)\|(\w+)$/;

/**
 * The article's answer with its figures.
 * @throws when a placeholder is malformed, its filter unknown, or its figure not there
 */
export function renderArticle(article: Article, facts: FactLookup): RenderedAnswer {
  const { topic, version, source, flow, offer, answer } = article;
  return {
    topic,
    version,
    text: fill(answer.text, 'text', facts),
    spoken: fill(answer.spoken, 'spoken', facts),
    source,
    sourceLine: sourceLine(source),
    flow,
    offer,
  };
}

/** What tells people where an answer comes from: 《电力供应与使用条例》第二十七条；…. */
function sourceLine(source: readonly Source[]): string {
  return source.map((one) => titleOf(one) + (one.clause ?? '')).join('；');
}

/** Laws and rules stand in book-title marks, their number behind them; a tariff's code says nothing to people. */
function titleOf({ kind, title }: Source): string {
  const plain = title.replace(/（[A-Z][A-Z_]*）$/, '');
  if ((kind !== 'law' && kind !== 'rule') || plain.includes('《')) return plain;
  const [, name = plain, note = ''] = /^([^（]+)(（.*）)?$/.exec(plain) ?? [];
  return `《${name}》${note}`;
}

/** Every placeholder replaced: `{path|filter}`. */
export function fill(template: string, form: Form, facts: FactLookup): string {
  return template.replace(PLACEHOLDER, (all, inner: string) => {
    const [, path, name] = INNER.exec(inner) ?? [];
    if (!path || !name)
      throw new Error(`${all} is no placeholder; write {path|filter}, such as {RES_TIER.price|yuan}`);
    const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    if (!filter)
      throw new Error(`${all}: no filter is called ${name}; use ${Object.keys(FILTERS).join(', ')}`);
    try {
      return filter(facts(path), form);
    } catch (error) {
      throw new Error(`${all}: ${(error as Error).message}`);
    }
  });
}

function number(value: string | number): number {
  if (typeof value !== 'number')
    throw new Error(`“${value}” is no number; use the filter hours for clock times`);
  return value;
}

/** 0.05 → 五分; a price finer than a fen is read as a decimal: 0.5283 → 零点五二八三元. */
function sayYuan(yuan: number): string {
  const fen = Math.round(yuan * 100);
  return Math.abs(yuan * 100 - fen) < 1e-6 ? sayMoney(fen) : `${sayCount(yuan)}元`;
}

/** 0.001 → 千分之一, as people both write and say it. */
function sayPermille(share: number): string {
  const permille = Number((share * 1000).toPrecision(12));
  return `千分之${permille === 2 ? '二' : sayCount(permille)}`;
}

/** '08:00-21:00' → 8:00至21:00, spoken 八点到二十一点; a span over midnight names the next day. */
function hours(span: string, form: Form): string {
  const match = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(span);
  const [, from, to] = match ?? [];
  if (!from || !to) throw new Error(`“${span}” is no span of hours; the data must say HH:MM-HH:MM`);
  const next = to <= from ? '次日' : '';
  if (form === 'spoken') return `${sayTime(from)}到${next}${sayTime(to)}`;
  return `${from.replace(/^0/, '')}至${next}${to.replace(/^0/, '')}`;
}
