/** How a bubble of the robot or of an agent looks on WeChat: texts within the platform's size, menus, one-article cards. */
import type { Card, MessageOut, Reply } from '../../bot/mod.ts';
import { type MenuOption, type OutgoingMessage, TEXT_BYTES } from './outgoing.ts';
import { menuAsLinks } from './wire.ts';

/** The bubble as customer-service messages, each within the platform's limits. */
export function renderBubble({ reply }: MessageOut, may: { menus: boolean }): OutgoingMessage[] {
  const card = cardAsNews(reply);
  const words = card ? textOf({ ...reply, card: undefined, link: undefined }) : textOf(reply);
  const texts = splitText(words).map((text): OutgoingMessage => ({ type: 'text', text }));
  const options = optionsOf(reply);
  if (options.length === 0) return card ? [...texts, card] : texts;
  const last = texts.pop();
  const menu = { type: 'menu', head: last?.type === 'text' ? last.text : '', options, tail: '' } as const;
  const drawn: OutgoingMessage[] = may.menus ? [menu] : splitText(linksOf(menu)).map(asText);
  return [...(card ? [card] : []), ...texts, ...drawn];
}

/** The whole bubble as one text, of whatever length: what an answer in the request can hold besides others. */
export function bubbleAsText({ reply }: MessageOut): string {
  const options = optionsOf(reply);
  return options.length ? linksOf({ type: 'menu', head: textOf(reply), options, tail: '' }) : textOf(reply);
}

const asText = (text: string): OutgoingMessage => ({ type: 'text', text });

function linksOf(menu: Extract<OutgoingMessage, { type: 'menu' }>): string {
  const drawn = menuAsLinks(menu);
  return drawn.type === 'text' ? drawn.text : '';
}

/** A card that leads somewhere, as the one article that users may get. */
function cardAsNews({ card, link }: Reply): OutgoingMessage | null {
  const target = card?.link ?? link;
  if (!card || !target || !/^https?:\/\//.test(target.url)) return null;
  const description = [...card.rows.map(row), `点击${target.label}`].join('\n');
  return { type: 'news', article: { title: titleOf(card), description, url: target.url } };
}

function textOf({ text, card, link }: Reply): string {
  const parts = [plain(text), card ? plain(cardLines(card, text)) : ''];
  for (const target of [link, card?.link].filter((each) => each !== undefined))
    parts.push(`<a href="${encodeURI(decodeSafely(target.url))}">${plain(target.label)}</a>`);
  return parts.filter((part) => part !== '').join('\n');
}

/** The card's rows; what the words above say already is not said again. */
function cardLines(card: Card, said: string): string {
  const rows = card.rows.filter(({ value }) => !said.includes(value));
  return rows.length ? [`【${titleOf(card)}】`, ...rows.map(row)].join('\n') : '';
}

const row = ({ label, value }: { label: string; value: string }) => `${label}：${value}`;
const titleOf = ({ title, status }: Card) => (status ? `${title} · ${status}` : title);

/** WeChat draws `<a>` wherever it stands in a text; in our words it can only come from what a customer typed. */
function plain(text: string): string {
  return text.replace(/<(?=\s*\/?\s*a\b)/gi, '＜');
}

/** A link's address without what would end the attribute; one that is encoded already stays so. */
function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url.replace(/["<>\s]/g, '');
  }
}

/**
 * The menu's entries. A click brings back the id, which is the option's own value where the platform can carry it,
 * else its place; the label always comes along.
 */
function optionsOf({ options = [] }: Reply): MenuOption[] {
  return options.map(({ label, value }, i) => ({
    id: /^[\w:.-]{1,64}$/.test(value) ? value : `o${i + 1}`,
    label: plain(label),
  }));
}

/** Where a reader would stop, the best first. */
const STOPS = [/\n/gu, /[。！？…!?]/gu, /[；，、;,\s]/gu];

/**
 * Texts of at most `limit` bytes of UTF-8 that make up `text`, cut at the end of a line or a sentence where one is
 * near; never within a character as people see it (a flag, a family), nor within a link.
 */
export function splitText(text: string, limit = TEXT_BYTES): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (Buffer.byteLength(rest) > limit) {
    const cut = cutBefore(rest, limit);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...parts, rest].filter((part) => part !== '');
}

/** The index of the best cut such that what stands before it fits. */
function cutBefore(text: string, limit: number): number {
  const links = [...text.matchAll(/<a\s[^>]*>[^<]*<\/a>/gu)].map(
    ({ index, 0: link }) => [index, index + link.length] as const,
  );
  const allowed = (cut: number) => cut > 0 && !links.some(([from, to]) => from < cut && cut < to);
  const edges = graphemeEdges(text, limit);
  const furthest = edges.at(-1) ?? 0;
  for (const stop of STOPS) {
    const ends = [...text.slice(0, furthest).matchAll(stop)].map(({ index, 0: mark }) => index + mark.length);
    const best = ends.findLast((end) => allowed(end) && edges.includes(end));
    if (best && best >= furthest / 2) return best;
  }
  return edges.findLast(allowed) ?? (furthest || codePointsWithin(text, limit));
}

/** Indexes behind each whole character such that the text before fits into `limit` bytes. */
function graphemeEdges(text: string, limit: number): number[] {
  const edges: number[] = [];
  let bytes = 0;
  for (const { segment, index } of SEGMENTER.segment(text.slice(0, limit + 1))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > limit) break;
    edges.push(index + segment.length);
  }
  return edges;
}
const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** One character with more marks upon it than a whole text may have bytes. */
function codePointsWithin(text: string, limit: number): number {
  let bytes = 0;
  let index = 0;
  for (const point of text) {
    bytes += Buffer.byteLength(point);
    if (bytes > limit) break;
    index += point.length;
  }
  return Math.max(index, 1);
}
