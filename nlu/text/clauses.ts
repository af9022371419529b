/** Cuts a message into the pieces that may each be a request of their own. */

interface ClauseSpan {
  text: string;
  /** Offsets in UTF-16 units of the text given: `text.slice(start, end)`. */
  start: number;
  end: number;
}

/** Ends of a piece: sentence punctuation, a list comma, a slash between words, a line. */
const STOP =
  /[。！？!?；;，,、\n]+|(?<=\p{Script=Han})\s*[/／|]\s*(?=\p{Script=Han})|\s{2,}|(?<=\p{Script=Han}) (?=\p{Script=Han})/gu;
/** Words that open a further request; they begin the new piece. */
const OPENERS =
  '另外|此外|除此之外|还有|还要|还想|还得|再就是|再者|再帮|再给|再查|再问|再看|再把|再有|顺便|顺带|顺手|然后|接着|完了|以及|并且|而且|同时|其次|第二|最后|对了|哦对|另|并(?=请|帮|查|告|办|开|申)';
const OPENER = new RegExp(`(?:${OPENERS})`, 'gu');
/** A piece that has fewer letters and no more than an opener says nothing by itself. */
const EMPTY = new RegExp(
  `^(?:${OPENERS}|[\\s\\p{P}]|一个|一下|呢|吧|啊|呀|嘛|哈|嗯|那个|就是|你好|您好|请问|麻烦|我|想问|咨询|[两三几]件?个?事情?)*$`,
  'u',
);
/** What may number an item of a list: 1. 2、 (3) ④ */
const ITEM = /(?<![\d第])(?:([1-9])[.．、)）](?!\d)|[(（]([1-9])[)）]|([①-⑨]))/gu;
/** Figures grouped by commas, and lists within a number, are not cut. */
const INSIDE_FIGURE = /\d[,，]\d{3}(?!\d)/;

/**
 * Candidate clauses of a message in order: cut at punctuation, before 另外, 还有, 顺便, 再, 然后, 以及, 并且… and before
 * the numbers of a list. Pieces that say nothing by themselves are joined to their neighbour. The whole text is one clause when nothing
 * separates it; an empty text has none. Which of them are requests is for the model to decide.
 */
export function splitClauses(text: string): ClauseSpan[] {
  const spans: ClauseSpan[] = [];
  let from = 0;
  for (const cut of cuts(text)) {
    add(spans, text, from, cut.end);
    from = cut.start;
  }
  add(spans, text, from, text.length);
  return spans;
}

/** Where a piece ends and the next one starts, in order. */
function cuts(text: string): { end: number; start: number }[] {
  const found: { end: number; start: number }[] = [];
  const items = listItems(text);
  for (const { start } of items) if (start > 0) found.push({ end: start, start });
  for (const match of text.matchAll(STOP)) {
    if (items.some(({ start, end }) => match.index >= start && match.index < end)) continue;
    const after = match.index + match[0].length;
    if (INSIDE_FIGURE.test(text.slice(Math.max(0, match.index - 1), after + 4))) continue;
    found.push({ end: match.index, start: after });
  }
  for (const match of text.matchAll(OPENER)) {
    if (match.index > 0) found.push({ end: match.index, start: match.index });
  }
  return found.sort((a, b) => a.end - b.end || a.start - b.start);
}

/** Where the numbers of a list stand: 1, 2 and so on, in this order; a number alone makes no list. */
function listItems(text: string): { start: number; end: number }[] {
  const items: { start: number; end: number }[] = [];
  for (const match of text.matchAll(ITEM)) {
    const circled = match[3] && match[3].charCodeAt(0) - '①'.charCodeAt(0) + 1;
    if (Number(match[1] ?? match[2] ?? circled) === items.length + 1)
      items.push({ start: match.index, end: match.index + match[0].length });
  }
  return items.length > 1 ? items : [];
}

/** Adds the piece, or lengthens the one before when this one says nothing by itself. */
function add(spans: ClauseSpan[], text: string, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text[start] as string)) start++;
  while (end > start && /\s/.test(text[end - 1] as string)) end--;
  if (start >= end) return;
  const last = spans[spans.length - 1];
  const lone = last !== undefined && EMPTY.test(last.text);
  if (last && (lone || EMPTY.test(text.slice(start, end)))) {
    last.end = end;
    last.text = text.slice(last.start, end);
  } else spans.push({ text: text.slice(start, end), start, end });
}
