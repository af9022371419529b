/**
 * The XML of the platform: elements with text or CDATA, nothing else. What XML can do beyond that (document types,
 * entities of one's own, processing instructions, attributes with a meaning) is refused or passed over by construction.
 */

export type XmlValue = string | XmlObject | XmlValue[];
export interface XmlObject {
  [name: string]: XmlValue;
}

/** A body that is not the platform's XML. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** The platform's deepest message, of a photo album, has four levels. */
const MAX_DEPTH = 8;
const MAX_ELEMENTS = 500;

const PROLOG = /^\uFEFF?\s*(?:<\?xml[^<>]*\?>\s*)?/;
const CDATA = '<![CDATA[';
const TEXT = /[^<]+/y;
const COMMENT = /<!--[\s\S]*?-->/y;
const OPEN = /<([A-Za-z_][\w.-]{0,63})(?:\s[^<>]*?)?(\/?)>/y;
const CLOSE = /<\/([A-Za-z_][\w.-]{0,63})\s*>/y;

/**
 * The content of the root element `<xml>`. Values are text exactly as sent (`007` stays `007`); an element that comes
 * several times is a list.
 * @throws XmlError
 */
export function parseXml(source: string): XmlObject {
  const reader = new Reader(source, PROLOG.exec(source)![0].length);
  const { name, value } = reader.element(1);
  if (name !== 'xml') throw new XmlError(`the root is <${name}>, not <xml>`);
  reader.end();
  return typeof value === 'string' ? {} : (value as XmlObject);
}

class Reader {
  #elements = 0;
  readonly #source: string;
  #at: number;

  constructor(source: string, at: number) {
    this.#source = source;
    this.#at = at;
  }

  element(depth: number): { name: string; value: XmlValue } {
    const open = this.#match(OPEN);
    if (!open) throw this.#error('an element is expected');
    if (depth > MAX_DEPTH || ++this.#elements > MAX_ELEMENTS)
      throw this.#error('too much is nested or listed');
    const name = open[1]!;
    if (open[2]) return { name, value: '' };
    const value = this.#content(depth);
    const close = this.#match(CLOSE);
    if (close?.[1] !== name) throw this.#error(`<${name}> is not closed`);
    return { name, value };
  }

  #content(depth: number): XmlValue {
    let text = '';
    let children: XmlObject | null = null;
    for (;;) {
      const plain = this.#match(TEXT);
      if (plain) text += unescaped(plain[0]);
      else if (this.#source.startsWith(CDATA, this.#at)) text += this.#cdata();
      else if (this.#source.startsWith('</', this.#at)) return children ?? text;
      else if (!this.#match(COMMENT)) {
        const { name, value } = this.element(depth + 1);
        children ??= Object.create(null) as XmlObject;
        const before = children[name];
        if (before === undefined) children[name] = value;
        else if (Array.isArray(before)) before.push(value);
        else children[name] = [before, value];
      }
    }
  }

  #cdata(): string {
    const start = this.#at + CDATA.length;
    const end = this.#source.indexOf(']]>', start);
    if (end < 0) throw this.#error('a CDATA section is not closed');
    this.#at = end + 3;
    return this.#source.slice(start, end);
  }

  end(): void {
    if (this.#source.slice(this.#at).trim()) throw this.#error('something follows the root element');
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #error(what: string): XmlError {
    return new XmlError(`at character ${this.#at}: ${what}`);
  }
}

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities of XML and numbered characters; others stay as they were written. */
function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
    (all, name, dec, hex) => {
      if (name) return NAMED[name as string]!;
      const code = dec ? Number(dec) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : all;
    },
  );
}

/** What XML 1.0 cannot hold in any form; a reader would refuse the whole document. */
const IMPOSSIBLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Text as a CDATA section, `]]>` included. */
export function cdata(text: string): string {
  return `${CDATA}${text.replace(IMPOSSIBLE, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
