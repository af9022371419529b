/** Owns how cards, links and sources are drawn. */
import type { Card } from '../../../bot/mod.ts';
import { h } from '../../page/dom.ts';
import { type IconName, icon } from './icons.ts';

const KINDS: Record<Card['kind'], IconName> = {
  bill: 'bill',
  outage: 'bolt',
  order: 'order',
  article: 'book',
  station: 'station',
  account: 'person',
};

export function drawCard(card: Card): HTMLElement {
  const { kind, title, status, rows, link } = card;
  return h(
    'section',
    { class: `card card-${kind}`, 'aria-label': title },
    h(
      'header',
      { class: 'card-head' },
      icon(KINDS[kind] ?? 'order'),
      h('h3', {}, title),
      status && h('span', { class: `tag ${mood(status)}` }, status),
    ),
    rows.length > 0 && drawRows(rows),
    link && drawLink(link),
  );
}

/** Names and values; the last sum of money is the one that counts. */
function drawRows(rows: Card['rows']): HTMLElement {
  const total = rows.map(({ value }) => isMoney(value)).lastIndexOf(true);
  return h(
    'dl',
    {},
    ...rows.map(({ label, value }, i) =>
      h('div', { class: i === total ? 'total' : '' }, h('dt', {}, label), h('dd', {}, value)),
    ),
  );
}

function isMoney(value: string): boolean {
  return /^[¥￥]?\s*-?[\d,]+(?:\.\d{1,2})?\s*元?$/.test(value) && /[¥￥元]/.test(value);
}

/** What a status means for the customer, by its words. */
function mood(status: string): string {
  if (/未|欠|逾期|故障|停电|失败|中止|紧急|加急/.test(status)) return 'bad';
  if (/已|完成|正常|成功|恢复|办结/.test(status)) return 'good';
  return 'calm';
}

/** A link as a button; an address that is no web page or phone number is shown without being one. */
export function drawLink({ label, url }: { label: string; url: string }): HTMLElement {
  const href = safeHref(url);
  if (!href) return h('p', { class: 'action dead' }, label);
  const away = { target: '_blank', rel: 'noopener noreferrer' };
  return h('a', { class: 'action', href, ...(href.startsWith('tel:') ? {} : away) }, label, icon('right'));
}

function safeHref(url: string): string | null {
  try {
    const { protocol, href } = new URL(url, location.href);
    return ['http:', 'https:', 'tel:'].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

export function drawSource({
  label,
  topic,
  version,
}: {
  label: string;
  topic: string;
  version: number;
}): HTMLElement {
  return h(
    'details',
    { class: 'source' },
    h('summary', {}, `来源：${label}`),
    h('p', {}, `知识条目“${topic}”，第${version}版`),
  );
}

/** Text in which web addresses can be followed. */
export function drawText(text: string): HTMLElement {
  const line = h('p', { class: 'words' });
  for (const part of text.split(/(https?:\/\/[\w\-./?%&=#:~+@]+)/)) {
    const href = /^https?:/.test(part) ? safeHref(part) : null;
    line.append(href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, part) : part);
  }
  return line;
}
