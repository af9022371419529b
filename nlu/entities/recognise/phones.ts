/** Telephone numbers of any country as people write them: +86 189-1111-1111, (0161) 123 4567, 010-65980408-8001. */

interface PhoneSpan {
  start: number;
  end: number;
  /** As written. */
  text: string;
}

/** Groups of figures with what people put between them; an extension may follow. */
const GROUP = '\\(\\s?\\+?\\d{1,5}\\s?\\)|\\d{3}\\)(?=\\d)|\\d+';
const BETWEEN = '[ ]?[-./][ ]?|[ ]';
const RUN = new RegExp(
  `\\+?(?:${GROUP})(?:(?:${BETWEEN})?(?:${GROUP}))*(?:\\s?(?:ext\\.?|x)\\s?\\d{2,6})?`,
  'g',
);
const FEWEST = 7;
const MOST = 16;
/** What says that a short figure is a telephone number all the same. */
const SAYS_PHONE = /(?:电话|手机|号码|传真|座机)[^\d]{0,4}$/;
/** A date, a decimal or a version is none. */
const OTHER =
  /^(?:\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{4}([/.-])\d{1,2}\2\d{1,2}|\d{4}\/\d{4}|\d+\.\d+|0\.\d+|\d{1,2}\.\d{1,2}\.\d+|\d{1,3}(?:\.\d{1,3}){3}|\+\d{2}(?:-\d{2}){3,})$/;

/** Telephone numbers of a folded text in order. */
export function recognisePhones(text: string): PhoneSpan[] {
  if (!/\d{3}|\d[ -]\d/.test(text)) return [];
  const spans: PhoneSpan[] = [];
  for (const match of text.matchAll(RUN)) {
    for (const part of partsOf(match[0], match.index)) {
      if (isPhone(text, part)) spans.push(part);
    }
  }
  return spans;
}

/** Two numbers with a space between them are two, when each is long enough to be one. */
function partsOf(run: string, start: number): PhoneSpan[] {
  if (count(run) <= MOST) return [{ start, end: start + run.length, text: run }];
  const parts = [...run.matchAll(/\S+/g)];
  if (parts.some((part) => count(part[0]) < FEWEST)) return [];
  return parts.map((part) => ({
    start: start + part.index,
    end: start + part.index + part[0].length,
    text: part[0],
  }));
}

function count(text: string): number {
  return text.replace(/(?:ext|x).*$/, '').replace(/\D/g, '').length;
}

function isPhone(text: string, { start, end, text: run }: PhoneSpan): boolean {
  const before = text.slice(Math.max(0, start - 8), start);
  const digits = count(run);
  if (
    digits > MOST ||
    digits < (run.startsWith('(+') || (SAYS_PHONE.test(before) && /^\d+$/.test(run)) ? 6 : FEWEST)
  )
    return false;
  if (OTHER.test(run) || /^1\d\d-\d{4}$/.test(run)) return false;
  if (
    /(?:[a-z\d.*/+=#%]|[^#\s:,-]-|^-)$/.test(before) ||
    /^\s?[a-z]|^[\d*/+=%(:]|^\.\d/.test(text.slice(end, end + 2))
  )
    return false;
  return balanced(run);
}

/** Brackets go in pairs, save for a forgotten first one. */
function balanced(run: string): boolean {
  const opened = run.split('(').length - 1;
  const closed = run.split(')').length - 1;
  return opened === closed || (opened === 0 && closed === 1);
}
